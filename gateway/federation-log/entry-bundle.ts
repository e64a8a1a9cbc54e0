/** Entries of a level 0 tile, each with its length before it. Source: C2SP tlog-tiles, "Log entries". */
import { FederationError } from '../../schemas/model/errors.ts'

/** What two bytes of length can say. */
export const MOST_ENTRY_BYTES = 0xffff
const LENGTH_BYTES = 2

/** @throws {FederationError} `LOG_LEAF_TOO_LARGE`. */
export function printBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(entries.flatMap((entry) => [lengthOf(entry), entry]))
}

export interface ReadBundle {
  /** As many as could be read, without copying them. */
  readonly entries: readonly Buffer[]
  /** Why there are not exactly as many as asked for; null when there are. */
  readonly problem: 'ends early' | 'goes on' | null
}

/**
 * A changed length spoils all entries behind it, so that what could be read is given as well: its
 * hashes tell which entry is the first wrong one. `mayGoOn`: a full bundle stands in for a partial one.
 */
export function readBundle(bytes: Uint8Array, count: number, mayGoOn = false): ReadBundle {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: Buffer[] = []
  let at = 0
  while (entries.length < count) {
    const start = at + LENGTH_BYTES
    const end = start <= all.length ? start + all.readUInt16BE(at) : Infinity
    if (end > all.length) return { entries, problem: 'ends early' }
    entries.push(all.subarray(start, end))
    at = end
  }
  return { entries, problem: at < all.length && !mayGoOn ? 'goes on' : null }
}

/**
 * A bundle of another number of entries is another bundle: a truncated one must not look like a
 * shorter log.
 *
 * @throws {FederationError} `LOG_ENTRY_INVALID`; `index` is the first entry that cannot be read.
 */
export function parseBundle(bytes: Uint8Array, count: number, firstIndex = 0): readonly Buffer[] {
  const { entries, problem } = readBundle(bytes, count)
  if (problem === null) return entries
  const index = firstIndex + entries.length
  throw new FederationError('LOG_ENTRY_INVALID', { index, reason: problem })
}

function lengthOf({ length: bytes }: Uint8Array): Buffer {
  if (bytes > MOST_ENTRY_BYTES) {
    throw new FederationError('LOG_LEAF_TOO_LARGE', { bytes, limit: MOST_ENTRY_BYTES })
  }
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt16BE(bytes)
  return length
}
