/** Names for a store that must not learn what they stand for. */
import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'

export type KeyedHash = (...parts: readonly string[]) => Buffer

/** `secret`: 32 bytes that all processes share, used elsewhere or not. Source: RFC 5869; RFC 2104. */
export function createKeyedHash(secret: Uint8Array): KeyedHash {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'ydelta counters', 32))
  // As an object: with bytes every HMAC would cost several times as much.
  const key = createSecretKey(bytes)
  return (...parts) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest().subarray(0, 20)
}
