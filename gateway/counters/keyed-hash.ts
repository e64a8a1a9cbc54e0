/** Names for a store that must not learn what they stand for. */
import { hkdfSync } from 'node:crypto'
import { createKeyedTextHash } from '../keyed-text-hash.ts'

export type KeyedHash = (...parts: readonly string[]) => Buffer

/** Of each hash: 20 bytes, as hexadecimal digits. */
const KEPT_DIGITS = 40

/** `secret`: 32 bytes that all processes share, used elsewhere or not. Source: RFC 5869; RFC 2104. */
export function createKeyedHash(secret: Uint8Array): KeyedHash {
  const hashOf = createKeyedTextHash(
    Buffer.from(hkdfSync('sha256', secret, '', 'ydelta counters', 32)),
  )
  return (...parts) => Buffer.from(hashOf(JSON.stringify(parts)).slice(0, KEPT_DIGITS), 'hex')
}
