/** Entries of a level 0 tile, each with its length before it. Source: C2SP tlog-tiles, "Log entries". */
import { FederationError } from '../../schemas/model/errors.ts'

/** What two bytes of length can say. */
export const MOST_ENTRY_BYTES = 0xffff
const LENGTH_BYTES = 2

/** @throws {FederationError} `LOG_LEAF_TOO_LARGE`. */
export function printBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(entries.flatMap((entry) => [lengthOf(entry), entry]))
}

/**
 * The entries, without copying them. A bundle of another number of entries is another bundle: a
 * truncated one must not look like a shorter log.
 *
 * @throws {FederationError} `LOG_ENTRY_INVALID`; `index` is the first entry that cannot be read.
 */
export function parseBundle(bytes: Uint8Array, count: number, firstIndex = 0): readonly Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: Buffer[] = []
  let at = 0
  while (entries.length < count) {
    const start = at + LENGTH_BYTES
    const end = start <= all.length ? start + all.readUInt16BE(at) : Infinity
    if (end > all.length) throw unreadable(firstIndex + entries.length, 'ends early')
    entries.push(all.subarray(start, end))
    at = end
  }
  if (at < all.length) throw unreadable(firstIndex + count, 'goes on')
  return entries
}

function lengthOf({ length: bytes }: Uint8Array): Buffer {
  if (bytes > MOST_ENTRY_BYTES) {
    throw new FederationError('LOG_LEAF_TOO_LARGE', { bytes, limit: MOST_ENTRY_BYTES })
  }
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt16BE(bytes)
  return length
}

function unreadable(index: number, reason: string): FederationError {
  return new FederationError('LOG_ENTRY_INVALID', { index, reason })
}
