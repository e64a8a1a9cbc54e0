/**
 * Signature of the IRS data-sharing gateway: HMAC-SHA256 over five lines, in four request headers.
 * Source: the published IRS onboarding notes (README.md says which parts are this project's reading).
 */
import { createHmac } from 'node:crypto'

/** Decoded names and values, in any order. A name may repeat. */
export type QueryParameters = readonly (readonly [name: string, value: string])[]

export interface SigningKey {
  readonly accessKey: string
  readonly secretKey: string
}

export interface SignedRequest {
  readonly method: 'GET' | 'POST'
  /** As sent, without the query. */
  readonly path: string
  readonly query: QueryParameters
}

/** The four headers of a signed request. `at` must be within 90 s of the registry's clock. */
export function signatureHeaders(
  request: SignedRequest,
  key: SigningKey,
  at: Date,
): Record<string, string> {
  const date = at.toUTCString() // RFC 1123 with GMT, whole seconds
  const text = stringToSign(request, key.accessKey, date)
  return {
    'X-BG-HMAC-SIGNATURE': createHmac('sha256', key.secretKey).update(text).digest('base64'),
    'X-BG-HMAC-ALGORITHM': 'hmac-sha256',
    'X-BG-HMAC-ACCESS-KEY': key.accessKey,
    'X-BG-DATE-TIME': date,
  }
}

/** Five parts, each followed by a newline, the last one too. No query leaves an empty line. */
export function stringToSign(request: SignedRequest, accessKey: string, date: string): string {
  const lines = [request.method, request.path, canonicalQuery(request.query), accessKey, date]
  return lines.map((line) => `${line}\n`).join('')
}

/**
 * The one spelling of a query that both sides sign; we also send it so. Names and values are
 * percent-encoded first, then pairs are sorted by encoded name and, within a name, by encoded
 * value. An empty value keeps its `=`.
 */
export function canonicalQuery(query: QueryParameters): string {
  return query
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort((a, b) => inByteOrder(a[0], b[0]) || inByteOrder(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/**
 * RFC 3986, section 2.1, with the unreserved characters of section 2.3 left alone and everything
 * else encoded, in capitals. `encodeURIComponent` leaves five more characters alone.
 */
function percentEncode(text: string): string {
  // Half a surrogate pair, which a caller can type, has no UTF-8.
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Encoded text is ASCII, so code units are bytes. */
function inByteOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
