import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeQuery, refusalOf } from '../../../adapters/zhejiang/sandbox-signature.ts'
import {
  canonicalQuery,
  signatureHeaders,
  stringToSign,
} from '../../../adapters/zhejiang/signature.ts'
import type { QueryParameters } from '../../../adapters/zhejiang/signature.ts'

interface Vectors {
  readonly accessKey: string
  readonly secretKey: string
  readonly vectors: readonly {
    readonly title: string
    readonly path: string
    readonly date: string
    readonly query: QueryParameters
    readonly canonicalQuery: string
    readonly stringToSignBase64: string
    readonly signature: string
  }[]
}

/** Made by python3 and openssl, see fixtures/README.md. */
const { vectors, ...key } = JSON.parse(
  readFileSync(
    new URL('../../../adapters/zhejiang/fixtures/signatures.json', import.meta.url),
    'utf8',
  ),
) as Vectors

const NOW = new Date('2026-03-05T01:02:03Z')
const NO_DATA = undefined as never

/** What the registry says to a request, at its own time. */
function verdict(
  path: string,
  rawQuery: string,
  headers: Readonly<Record<string, string>>,
  now = NOW,
  method = 'GET',
): string | null {
  const lowerCase = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const query = decodeQuery(rawQuery)
  if (query === null) return 'not a query'
  const request = { method, path, query: rawQuery, headers: lowerCase, body: Buffer.alloc(0) }
  return refusalOf(request, query, { data: NO_DATA, credentials: { ...key }, now })
}

describe('signature vectors of an independent tool', () => {
  it.each(vectors)('$title', (vector) => {
    const { path, date, query } = vector
    const request = { method: 'GET', path, query } as const
    expect(canonicalQuery(query)).toBe(vector.canonicalQuery)
    const text = stringToSign(request, key.accessKey, date)
    expect(Buffer.from(text).toString('base64')).toBe(vector.stringToSignBase64)
    expect(signatureHeaders(request, key, new Date(date))).toEqual({
      'X-BG-HMAC-SIGNATURE': vector.signature,
      'X-BG-HMAC-ALGORITHM': 'hmac-sha256',
      'X-BG-HMAC-ACCESS-KEY': key.accessKey,
      'X-BG-DATE-TIME': date,
    })
  })

  it.each(vectors)('accepted by the registry: $title', (vector) => {
    const headers = {
      'X-BG-HMAC-SIGNATURE': vector.signature,
      'X-BG-HMAC-ALGORITHM': 'hmac-sha256',
      'X-BG-HMAC-ACCESS-KEY': key.accessKey,
      'X-BG-DATE-TIME': vector.date,
    }
    expect(verdict(vector.path, vector.canonicalQuery, headers, new Date(vector.date))).toBeNull()
  })
})

describe('the registry checks for real', () => {
  const path = '/gateway/api/330000101/dataSharing/compBaseInfo.htm'
  const query = [['uniscId', 'A,B']] as const
  const signed = signatureHeaders({ method: 'GET', path, query }, key, NOW)
  const raw = canonicalQuery(query)

  it('accepts another order and another spelling of the same query', () => {
    const twice = [['a', '1'], ...query] as const
    const headers = signatureHeaders({ method: 'GET', path, query: twice }, key, NOW)
    expect(verdict(path, 'uniscId=A,B&a=%31', headers)).toBeNull()
  })

  it.each([
    ['another path', `${path}x`, raw, 'GET'],
    ['another query', path, 'uniscId=A%2CC', 'GET'],
    ['a parameter more', path, `${raw}&a=`, 'GET'],
    ['another method', path, raw, 'POST'],
    ['a plus read as a space', path, 'uniscId=A+B', 'GET'],
  ])('refuses %s', (_, usedPath, usedQuery, method) => {
    expect(verdict(usedPath, usedQuery, signed, NOW, method)).toBe('Invalid signature')
  })

  it.each([
    ['a signature of another secret', { 'X-BG-HMAC-SIGNATURE': 'AAAA' }, 'Invalid signature'],
    ['no signature', { 'X-BG-HMAC-SIGNATURE': '' }, 'Invalid signature'],
    ['another algorithm', { 'X-BG-HMAC-ALGORITHM': 'hmac-sha1' }, 'Invalid signature'],
    ['an unknown access key', { 'X-BG-HMAC-ACCESS-KEY': 'nobody' }, 'Invalid access key'],
    ['no date', { 'X-BG-DATE-TIME': '' }, 'Clock skew exceeded'],
    ['a date in ISO form', { 'X-BG-DATE-TIME': NOW.toISOString() }, 'Clock skew exceeded'],
    [
      'a date of the wrong weekday',
      { 'X-BG-DATE-TIME': 'Fri, 05 Mar 2026 01:02:03 GMT' },
      'Clock skew exceeded',
    ],
  ])('refuses %s', (_, change, refusal) => {
    expect(verdict(path, raw, { ...signed, ...change })).toBe(refusal)
  })

  it.each([
    [-91, 'Clock skew exceeded'],
    [-90, null],
    [90, null],
    [91, 'Clock skew exceeded'],
  ])('allows 90 seconds of skew: %i s', (seconds, refusal) => {
    const now = new Date(NOW.getTime() + seconds * 1_000)
    expect(verdict(path, raw, signed, now)).toBe(refusal)
  })

  it.each(['uniscId=%', 'uniscId=%ZZ', 'uniscId=%FF', '=1', 'a=1&&b=2'])(
    'does not take %s for a query',
    (broken) => {
      expect(verdict(path, broken, signed)).toBe('not a query')
    },
  )
})

it('half a surrogate pair becomes the replacement character, it does not throw', () => {
  expect(canonicalQuery([['compNm', '虚\ud842']])).toBe('compNm=%E8%99%9A%EF%BF%BD')
})

describe('both sides spell every query alike', () => {
  const text = fc.string({ unit: 'binary' })
  const name = fc.string({ unit: 'binary', minLength: 1 })

  it('whatever the names and values', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 6 }), (query) => {
        const headers = signatureHeaders({ method: 'GET', path: '/a', query }, key, NOW)
        expect(verdict('/a', canonicalQuery(query), headers)).toBeNull()
      }),
    )
  })

  it('and read back what was meant', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, text), { selector: ([it]) => it }), (query) => {
        expect(new Map(decodeQuery(canonicalQuery(query)))).toEqual(new Map(query))
      }),
    )
  })
})
