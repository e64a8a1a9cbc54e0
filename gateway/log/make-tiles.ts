/** Tiles of the leaves that have come since the last ones were made. */
import { FederationError } from '../../schemas/model/errors.ts'
import { parseTilePath } from '../federation-log/tile-path.ts'
import type { Head } from '../federation-log/tile-tree.ts'
import { TileWriter } from '../federation-log/tile-writer.ts'
import type { WrittenTile } from '../federation-log/tile-writer.ts'
import type { LogStore } from '../store/log-store.ts'
import type { FullTile, LogTreeStore } from '../store/log-tree-store.ts'
import { partsOf } from './read-stored-tile.ts'

/** 64 tiles of leaves: half a megabyte of hashes. */
const LEAVES_AT_ONCE = 16_384

/**
 * Makes what is missing up to the head. False: another process is making them, or is ahead.
 *
 * @throws {FederationError} `LOG_STATE_INVALID` the entries do not make the head's root.
 */
export async function makeTiles(head: Head, store: LogStore, tree: LogTreeStore): Promise<boolean> {
  const edge = await tree.edge()
  if (edge.size > head.size) return false
  const writer = TileWriter.resume(edge.size, partsOf(edge))
  while (writer.size < head.size) {
    const from = writer.size
    const to = Math.min(from + LEAVES_AT_ONCE, head.size)
    const hashes = await store.hashes(from, to)
    if (hashes.length < to - from) throw wrong('entries are missing', head.size)
    const full = writer.append(hashes).map(fullTile)
    if (to === head.size) refuseOtherRoot(writer, head)
    const grown = { size: to, hashes: Buffer.concat(writer.partial().map(({ bytes }) => bytes)) }
    if (!(await tree.addTiles(from, grown, full))) return false
  }
  refuseOtherRoot(writer, head)
  return true
}

function refuseOtherRoot(writer: TileWriter, head: Head): void {
  if (!writer.root().equals(head.root)) throw wrong('entries make another root', head.size)
}

function fullTile({ path, bytes }: WrittenTile): FullTile {
  const { level, index } = parseTilePath(path)
  return { level: level as number, index, hashes: bytes }
}

function wrong(reason: string, size: number): FederationError {
  return new FederationError('LOG_STATE_INVALID', { reason, size })
}
