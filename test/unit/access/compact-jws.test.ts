import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MOST_TOKEN_BYTES, parseCompactJws } from '../../../gateway/access/compact-jws.ts'
import type { ErrorCode, ErrorDetails } from '../../../schemas/model/errors.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { expectInstruction } from '../../support/refused-path.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { makeToken } from './token-maker.ts'
import type { TokenFault } from './token-maker.ts'

const KEY = takeKey('p-256')
const GOOD = {
  header: { alg: 'ES256', typ: 'example+jwt', kid: 'key-1' },
  claims: { iss: 'https://example.invalid', note: '虚构' },
  key: KEY.privateKey,
}
const parse = (token: string) => parseCompactJws(token, 'example+jwt')
const HEADER = JSON.stringify(GOOD.header)

describe('the form of a signed token', () => {
  it('is three parts that say what was put in', () => {
    const { header, claims, signature } = parse(makeToken(GOOD))
    expect(header).toEqual({ ...GOOD.header, x5c: null })
    expect(claims).toEqual(GOOD.claims)
    expect(signature).toHaveLength(64)
  })

  it.each(['PS256', 'RS256', 'ES256', 'EdDSA'])('may name %s', (alg) => {
    expect(parse(makeToken(GOOD, { header: { alg } })).header.alg).toBe(alg)
  })

  it('is accepted up to 16 KiB', () => {
    const empty = makeToken(GOOD, { claims: { note: '' } })
    const room = Math.floor(((MOST_TOKEN_BYTES - empty.length) * 3) / 4)
    const token = makeToken(GOOD, { claims: { note: 'x'.repeat(room - 2) } })
    expect(token.length).toBeGreaterThan(MOST_TOKEN_BYTES - 8)
    expect(parse(token).token).toBe(token)
  })
})

type Row = [title: string, code: ErrorCode, fault: TokenFault, facts?: ErrorDetails]

const inPart = (at: number, change: (part: string) => string) => (token: string) =>
  token
    .split('.')
    .map((part, i) => (i === at ? change(part) : part))
    .join('.')
/** The next character differs in the lowest bit only, which belongs to no byte. */
const nextCharacter = (part: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1)!) + 1]!
}
const generalJson = (token: string) => {
  const [protectedHeader, payload, signature] = token.split('.')
  return JSON.stringify({ payload, signatures: [{ protected: protectedHeader, signature }] })
}

const SPELLINGS: readonly Row[] = [
  ['padding', 'TOKEN_NOT_COMPACT', { spelling: (token) => `${token}=` }],
  ['a blank before it', 'TOKEN_NOT_COMPACT', { spelling: (token) => ` ${token}` }],
  ['a line feed behind it', 'TOKEN_NOT_COMPACT', { spelling: (token) => `${token}\n` }],
  ['a blank within', 'TOKEN_NOT_COMPACT', { spelling: inPart(1, (part) => ` ${part}`) }],
  ['“+”', 'TOKEN_NOT_COMPACT', { spelling: inPart(2, (part) => `+${part.slice(1)}`) }],
  ['“/”', 'TOKEN_NOT_COMPACT', { spelling: inPart(2, (part) => `/${part.slice(1)}`) }],
  [
    'two parts',
    'TOKEN_NOT_COMPACT',
    { spelling: (token) => token.split('.').slice(0, 2).join('.') },
  ],
  ['five parts', 'TOKEN_NOT_COMPACT', { spelling: (token) => `${token}.AA.AA` }],
  ['nothing', 'TOKEN_NOT_COMPACT', { spelling: () => '' }],
  ['an empty payload', 'TOKEN_NOT_COMPACT', { spelling: inPart(1, () => '') }],
  ['an empty signature', 'TOKEN_SIGNATURE_EMPTY', { signature: () => Buffer.alloc(0) }],
  [
    'trailing bits in the header',
    'TOKEN_ENCODING',
    // 43 bytes and 59 characters: the last one carries bits that belong to no byte.
    { header: { kid: 'key-12' }, spelling: inPart(0, nextCharacter) },
    { part: 1 },
  ],
  [
    'trailing bits in the signature',
    'TOKEN_ENCODING',
    { spelling: inPart(2, nextCharacter) },
    { part: 3 },
  ],
  ['an impossible length', 'TOKEN_ENCODING', { spelling: inPart(1, () => 'AAAAA') }, { part: 2 }],
  ['the general JSON form', 'TOKEN_JSON_SERIALISATION', { spelling: generalJson }],
  ['more than 16 KiB', 'TOKEN_TOO_LARGE', { claims: { note: 'x'.repeat(16_384) } }],
  ['a token within', 'TOKEN_NESTED', { payloadBytes: makeToken(GOOD) }],
  ['a token within, as a string', 'TOKEN_NESTED', { payloadBytes: `"${makeToken(GOOD)}"` }],
  ['a header that announces a token within', 'TOKEN_NESTED', { header: { cty: 'JWT' } }],
]

const deep = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`

const JSON_FAULTS: readonly Row[] = [
  [
    'a key twice in the payload',
    'TOKEN_JSON_DUPLICATE_KEY',
    { payloadBytes: '{"iss":"a","iss":"b"}' },
    { part: 'payload', key: 'iss' },
  ],
  [
    'a key twice in the header',
    'TOKEN_JSON_DUPLICATE_KEY',
    { headerBytes: HEADER.replace('{', '{"alg":"ES256",') },
    { part: 'header' },
  ],
  [
    'a key twice, once as an escape',
    'TOKEN_JSON_DUPLICATE_KEY',
    { payloadBytes: '{"iss":"a","\\u0069ss":"b"}' },
  ],
  [
    'a key twice, far from its colon',
    'TOKEN_JSON_DUPLICATE_KEY',
    { payloadBytes: `{"iss":"a","iss"${' '.repeat(500)}:"b"}` },
  ],
  ['a key twice further in', 'TOKEN_JSON_DUPLICATE_KEY', { payloadBytes: '{"a":[{"b":1,"b":1}]}' }],
  ['__proto__', 'TOKEN_JSON_FORBIDDEN_KEY', { payloadBytes: '{"__proto__":{"iss":"a"}}' }],
  ['__proto__ as an escape', 'TOKEN_JSON_FORBIDDEN_KEY', { payloadBytes: '{"\\u005f_proto__":1}' }],
  [
    'invalid UTF-8',
    'TOKEN_UTF8_INVALID',
    { payloadBytes: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) },
  ],
  [
    'an overlong encoding',
    'TOKEN_UTF8_INVALID',
    { payloadBytes: Buffer.from('7b22c08022 3a317d'.replace(' ', ''), 'hex') },
  ],
  ['half a surrogate pair', 'TOKEN_UTF8_INVALID', { payloadBytes: '{"a":"\\ud800"}' }],
  ['half a surrogate pair as a key', 'TOKEN_UTF8_INVALID', { payloadBytes: '{"\\udc00":1}' }],
  ['a byte order mark', 'TOKEN_JSON_MALFORMED', { payloadBytes: '\ufeff{"a":1}' }],
  ['NaN', 'TOKEN_JSON_MALFORMED', { payloadBytes: '{"exp":NaN}' }],
  ['text behind the object', 'TOKEN_JSON_MALFORMED', { payloadBytes: '{"a":1} {"a":1}' }],
  ['a comment', 'TOKEN_JSON_MALFORMED', { payloadBytes: '{"a":1/**/}' }],
  ['a number that overflows', 'TOKEN_JSON_NUMBER', { payloadBytes: '{"exp":1e999}' }],
  ['an integer no double holds', 'TOKEN_JSON_NUMBER', { payloadBytes: '{"exp":9007199254740993}' }],
  ['a list', 'TOKEN_JSON_NOT_OBJECT', { payloadBytes: '[1]' }],
  ['null', 'TOKEN_JSON_NOT_OBJECT', { payloadBytes: 'null' }],
  ['a string', 'TOKEN_JSON_NOT_OBJECT', { payloadBytes: '"a"' }],
  ['nine levels', 'TOKEN_JSON_TOO_DEEP', { payloadBytes: deep(9) }, { limit: 8 }],
  ['ten thousand levels', 'TOKEN_JSON_TOO_DEEP', { payloadBytes: deep(5_000) }],
]

const certificate = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64')

const HEADERS: readonly Row[] = [
  ...['none', 'None', 'NONE', 'nOnE'].map((alg): Row => [
    `alg ${alg}`,
    'TOKEN_ALGORITHM_NONE',
    { header: { alg } },
  ]),
  [
    'HS256 with the public key as its secret',
    'TOKEN_ALGORITHM_HMAC',
    {
      header: { alg: 'HS256' },
      signature: (_, input) =>
        createHmac('sha256', KEY.publicKey.export({ type: 'spki', format: 'pem' }))
          .update(input)
          .digest(),
    },
  ],
  ['HS512', 'TOKEN_ALGORITHM_HMAC', { header: { alg: 'HS512' } }],
  ...['RS384', 'ES512', 'PS1', 'SGD_SM3_SM2', 'es256', 'constructor'].map((alg): Row => [
    `alg ${alg}`,
    'TOKEN_ALGORITHM_UNSUPPORTED',
    { header: { alg } },
  ]),
  ['no alg', 'TOKEN_HEADER_INVALID', { header: { alg: undefined } }, { name: 'alg' }],
  ['alg as a list', 'TOKEN_HEADER_INVALID', { header: { alg: ['ES256'] } }],
  ...['jwk', 'jku', 'x5u', 'x5t', 'x5t#S256'].map((name): Row => [
    `a header with ${name}`,
    'TOKEN_HEADER_KEY_REFERENCE',
    { header: { [name]: 'https://example.invalid/key' } },
    { name },
  ]),
  ['an unknown crit', 'TOKEN_HEADER_CRITICAL', { header: { crit: ['exp'] } }],
  ['an empty crit', 'TOKEN_HEADER_CRITICAL', { header: { crit: [] } }],
  ['a duplicated crit', 'TOKEN_HEADER_CRITICAL', { header: { crit: ['b64', 'b64'] } }],
  ['b64 false', 'TOKEN_HEADER_UNENCODED', { header: { b64: false } }],
  ['zip', 'TOKEN_HEADER_COMPRESSED', { header: { zip: 'DEF' } }],
  [
    'a parameter that nobody reads',
    'TOKEN_HEADER_UNKNOWN',
    { header: { iss: 'a' } },
    { name: 'iss' },
  ],
  ...['../../etc/passwd', "' OR 1=1 --", 'https://example.invalid/k', '', 'a'.repeat(129), 7].map(
    (kid): Row => [`kid ${String(kid).slice(0, 30)}`, 'TOKEN_KID_INVALID', { header: { kid } }],
  ),
  ['no typ', 'TOKEN_TYPE_MISSING', { header: { typ: undefined } }],
  ...['licence-receipt+jwt', 'JWT', 'EXAMPLE+JWT', 'application/example+jwt', 'example+jwt '].map(
    (typ): Row => [`typ ${typ}`, 'TOKEN_TYPE_WRONG', { header: { typ } }],
  ),
  ['typ as a list', 'TOKEN_HEADER_INVALID', { header: { typ: ['example+jwt'] } }, { name: 'typ' }],
  ...[
    ['a string', certificate(9)],
    ['an empty list', []],
    ['five certificates', Array.from({ length: 5 }, () => certificate(9))],
    ['base64url', [Buffer.from([0xfb, 0xff, 0xfe]).toString('base64url')]],
    ['base64 without padding', [certificate(10).replace(/=+$/, '')]],
    ['PEM', [`-----BEGIN CERTIFICATE-----\n${certificate(9)}`]],
    ['an empty certificate', ['']],
    ['a number', [1]],
  ].map(([title, x5c]): Row => [
    `x5c: ${String(title)}`,
    'TOKEN_HEADER_INVALID',
    { header: { x5c } },
    { name: 'x5c' },
  ]),
]

describe('the form of a token refuses', () => {
  it.each<Row>([...SPELLINGS, ...JSON_FAULTS, ...HEADERS])('%s: %s', (...row) => {
    const [, code, fault, facts = {}] = row
    const failure = failureOf(() => parse(makeToken(GOOD, fault)))
    expect(failure.code).toBe(code)
    expect(failure.details).toMatchObject(facts)
    expectInstruction(failure.message)
  })
})

function failureOf(act: () => unknown): FederationError {
  try {
    act()
  } catch (failure) {
    if (failure instanceof FederationError) return failure
    throw failure
  }
  throw new Error('was accepted')
}
