/**
 * A signed token in compact form (紧凑签名令牌), read more strictly than any library does, before any
 * signature is looked at: otherwise one token has many spellings and slips past whatever remembers
 * tokens. Source: RFC 7515, sections 3.1, 4.1, 7.1; RFC 8725. Every byte of it comes from anybody.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { headerOf } from './jws-header.ts'
import type { JwsHeader } from './jws-header.ts'
import { parseStrictObject } from './strict-json.ts'
import type { JsonObject } from './strict-json.ts'

export const MOST_TOKEN_BYTES = 16 * 1024

export interface CompactJws {
  readonly header: JwsHeader
  readonly claims: JsonObject
  readonly signature: Buffer
  /** As it came. */
  readonly token: string
}

const THREE_PARTS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/

/**
 * Form alone: neither key nor signature, time nor claims are looked at. `typ` is the one kind of
 * token that is accepted here.
 *
 * @throws {FederationError} `TOKEN_…`, a code per fault.
 */
export function parseCompactJws(token: string, typ: string): CompactJws {
  const bytes = Buffer.byteLength(token)
  if (bytes > MOST_TOKEN_BYTES) {
    throw new FederationError('TOKEN_TOO_LARGE', { bytes, limit: MOST_TOKEN_BYTES })
  }
  const parts = THREE_PARTS.exec(token)
  if (parts === null) throw new FederationError(whyNotCompact(token))
  const [header, payload, signature] = parts.slice(1).map((part, i) => decode(part, i + 1))
  return {
    header: headerOf(parseStrictObject(header!, 'header'), typ),
    claims: parseStrictObject(notNested(payload!), 'payload'),
    signature: signature!,
    token,
  }
}

/** Nothing but the spelling that an encoder writes. RFC 4648, sections 3.5 and 5. */
function decode(part: string, number: number): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) {
    throw new FederationError('TOKEN_ENCODING', { part: number })
  }
  return bytes
}

function whyNotCompact(token: string) {
  if (/^\s*\{/.test(token)) return 'TOKEN_JSON_SERIALISATION'
  return /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.$/.test(token)
    ? 'TOKEN_SIGNATURE_EMPTY'
    : 'TOKEN_NOT_COMPACT'
}

function notNested(payload: Buffer): Buffer {
  // Bare, or as a JSON string.
  const text = payload.toString('latin1').replace(/^\s*"|"\s*$/g, '')
  if (THREE_PARTS.test(text)) throw new FederationError('TOKEN_NESTED')
  return payload
}
