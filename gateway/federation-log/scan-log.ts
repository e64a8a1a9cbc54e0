/**
 * Verifies every entry of a log in order, as an auditor does who trusts nothing but the checkpoint:
 * hashes all entries, makes all tiles again, compares. The first wrong leaf is named; whether it is
 * the entry or a tile that is wrong shows at the end, when the entries do or do not make the root.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { readBundle } from './entry-bundle.ts'
import { bytesOf, invalid } from './read-tile.ts'
import type { ReadTile } from './read-tile.ts'
import { TILE_WIDTH, leavesUnder, parseTilePath, tileIn, tilePath } from './tile-path.ts'
import type { Tile } from './tile-path.ts'
import type { Head } from './tile-tree.ts'
import { TileWriter } from './tile-writer.ts'
import type { WrittenTile } from './tile-writer.ts'
import { HASH_BYTES, hashLeaf } from './tree.ts'

/**
 * `onEntry` sees each entry before the root is compared: what it concludes counts only when this
 * returns.
 *
 * @throws {FederationError} `LOG_TILE_MISSING`; `LOG_ENTRY_INVALID` or `LOG_TILE_INVALID` with the first
 * wrong index; `LOG_INCLUSION_INVALID` for entries and tiles that agree and make another root: then
 * any of them may have been replaced, and no index can be named.
 */
export async function scanLog(
  head: Head,
  readTile: ReadTile,
  onEntry: (entry: Buffer, index: number, leafHash: Buffer) => void = () => {},
): Promise<void> {
  const writer = new TileWriter()
  const wrong: Difference[] = []
  try {
    for (let first = 0; first < head.size; first += TILE_WIDTH) {
      const entries = await readEntries(tileIn(head.size, 'entries', first / TILE_WIDTH)!, readTile)
      const hashes = entries.map(hashLeaf)
      for (const [i, entry] of entries.entries()) onEntry(entry, first + i, hashes[i]!)
      wrong.push(...(await differences(writer.append(hashes), readTile)))
    }
    wrong.push(...(await differences(writer.partial(), readTile)))
  } catch (failure) {
    throw wrong.length > 0 ? entryWrong(wrong[0]!, 'entry or tile', failure) : failure
  }
  const isRoot = writer.root().equals(head.root)
  if (wrong.length > 0) throw isRoot ? tileWrong(wrong[0]!) : entryWrong(wrong[0]!, 'hash')
  if (isRoot) return
  throw new FederationError('LOG_INCLUSION_INVALID', { index: 0, size: head.size, reason: 'root' })
}

/** Where a bundle cannot be read, the tile of its hashes tells which entry was the first wrong one. */
async function readEntries(tile: Tile, readTile: ReadTile): Promise<readonly Buffer[]> {
  const { bytes, width } = await bytesOf(tile, readTile)
  const { entries, problem } = readBundle(bytes, tile.width, width > tile.width)
  if (problem === null) return entries
  const theirs = await bytesOf({ ...tile, level: 0 }, readTile)
  const wrong = entries.findIndex((entry, i) => !hashLeaf(entry).equals(hashAt(theirs.bytes, i)))
  const index = tile.index * TILE_WIDTH + (wrong < 0 ? entries.length : wrong)
  throw new FederationError('LOG_ENTRY_INVALID', { index, path: tilePath(tile), reason: problem })
}

function hashAt(bytes: Uint8Array, i: number): Uint8Array {
  return bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)
}

interface Difference {
  readonly tile: Tile
  /** The first leaf under the first hash that differs. */
  readonly index: number
}

/** Tiles as the entries make them, lower ones first, against those that are there. */
async function differences(
  tiles: readonly WrittenTile[],
  readTile: ReadTile,
): Promise<readonly Difference[]> {
  const found: Difference[] = []
  for (const { path, bytes } of tiles) {
    const tile = parseTilePath(path)
    const stored = await bytesOf(tile, readTile)
    if (stored.bytes.length !== stored.width * HASH_BYTES) throw invalid(tile)
    const theirs = stored.bytes.subarray(0, bytes.length)
    if (bytes.equals(theirs)) continue
    const at = Math.floor(bytes.findIndex((byte, i) => byte !== theirs[i]) / HASH_BYTES)
    found.push({ tile, index: (tile.index * TILE_WIDTH + at) * leavesUnder(tile.level) })
  }
  return found
}

function tileWrong({ tile, index }: Difference): FederationError {
  return new FederationError('LOG_TILE_INVALID', { path: tilePath(tile), index })
}

function entryWrong({ index }: Difference, reason: string, cause?: unknown): FederationError {
  return new FederationError('LOG_ENTRY_INVALID', { index, reason }, { cause })
}
