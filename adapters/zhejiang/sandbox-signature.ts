/**
 * The registry's side of the signature, written apart from signature.ts: it reads the request as it
 * came, byte by byte, so that a slip in one of the two is seen.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SandboxContext, SandboxRequest } from '../shared/sandbox/server.ts'

/** Published refusals; each is sent with status 401. */
export type Refusal = 'Invalid signature' | 'Invalid access key' | 'Clock skew exceeded'

export type DecodedQuery = readonly (readonly [name: string, value: string])[]

const CLOCK_SKEW_MS = 90_000

/** Null when the request is properly signed. */
export function refusalOf(
  request: SandboxRequest,
  query: DecodedQuery,
  { credentials, now }: SandboxContext,
): Refusal | null {
  const header = (name: string): string => String(request.headers[name] ?? '')
  const accessKey = header('x-bg-hmac-access-key')
  const date = header('x-bg-date-time')
  if (header('x-bg-hmac-algorithm') !== 'hmac-sha256') return 'Invalid signature'
  if (accessKey === '' || accessKey !== credentials['accessKey']) return 'Invalid access key'
  const at = instantOfHeader(date)
  if (at === null || Math.abs(now.getTime() - at) > CLOCK_SKEW_MS) return 'Clock skew exceeded'
  const text = [request.method, request.path, signedQuery(query), accessKey, date, ''].join('\n')
  const expected = createHmac('sha256', credentials['secretKey'] ?? '')
    .update(text)
    .digest()
  const given = Buffer.from(header('x-bg-hmac-signature'), 'base64')
  const same = given.length === expected.length && timingSafeEqual(given, expected)
  return same ? null : 'Invalid signature'
}

/**
 * The query as it came, in pairs; null when it is no query: a broken escape, bytes that are not
 * UTF-8, a part without a name. A plus is a plus: this is not a form.
 */
export function decodeQuery(raw: string): DecodedQuery | null {
  if (raw === '') return []
  const pairs = raw.split('&').map((part) => {
    const at = part.indexOf('=')
    const name = decode(at < 0 ? part : part.slice(0, at))
    const value = at < 0 ? '' : decode(part.slice(at + 1))
    return name === null || name === '' || value === null ? null : ([name, value] as const)
  })
  return pairs.some((pair) => pair === null) ? null : pairs.flatMap((pair) => (pair ? [pair] : []))
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function signedQuery(query: DecodedQuery): string {
  const pairs = query.map(([name, value]) => ({ name: escaped(name), value: escaped(value) }))
  pairs.sort((a, b) =>
    Buffer.compare(Buffer.from(`${a.name}\0${a.value}`), Buffer.from(`${b.name}\0${b.value}`)),
  )
  return pairs.map(({ name, value }) => `${name}=${value}`).join('&')
}

/** How each byte is spelt: unreserved ones of RFC 3986 as they are, all others %XX. */
const SPELLING = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte)
  return /[A-Za-z0-9\-._~]/.test(char)
    ? char
    : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})

function escaped(text: string): string {
  let spelt = ''
  for (const byte of Buffer.from(text, 'utf8')) spelt += SPELLING[byte]!
  return spelt
}

/** RFC 1123 with GMT, exactly as printed by every HTTP library. */
function instantOfHeader(date: string): number | null {
  const at = Date.parse(date)
  return Number.isNaN(at) || new Date(at).toUTCString() !== date ? null : at
}
