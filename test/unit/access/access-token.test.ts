import { describe, expect, it } from 'vitest'
import {
  checkBinding,
  signAccessToken,
  verifyAccessToken,
} from '../../../gateway/access/access-token.ts'
import type { AccessToken } from '../../../gateway/access/access-token.ts'
import { thumbprintOf } from '../../../gateway/access/certificate-thumbprint.ts'
import { loadKeySet } from '../../../gateway/access/key-set.ts'
import type { TokenSigner } from '../../../gateway/access/signed-token.ts'
import { AT } from '../../support/x509/certificate.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { expectTokenAccepted, expectTokenRefused } from './refused-token.ts'
import type { TokenRefusal } from './refused-token.ts'
import { makeToken } from './token-maker.ts'
import type { TokenFault } from './token-maker.ts'

const NOW = AT.getTime() / 1_000
const PLACE = {
  issuer: 'https://gateway.example.invalid',
  audience: 'https://gateway.example.invalid/graphql',
}
const KEY = takeKey('ed25519')
const SIGNER: TokenSigner = { alg: 'EdDSA', key: KEY.privateKey, by: { kid: 'key-1' } }
const JWK = { ...KEY.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'EdDSA' }
const KEYS = loadKeySet({ keys: [JWK] })
const CERTIFICATE = Buffer.from('a certificate')

const TOKEN: AccessToken = {
  tokenId: 'AAAAAAAAAAAAAAAAAAAAAA',
  clientId: 'client-1',
  details: {
    agency: 'agency-1',
    officer: 'officer-7',
    roles: ['OFFICER'],
    purpose: 'SUPERVISION',
    legalBasis: 'ORDER_44_15',
    caseNumber: '〔2026〕虚构监字第1号',
  },
  certificate: thumbprintOf(CERTIFICATE),
  issuedAt: AT,
  expiresAt: new Date(AT.getTime() + 600_000),
}
const verify = (token: string, at = AT, place = PLACE) => verifyAccessToken(token, place, KEYS, at)

describe('an access token', () => {
  it.each<[title: string, token: AccessToken]>([
    ['an officer', TOKEN],
    [
      'a system, which has no officer and no case',
      {
        ...TOKEN,
        details: { ...TOKEN.details, officer: null, caseNumber: null, roles: ['SYSTEM'] },
      },
    ],
    ['development on loopback, bound to nothing', { ...TOKEN, certificate: null }],
  ])('comes back as it was made: %s', async (_, made) => {
    const verdict = await verify(await signAccessToken(made, PLACE, SIGNER))
    expectTokenAccepted(verdict)
    expect(verdict.value).toEqual(made)
  })

  it('holds to its last second, and not beyond', async () => {
    const token = await signAccessToken(TOKEN, PLACE, SIGNER)
    expectTokenAccepted(await verify(token, new Date(TOKEN.expiresAt.getTime() - 1)))
    expectTokenRefused(await verify(token, TOKEN.expiresAt), {
      step: 'TIME',
      code: 'TOKEN_EXPIRED',
    })
  })

  it.each<[title: string, token: AccessToken, code: string]>([
    [
      'more than ten minutes',
      { ...TOKEN, expiresAt: new Date(AT.getTime() + 601_000) },
      'TOKEN_LIFETIME_TOO_LONG',
    ],
    ['an end before its beginning', { ...TOKEN, expiresAt: AT }, 'TOKEN_EXPIRED'],
    ['a short id', { ...TOKEN, tokenId: 'short' }, 'TOKEN_ID_TOO_SHORT'],
    ['a thumbprint that is none', { ...TOKEN, certificate: 'abc' }, 'TOKEN_CLAIM_INVALID'],
    ['no role', { ...TOKEN, details: { ...TOKEN.details, roles: [] } }, 'TOKEN_CLAIM_INVALID'],
    [
      'an empty case number',
      { ...TOKEN, details: { ...TOKEN.details, caseNumber: ' ' } },
      'TOKEN_CLAIM_INVALID',
    ],
  ])('is not made with %s', async (_, token, code) => {
    const failure = await signAccessToken(token, PLACE, SIGNER).catch((reason: unknown) => reason)
    expect(failure).toMatchObject({ code })
  })
})

const DETAILS = {
  type: 'registry_query',
  agency: 'agency-1',
  officer: 'officer-7',
  roles: ['OFFICER'],
  purpose: 'SUPERVISION',
  legal_basis: 'ORDER_44_15',
  case_number: '〔2026〕虚构监字第1号',
}
const GOOD = {
  header: { alg: 'EdDSA', typ: 'at+jwt', kid: 'key-1' },
  claims: {
    iss: PLACE.issuer,
    aud: PLACE.audience,
    sub: 'client-1',
    client_id: 'client-1',
    iat: NOW,
    exp: NOW + 600,
    jti: TOKEN.tokenId,
    authorization_details: [DETAILS],
    cnf: { 'x5t#S256': thumbprintOf(CERTIFICATE) },
  },
  key: KEY.privateKey,
}
const details = (change: object): TokenFault => ({
  claims: { authorization_details: [{ ...DETAILS, ...change }] },
})

type Row = [title: string, refusal: TokenRefusal, fault: TokenFault]
const claims = (code: TokenRefusal['code'], claim?: string): TokenRefusal => ({
  step: 'CLAIMS',
  code,
  facts: claim === undefined ? {} : { claim },
})

const ROWS: Row[] = [
  ['another issuer', claims('TOKEN_ISSUER_WRONG'), { claims: { iss: `${PLACE.issuer}/` } }],
  ['another audience', claims('TOKEN_AUDIENCE_WRONG'), { claims: { aud: PLACE.issuer } }],
  ['a list of audiences', claims('TOKEN_AUDIENCE_WRONG'), { claims: { aud: [PLACE.audience] } }],
  [
    'a subject that is not the client',
    claims('TOKEN_SUBJECT_WRONG'),
    { claims: { sub: 'client-2' } },
  ],
  ['no client', claims('TOKEN_CLAIM_MISSING', 'client_id'), { claims: { client_id: undefined } }],
  ['a short id', claims('TOKEN_ID_TOO_SHORT'), { claims: { jti: 'short' } }],
  ['a scope besides', claims('TOKEN_CLAIM_UNKNOWN', 'scope'), { claims: { scope: 'all' } }],
  [
    'no details',
    claims('TOKEN_CLAIM_MISSING', 'authorization_details'),
    { claims: { authorization_details: undefined } },
  ],
  [
    'details twice',
    claims('TOKEN_CLAIM_INVALID', 'authorization_details'),
    { claims: { authorization_details: [DETAILS, DETAILS] } },
  ],
  [
    'an empty list of details',
    claims('TOKEN_CLAIM_INVALID'),
    { claims: { authorization_details: [] } },
  ],
  [
    'details without list',
    claims('TOKEN_CLAIM_INVALID'),
    { claims: { authorization_details: DETAILS } },
  ],
  ['details of another type', claims('TOKEN_CLAIM_INVALID', 'type'), details({ type: 'payment' })],
  [
    'details that say more',
    claims('TOKEN_CLAIM_UNKNOWN', 'authorization_details.fields'),
    details({ fields: ['*'] }),
  ],
  [
    'an unknown role',
    claims('TOKEN_CLAIM_INVALID', 'roles'),
    details({ roles: ['OFFICER', 'ROOT'] }),
  ],
  [
    'a role twice',
    claims('TOKEN_CLAIM_INVALID', 'roles'),
    details({ roles: ['OFFICER', 'OFFICER'] }),
  ],
  ['a role as text', claims('TOKEN_CLAIM_INVALID', 'roles'), details({ roles: 'OFFICER' })],
  ['no purpose', claims('TOKEN_CLAIM_MISSING', 'purpose'), details({ purpose: undefined })],
  [
    'two purposes',
    claims('TOKEN_CLAIM_INVALID', 'purpose'),
    details({ purpose: ['SUPERVISION', 'AUDIT'] }),
  ],
  [
    'no legal basis',
    claims('TOKEN_CLAIM_MISSING', 'legal_basis'),
    details({ legal_basis: undefined }),
  ],
  [
    'a case number with a line feed',
    claims('TOKEN_CLAIM_INVALID', 'case_number'),
    details({ case_number: '1\n2' }),
  ],
  [
    'a case number of 129 characters',
    claims('TOKEN_CLAIM_INVALID', 'case_number'),
    details({ case_number: '1'.repeat(129) }),
  ],
  ['an officer null', claims('TOKEN_CLAIM_INVALID', 'officer'), details({ officer: null })],
  [
    'another way of binding',
    claims('TOKEN_CLAIM_UNKNOWN', 'cnf.jkt'),
    { claims: { cnf: { jkt: 'a' } } },
  ],
  ['an empty binding', claims('TOKEN_CLAIM_MISSING', 'x5t#S256'), { claims: { cnf: {} } }],
  ['a binding null', claims('TOKEN_CLAIM_INVALID', 'cnf'), { claims: { cnf: null } }],
  [
    'a thumbprint spelt otherwise',
    claims('TOKEN_CLAIM_INVALID'),
    { claims: { cnf: { 'x5t#S256': `${'A'.repeat(42)}B` } } },
  ],
  ['another kind of token', { step: 'FORM', code: 'TOKEN_TYPE_WRONG' }, { header: { typ: 'JWT' } }],
  [
    'a key of another issuer',
    { step: 'KEY', code: 'TOKEN_KEY_UNKNOWN' },
    { header: { kid: 'key-2' } },
  ],
  [
    'eleven minutes',
    { step: 'TIME', code: 'TOKEN_LIFETIME_TOO_LONG' },
    { claims: { exp: NOW + 660 } },
  ],
]

describe('an access token is refused with', () => {
  it('nothing wrong: never', async () => {
    expectTokenAccepted(await verify(makeToken(GOOD)))
  })

  it.each<Row>(ROWS)('%s', async (_, refusal, fault) => {
    expectTokenRefused(await verify(makeToken(GOOD, fault)), refusal)
  })
})

describe('the binding of an access token', () => {
  const other = Buffer.from('another certificate')
  const unbound = { certificate: null }

  it.each([
    ['its own certificate', TOKEN, CERTIFICATE, 'REFUSED'],
    ['its own certificate, on loopback', TOKEN, CERTIFICATE, 'ALLOWED_ON_LOOPBACK'],
    ['no binding, on loopback', unbound, null, 'ALLOWED_ON_LOOPBACK'],
  ] as const)('holds with %s', (_, token, certificate, policy) => {
    expect(() => checkBinding(token, certificate, policy)).not.toThrow()
  })

  it.each([
    ['another certificate', TOKEN, other, 'REFUSED', 'ACCESS_TOKEN_CERTIFICATE_FOREIGN'],
    ['no certificate', TOKEN, null, 'REFUSED', 'ACCESS_TOKEN_CERTIFICATE_MISSING'],
    ['no binding', unbound, null, 'REFUSED', 'ACCESS_TOKEN_UNBOUND'],
    [
      'no binding, whatever the certificate',
      unbound,
      CERTIFICATE,
      'REFUSED',
      'ACCESS_TOKEN_UNBOUND',
    ],
    [
      'another certificate, on loopback too',
      TOKEN,
      other,
      'ALLOWED_ON_LOOPBACK',
      'ACCESS_TOKEN_CERTIFICATE_FOREIGN',
    ],
    [
      'no certificate, on loopback too',
      TOKEN,
      null,
      'ALLOWED_ON_LOOPBACK',
      'ACCESS_TOKEN_CERTIFICATE_MISSING',
    ],
  ] as const)('is refused with %s', (_, token, certificate, policy, code) => {
    expect(() => checkBinding(token, certificate, policy)).toThrow(
      expect.objectContaining({ code }),
    )
  })
})
