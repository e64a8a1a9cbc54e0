/**
 * The log's files out of its store. Full hash tiles are stored; entries and the lowest partial tile are
 * made from the entries, higher partial ones are beginnings of the edge or of the full tile: so a tile
 * of any past size can be had, and none is kept twice.
 */
import { printBundle } from '../federation-log/entry-bundle.ts'
import type { ReadTile } from '../federation-log/read-tile.ts'
import { TILE_WIDTH, edgeTiles, parseTilePath } from '../federation-log/tile-path.ts'
import type { Tile } from '../federation-log/tile-path.ts'
import { HASH_BYTES } from '../federation-log/tree.ts'
import type { LogStore } from '../store/log-store.ts'
import type { Edge, LogTreeStore } from '../store/log-tree-store.ts'

/** Throws `LOG_TILE_PATH_INVALID`. */
export function storedTileReader(store: LogStore, tree: LogTreeStore): ReadTile {
  return (path) => {
    const { level, index, width } = parseTilePath(path)
    if (level === 'entries') return entriesOf(store, index, width)
    return level === 0 ? leafHashes(store, tree, index, width) : higher(tree, level, index, width)
  }
}

async function entriesOf(store: LogStore, index: number, width: number): Promise<Buffer | null> {
  const start = index * TILE_WIDTH
  const leaves = await store.leaves(start, start + width)
  return leaves.length < width ? null : printBundle(leaves.map(({ leaf }) => leaf))
}

async function leafHashes(
  store: LogStore,
  tree: LogTreeStore,
  index: number,
  width: number,
): Promise<Buffer | null> {
  const full = width === TILE_WIDTH ? await tree.tile(0, index) : null
  if (full !== null) return full
  const start = index * TILE_WIDTH
  const hashes = await store.hashes(start, start + width)
  return hashes.length < width ? null : Buffer.concat(hashes)
}

async function higher(
  tree: LogTreeStore,
  level: number,
  index: number,
  width: number,
): Promise<Buffer | null> {
  const bytes = (await tree.tile(level, index)) ?? inEdge(await tree.edge(), level, index)
  if (bytes === null || bytes.length < width * HASH_BYTES) return null
  return bytes.subarray(0, width * HASH_BYTES)
}

function inEdge(edge: Edge, level: number, index: number): Buffer | null {
  const at = edgeTiles(edge.size).findIndex((tile) => tile.level === level && tile.index === index)
  return at < 0 ? null : partsOf(edge)[at]!
}

/** The partial tiles, as {@link edgeTiles} orders them. */
export function partsOf({ size, hashes }: Edge): readonly Buffer[] {
  let at = 0
  return edgeTiles(size).map(({ width }: Tile) => {
    const part = hashes.subarray(at, at + width * HASH_BYTES)
    at += part.length
    return part
  })
}
