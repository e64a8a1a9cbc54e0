import { describe, expect, it } from 'vitest'
import { thumbprintOf } from '../../../gateway/access/certificate-thumbprint.ts'
import { verifyClientAssertion } from '../../../gateway/access/client-assertion.ts'
import type { RegisteredClient } from '../../../gateway/access/client-assertion.ts'
import { loadKeySet } from '../../../gateway/access/key-set.ts'
import { AT } from '../../support/x509/certificate.ts'
import { makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { makeParty } from './party.ts'
import { expectTokenAccepted, expectTokenRefused } from './refused-token.ts'
import type { TokenRefusal } from './refused-token.ts'
import { makeToken } from './token-maker.ts'
import type { TokenFault } from './token-maker.ts'

const NOW = AT.getTime() / 1_000
const ENDPOINT = 'https://gateway.example.invalid/token'
const ROOT = makeRoot()
const PARTY = makeParty('AGENCY_CLIENT', { root: ROOT })
/** Another agency, below the same authority. */
const OTHER = makeParty('AGENCY_CLIENT', { root: ROOT, index: 6 })

const clientWith = (id: string, ...leaves: Buffer[]): RegisteredClient => ({
  id,
  agency: 'agency-1',
  certificates: leaves.map(thumbprintOf),
})
const CLIENTS = new Map([
  ['client-1', clientWith('client-1', PARTY.leaf.der)],
  ['client-2', clientWith('client-2', OTHER.leaf.der)],
])
const x5cOf = ({ chain }: typeof PARTY) => chain.map((der) => der.toString('base64'))
const GOOD = {
  header: { alg: 'PS256', typ: 'JWT', x5c: x5cOf(PARTY) },
  claims: {
    iss: 'client-1',
    sub: 'client-1',
    aud: ENDPOINT,
    iat: NOW - 5,
    exp: NOW + 290,
    jti: 'AAAAAAAAAAAAAAAAAAAAAA',
  },
  key: PARTY.signer.key,
}
const ask = (fault: TokenFault = {}, question = {}) =>
  verifyClientAssertion(makeToken(GOOD, fault), {
    tokenEndpoint: ENDPOINT,
    clientOf: (id) => CLIENTS.get(id) ?? null,
    trust: PARTY.trust,
    at: AT,
    ...question,
  })

describe('a client assertion', () => {
  it('names the client, and the id that is to be consumed', async () => {
    const verdict = await ask()
    expectTokenAccepted(verdict)
    expect(verdict.value).toEqual({
      client: CLIENTS.get('client-1'),
      tokenId: GOOD.claims.jti,
      expiresAt: new Date((NOW + 290) * 1_000),
      certificate: thumbprintOf(PARTY.leaf.der),
    })
  })

  it.each<[title: string, fault: TokenFault, question?: object]>([
    ['an end five minutes ahead', { claims: { iat: NOW, exp: NOW + 300 } }],
    ['an nbf', { claims: { nbf: NOW - 5 } }],
    [
      'either of two certificates while one is being renewed',
      {},
      { clientOf: () => clientWith('client-1', OTHER.leaf.der, PARTY.leaf.der) },
    ],
  ])('is accepted with %s', async (_, fault, question) => {
    expectTokenAccepted(await ask(fault, question))
  })
})

type Row = [title: string, refusal: TokenRefusal, fault: TokenFault, question?: object]
const claims = (code: TokenRefusal['code'], facts = {}): TokenRefusal => ({
  step: 'CLAIMS',
  code,
  facts,
})

const ROWS: Row[] = [
  ['an unknown client', claims('CLIENT_UNKNOWN'), { claims: { iss: 'client-9', sub: 'client-9' } }],
  [
    "another client's id",
    claims('CLIENT_CERTIFICATE_FOREIGN'),
    { claims: { iss: 'client-2', sub: 'client-2' } },
  ],
  [
    "another client's key and chain",
    claims('CLIENT_CERTIFICATE_FOREIGN'),
    { header: { x5c: x5cOf(OTHER) }, key: OTHER.signer.key },
  ],
  [
    "another client's chain with its own key",
    { step: 'SIGNATURE', code: 'TOKEN_SIGNATURE_INVALID' },
    { header: { x5c: x5cOf(OTHER) } },
  ],
  [
    'a client whose registration answers to another id',
    claims('CLIENT_UNKNOWN'),
    {},
    { clientOf: () => CLIENTS.get('client-2') },
  ],
  ['sub that is not iss', claims('TOKEN_SUBJECT_WRONG'), { claims: { sub: 'client-2' } }],
  ['no iss', claims('TOKEN_CLAIM_MISSING', { claim: 'iss' }), { claims: { iss: undefined } }],
  ['no sub', claims('TOKEN_CLAIM_MISSING', { claim: 'sub' }), { claims: { sub: undefined } }],
  ['iss as a path', claims('TOKEN_CLAIM_INVALID'), { claims: { iss: '../client-1' } }],
  ['no aud', claims('TOKEN_CLAIM_MISSING', { claim: 'aud' }), { claims: { aud: undefined } }],
  ...[
    'https://gateway.example.invalid/',
    'https://gateway.example.invalid/token/',
    'https://GATEWAY.example.invalid/token',
    'http://gateway.example.invalid/token',
    `${ENDPOINT}?x`,
    [ENDPOINT],
    [ENDPOINT, 'https://other.example.invalid'],
    '',
  ].map((aud): Row => [
    `aud ${JSON.stringify(aud)}`,
    claims('TOKEN_AUDIENCE_WRONG'),
    { claims: { aud } },
  ]),
  ['no jti', claims('TOKEN_CLAIM_MISSING', { claim: 'jti' }), { claims: { jti: undefined } }],
  ['a jti of 126 bits', claims('TOKEN_ID_TOO_SHORT'), { claims: { jti: 'A'.repeat(21) } }],
  ['a jti as a number', claims('TOKEN_CLAIM_INVALID'), { claims: { jti: 12 } }],
  ['an empty jti', claims('TOKEN_CLAIM_INVALID'), { claims: { jti: '' } }],
  [
    'a claim nobody reads',
    claims('TOKEN_CLAIM_UNKNOWN', { claim: 'scope' }),
    { claims: { scope: 'all' } },
  ],
  ['no iat', { step: 'TIME', code: 'TOKEN_CLAIM_MISSING' }, { claims: { iat: undefined } }],
  [
    'an end beyond five minutes',
    { step: 'TIME', code: 'TOKEN_LIFETIME_TOO_LONG' },
    { claims: { iat: NOW + 2, exp: NOW + 301 } },
  ],
  ['an end in the past', { step: 'TIME', code: 'TOKEN_EXPIRED' }, { claims: { exp: NOW } }],
  ['a kind of its own', { step: 'FORM', code: 'TOKEN_TYPE_WRONG' }, { header: { typ: 'at+jwt' } }],
  [
    'a certificate for signing grants',
    { step: 'KEY', code: 'CERT_PURPOSE_WRONG' },
    { header: { x5c: x5cOf(makeParty('GRANT_SIGNER', { root: ROOT })) } },
  ],
  [
    'a key without certificate',
    claims('CLIENT_CERTIFICATE_FOREIGN'),
    { header: { x5c: undefined, kid: 'key-1' } },
    {
      trust: {
        by: 'KEY_SET',
        keys: loadKeySet({
          keys: [
            {
              ...takeKey('rsa-2048', 2).publicKey.export({ format: 'jwk' }),
              kid: 'key-1',
              alg: 'PS256',
            },
          ],
        }),
      },
    },
  ],
]

describe('a client assertion is refused with', () => {
  it.each<Row>(ROWS)('%s', async (...row) => {
    const [, refusal, fault, question] = row
    expectTokenRefused(await ask(fault, question), refusal)
  })
})
