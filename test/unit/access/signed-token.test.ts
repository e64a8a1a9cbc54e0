import { createHmac, sign } from 'node:crypto'
import type { JsonWebKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { chainTrust, signToken, verifySignedToken } from '../../../gateway/access/signed-token.ts'
import type { TokenKind, TokenTrust } from '../../../gateway/access/signed-token.ts'
import { loadKeySet } from '../../../gateway/access/key-set.ts'
import type { JsonObject } from '../../../gateway/access/strict-json.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { trust } from '../../support/good-path.ts'
import { AT } from '../../support/x509/certificate.ts'
import { makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import type { KeyKind } from '../../support/x509/keys.ts'
import { makeParty } from './party.ts'
import type { PartyOptions } from './party.ts'
import { expectTokenAccepted, expectTokenRefused } from './refused-token.ts'
import type { TokenRefusal } from './refused-token.ts'
import { makeToken } from './token-maker.ts'
import type { TokenFault } from './token-maker.ts'

const NOW = AT.getTime() / 1_000
const KIND: TokenKind<JsonObject> = {
  typ: 'example+jwt',
  times: { maxLifetimeSeconds: 300, maxAheadSeconds: 310, skewSeconds: 30 },
  read: (claims) => claims,
}
const CLAIMS = { iss: 'example', iat: NOW - 10, nbf: NOW - 10, exp: NOW + 200 }

const partOf = (options?: PartyOptions) => {
  const party = makeParty('GRANT_SIGNER', options)
  const x5c = party.chain.map((der) => der.toString('base64'))
  const { alg, key } = party.signer
  return { party, good: { header: { alg, typ: KIND.typ, x5c }, claims: CLAIMS, key } }
}
const { party: PARTY, good: GOOD } = partOf()
const EC = partOf({ kind: 'p-256' })
const verify = (token: string, trusted: TokenTrust = PARTY.trust, at = AT) =>
  verifySignedToken(token, KIND, trusted, at)

describe('a signed token with its chain', () => {
  it.each([
    ['PS256', 'rsa-2048', 'PS256'],
    ['PS256 with 3072 bits', 'rsa-3072', 'PS256'],
    ['RS256', 'rsa-2048', 'RS256'],
    ['ES256', 'p-256', 'ES256'],
    ['EdDSA', 'ed25519', 'EdDSA'],
  ] as const)('is accepted, made by hand with %s', async (_, kind, alg) => {
    const { party, good } = partOf({ kind, alg })
    const verdict = await verify(makeToken(good), party.trust)
    expectTokenAccepted(verdict)
    expect(verdict.value).toEqual(CLAIMS)
    expect(verdict.path?.status).toBe('VALID')
  })

  it.each(['rsa-2048', 'p-256', 'ed25519'] as const)(
    'is accepted as it is signed here, with %s',
    async (kind) => {
      const { party } = partOf({ kind })
      const token = await signToken(KIND.typ, CLAIMS, party.signer)
      expectTokenAccepted(await verify(token, party.trust))
    },
  )
})

type Row = [
  title: string,
  refusal: TokenRefusal,
  fault: TokenFault,
  more?: { of?: typeof EC; trust?: TokenTrust; at?: Date },
]

const r = (step: TokenRefusal['step'], code: TokenRefusal['code'], facts = {}): TokenRefusal => ({
  step,
  code,
  facts,
})
const undetermined = (refusal: TokenRefusal): TokenRefusal => ({
  ...refusal,
  status: 'UNDETERMINED',
})

const withLeaf = (options: PartyOptions) => {
  const of = partOf(options)
  return { of, trust: of.party.trust }
}
const zeroHalf = (from: number) => (signature: Buffer) =>
  Buffer.from(signature).fill(0, from, from + 32)
const flip = (signature: Buffer) =>
  Buffer.from(signature.map((byte, i) => (i === 9 ? byte ^ 1 : byte)))

const KEYS: readonly Row[] = [
  ['a token without chain', r('KEY', 'TOKEN_CHAIN_MISSING'), { header: { x5c: undefined } }],
  [
    'a leaf alone',
    r('KEY', 'CHAIN_ANCHOR_UNKNOWN'),
    { header: { x5c: GOOD.header.x5c.slice(0, 1) } },
  ],
  [
    'bytes that are no certificate',
    r('KEY', 'CERT_MALFORMED'),
    { header: { x5c: ['AAAA', GOOD.header.x5c[1]] } },
  ],
  [
    'a certificate of more than 8 KiB',
    r('KEY', 'CERT_TOO_LARGE'),
    { header: { x5c: [Buffer.alloc(8_300, 7).toString('base64')] } },
  ],
  [
    'a chain of another authority',
    r('KEY', 'CHAIN_ISSUER_KEY_DIFFERS'),
    {},
    {
      trust: chainTrust('GRANT_SIGNER', {
        anchors: trust(makeRoot({ key: takeKey('rsa-2048', 7) })),
        revocation: { crls: [] },
      }),
    },
  ],
  [
    'a certificate for another purpose',
    r('KEY', 'CERT_PURPOSE_WRONG'),
    {},
    { of: { ...partFor('AGENCY_CLIENT') }, trust: PARTY.trust },
  ],
  [
    'a revoked leaf',
    r('KEY', 'CERT_LEAF_REVOKED'),
    {},
    withLeaf({
      leaf: { serial: 77 },
      caList: { revoked: [{ serial: 77 }] },
    }),
  ],
  [
    'missing revocation lists, as undetermined',
    undetermined(r('KEY', 'CRL_MISSING')),
    {},
    { trust: chainTrust('GRANT_SIGNER', { anchors: trust(makeRoot()), revocation: { crls: [] } }) },
  ],
  [
    'an expired leaf',
    r('KEY', 'CERT_LEAF_EXPIRED'),
    {},
    withLeaf({ leaf: { notAfter: new Date('2025-12-31') } }),
  ],
  ...(
    [
      ['rsa-1024', 'CERT_KEY_TOO_SMALL'],
      ['rsa-2048-e3', 'CERT_KEY_EXPONENT'],
      ['rsa-2048-roca', 'CERT_KEY_ROCA'],
    ] as const
  ).map(([kind, code]): Row => [`a leaf with key ${kind}`, r('KEY', code), {}, withLeaf({ kind })]),
]

const ALGORITHMS: readonly Row[] = [
  ...(
    [
      ['ES256', 'rsa-2048'],
      ['EdDSA', 'rsa-2048'],
      ['PS256', 'p-256'],
      ['RS256', 'ed25519'],
      ['ES256', 'p-384'],
      ['ES256', 'ed25519'],
    ] as const
  ).map(([alg, kind]): Row => [
    `${alg} with key ${kind}`,
    r('ALGORITHM', 'TOKEN_ALGORITHM_KEY_MISMATCH', { alg }),
    { header: { alg } },
    withLeaf({ kind, alg: 'PS256' }),
  ]),
  [
    'an algorithm that is not supported, as undetermined before any key is looked at',
    undetermined(r('FORM', 'TOKEN_ALGORITHM_UNSUPPORTED', { alg: 'SGD_SM3_SM2' })),
    { header: { alg: 'SGD_SM3_SM2' } },
  ],
  [
    'a MAC with the public key as its secret',
    r('FORM', 'TOKEN_ALGORITHM_HMAC'),
    {
      header: { alg: 'HS256' },
      signature: (_, input) =>
        createHmac(
          'sha256',
          takeKey('rsa-2048', 2).publicKey.export({ type: 'spki', format: 'pem' }),
        )
          .update(input)
          .digest(),
    },
  ],
]

const SIGNATURES: readonly Row[] = [
  ['one flipped bit', r('SIGNATURE', 'TOKEN_SIGNATURE_INVALID'), { signature: flip }],
  [
    'another key',
    r('SIGNATURE', 'TOKEN_SIGNATURE_INVALID'),
    { key: takeKey('rsa-2048', 5).privateKey },
  ],
  [
    'the key of the authority above',
    r('SIGNATURE', 'TOKEN_SIGNATURE_INVALID'),
    { key: takeKey('rsa-2048', 1).privateKey },
  ],
  [
    'a signature of RS256 under PS256',
    r('SIGNATURE', 'TOKEN_SIGNATURE_INVALID'),
    { signature: (_, input) => sign('sha256', input, GOOD.key) },
  ],
  [
    'a payload of another token',
    r('SIGNATURE', 'TOKEN_SIGNATURE_INVALID'),
    {
      spelling: (token) => {
        const [header, , signature] = token.split('.')
        const other = makeToken(GOOD, { claims: { iss: 'other' } }).split('.')[1]
        return [header, other, signature].join('.')
      },
    },
  ],
  [
    'a signature shorter than the modulus',
    r('SIGNATURE', 'TOKEN_SIGNATURE_MALFORMED', { reason: 'length' }),
    { signature: (signature) => signature.subarray(1) },
  ],
  [
    'r = 0',
    r('SIGNATURE', 'TOKEN_SIGNATURE_MALFORMED', { reason: 'zero' }),
    { signature: zeroHalf(0) },
    { of: EC, trust: EC.party.trust },
  ],
  [
    's = 0',
    r('SIGNATURE', 'TOKEN_SIGNATURE_MALFORMED', { reason: 'zero' }),
    { signature: zeroHalf(32) },
    { of: EC, trust: EC.party.trust },
  ],
  [
    'DER in the place of r‖s',
    r('SIGNATURE', 'TOKEN_SIGNATURE_MALFORMED', { reason: 'length' }),
    { signature: (_, input) => sign('sha256', input, EC.good.key) },
    { of: EC, trust: EC.party.trust },
  ],
]

const TIMES: readonly Row[] = [
  ['no exp', r('TIME', 'TOKEN_CLAIM_MISSING', { claim: 'exp' }), { claims: { exp: undefined } }],
  ['no iat', r('TIME', 'TOKEN_CLAIM_MISSING', { claim: 'iat' }), { claims: { iat: undefined } }],
  ['exp a second ago', r('TIME', 'TOKEN_EXPIRED'), { claims: { exp: NOW - 1 } }],
  ['exp at this very second', r('TIME', 'TOKEN_EXPIRED'), { claims: { exp: NOW } }],
  ['nbf beyond the leeway', r('TIME', 'TOKEN_NOT_YET_VALID'), { claims: { nbf: NOW + 31 } }],
  [
    'iat beyond the leeway',
    r('TIME', 'TOKEN_ISSUED_AHEAD'),
    { claims: { iat: NOW + 31, nbf: undefined } },
  ],
  [
    'a life of a second too much',
    r('TIME', 'TOKEN_LIFETIME_TOO_LONG', { limit: 300 }),
    { claims: { exp: NOW + 291 } },
  ],
  [
    'an end too far ahead',
    r('TIME', 'TOKEN_LIFETIME_TOO_LONG', { limit: 310 }),
    { claims: { iat: NOW + 30, exp: NOW + 311 } },
  ],
  [
    'exp before nbf',
    r('TIME', 'TOKEN_TIMES_DISORDERED'),
    { claims: { nbf: NOW + 20, exp: NOW + 20 } },
  ],
  [
    'exp before iat',
    r('TIME', 'TOKEN_TIMES_DISORDERED'),
    { claims: { iat: NOW + 20, exp: NOW + 10 } },
  ],
  ...(
    [
      ['exp as text', { exp: String(NOW + 100) }],
      ['a negative iat', { iat: -1 }],
      ['a fraction', { exp: NOW + 0.5 }],
      ['exp null', { exp: null }],
      ['nbf as a list', { nbf: [NOW] }],
    ] as const
  ).map(([title, claims]): Row => [title, r('TIME', 'TOKEN_TIME_INVALID'), { claims }]),
  [
    'a token that outlives its certificate by a second',
    r('TIME', 'TOKEN_OUTLIVES_CERTIFICATE'),
    {},
    withLeaf({ leaf: { notAfter: new Date((NOW + 199) * 1_000) } }),
  ],
  [
    'an instant that is none',
    undetermined(r('KEY', 'CHAIN_INSTANT_INVALID')),
    {},
    { at: new Date(Number.NaN) },
  ],
]

describe('a signed token is refused with', () => {
  it.each<Row>([...KEYS, ...ALGORITHMS, ...SIGNATURES, ...TIMES])('%s', async (...row) => {
    const [, refusal, fault, { of, trust: trusted, at } = {}] = row
    const token = makeToken(of?.good ?? GOOD, fault)
    expectTokenRefused(await verify(token, trusted, at), refusal)
  })

  it('shows the steps of the chain beside its own', async () => {
    const { of, trust: trusted } = withLeaf({ leaf: { notAfter: new Date('2025-12-31') } })
    const { path } = await verify(makeToken(of.good), trusted)
    expect(path).toMatchObject({ status: 'INVALID', code: 'CERT_LEAF_EXPIRED' })
    expect(path?.steps.find(({ step }) => step === 'VALIDITY')?.outcome).toBe('FAILED')
  })
})

describe('clocks', () => {
  it.each<[title: string, claims: TokenFault['claims'], leaf?: PartyOptions['leaf']]>([
    ['iat at the edge of the leeway', { iat: NOW + 30, nbf: undefined }],
    ['nbf at the edge of the leeway', { nbf: NOW + 30 }],
    ['an end in the next second', { exp: NOW + 1 }],
    ['the longest life', { exp: NOW + 290 }],
    ['no nbf', { nbf: undefined }],
    ['a life that ends with its certificate', {}, { notAfter: new Date((NOW + 200) * 1_000) }],
  ])('accept %s', async (...row) => {
    const [, claims, leaf = {}] = row
    const { party, good } = partOf({ leaf })
    expectTokenAccepted(await verify(makeToken(good, { claims: { ...claims } }), party.trust))
  })
})

describe('a signed token with a key of a key set', () => {
  const jwkOf = (kind: KeyKind, alg: string, kid = 'key-1') => ({
    ...takeKey(kind).publicKey.export({ format: 'jwk' }),
    kid,
    alg,
  })
  const keyed = (kind: KeyKind, alg: string) => ({
    header: { alg, typ: KIND.typ, kid: 'key-1' },
    claims: CLAIMS,
    key: takeKey(kind).privateKey,
  })
  const setOf = (...keys: JsonWebKey[]): TokenTrust => ({
    by: 'KEY_SET',
    keys: loadKeySet({ keys }),
  })

  it.each([
    ['PS256', 'rsa-2048'],
    ['RS256', 'rsa-3072'],
    ['ES256', 'p-256'],
    ['EdDSA', 'ed25519'],
  ] as const)('is accepted with %s', async (alg, kind) => {
    const others = jwkOf('ed25519', 'EdDSA', 'key-2')
    const verdict = await verify(makeToken(keyed(kind, alg)), setOf(jwkOf(kind, alg), others))
    expectTokenAccepted(verdict)
    expect(verdict.path).toBeNull()
  })

  it.each([
    [
      'a kid that is not there',
      r('KEY', 'TOKEN_KEY_UNKNOWN', { kid: 'key-9' }),
      { header: { kid: 'key-9' } },
    ],
    ['no kid', r('KEY', 'TOKEN_KEY_UNKNOWN'), { header: { kid: undefined } }],
    [
      'a chain in the place of a kid',
      r('KEY', 'TOKEN_KEY_UNKNOWN'),
      { header: { kid: undefined, x5c: GOOD.header.x5c } },
    ],
    [
      'the other algorithm of the same key type',
      r('ALGORITHM', 'TOKEN_ALGORITHM_KEY_MISMATCH', { alg: 'RS256' }),
      { header: { alg: 'RS256' } },
    ],
    [
      'another key',
      r('SIGNATURE', 'TOKEN_SIGNATURE_INVALID'),
      { key: takeKey('rsa-2048', 4).privateKey },
    ],
  ])('is refused with %s', async (_, refusal, fault) => {
    const token = makeToken(keyed('rsa-2048', 'PS256'), fault)
    expectTokenRefused(await verify(token, setOf(jwkOf('rsa-2048', 'PS256'))), refusal)
  })
})

describe('signing refuses', () => {
  const { signer } = PARTY
  it.each([
    [
      'a public key',
      { ...signer, key: takeKey('rsa-2048', 2).publicKey },
      CLAIMS,
      'TOKEN_KEY_UNUSABLE',
    ],
    [
      'a key of another algorithm',
      { ...signer, alg: 'ES256' as const },
      CLAIMS,
      'TOKEN_KEY_UNUSABLE',
    ],
    [
      'a key that is not of the certificate',
      { ...signer, key: takeKey('rsa-2048', 5).privateKey },
      CLAIMS,
      'TOKEN_KEY_UNUSABLE',
    ],
    [
      'an end behind that of the certificate',
      signer,
      { ...CLAIMS, exp: NOW + 9e8 },
      'TOKEN_OUTLIVES_CERTIFICATE',
    ],
    ['more than 16 KiB', signer, { ...CLAIMS, note: 'x'.repeat(16_384) }, 'TOKEN_TOO_LARGE'],
    ['half a surrogate pair', signer, { ...CLAIMS, note: '\ud800' }, 'TOKEN_UTF8_INVALID'],
    [
      'a kid that is an address',
      { ...signer, by: { kid: 'https://k' } },
      CLAIMS,
      'TOKEN_KID_INVALID',
    ],
  ])('%s', async (_, by, claims, code) => {
    const failure = await signToken(KIND.typ, claims, by).catch((reason: unknown) => reason)
    expect(failure).toBeInstanceOf(FederationError)
    expect(failure).toMatchObject({ code })
  })
})

function partFor(purpose: 'AGENCY_CLIENT') {
  const party = makeParty(purpose)
  const x5c = party.chain.map((der) => der.toString('base64'))
  return { party, good: { header: { ...GOOD.header, x5c }, claims: CLAIMS, key: party.signer.key } }
}
