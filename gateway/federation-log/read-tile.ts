/** Reads tiles from wherever they lie. Nothing that is read is trusted. */
import { FederationError } from '../../schemas/model/errors.ts'
import { TILE_WIDTH, leavesUnder, tilePath } from './tile-path.ts'
import type { Tile } from './tile-path.ts'

/** Null: there is no such file. Where from is the caller's business. */
export type ReadTile = (path: string) => Promise<Uint8Array | null>

export interface TileBytes {
  readonly bytes: Uint8Array
  /** Of what was read: 256 where the full tile stands in for a partial one. */
  readonly width: number
}

/**
 * A partial tile may be gone once the full one is there, which begins with it.
 *
 * @throws {FederationError} `LOG_TILE_MISSING`.
 */
export async function bytesOf(tile: Tile, readTile: ReadTile): Promise<TileBytes> {
  const bytes = await readTile(tilePath(tile))
  if (bytes !== null) return { bytes, width: tile.width }
  const isPartial = tile.width < TILE_WIDTH
  const full = isPartial ? await readTile(tilePath({ ...tile, width: TILE_WIDTH })) : null
  if (full === null) throw missing(tile)
  return { bytes: full, width: TILE_WIDTH }
}

/** `index`: the first leaf that the tile covers. */
export function missing(tile: Tile): FederationError {
  return new FederationError('LOG_TILE_MISSING', { path: tilePath(tile), index: firstLeaf(tile) })
}

/** `index`: as of {@link missing}. */
export function invalid(tile: Tile): FederationError {
  return new FederationError('LOG_TILE_INVALID', { path: tilePath(tile), index: firstLeaf(tile) })
}

function firstLeaf({ level, index }: Tile): number {
  return index * TILE_WIDTH * leavesUnder(level)
}
