/**
 * The tree as tiles, read one by one and believed only when the root commits to them: the partial
 * tiles together make the root, and every full tile is one hash of the tile above it. So a changed
 * tile is named itself, not the proof that was made with it. Source: C2SP tlog-tiles.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Checkpoint } from './checkpoint.ts'
import { consistencyRanges } from './consistency.ts'
import { readBundle } from './entry-bundle.ts'
import { inclusionRanges } from './inclusion.ts'
import { bytesOf, invalid, missing } from './read-tile.ts'
import type { ReadTile } from './read-tile.ts'
import type { LeafRange } from './subtree.ts'
import { hashesIn, rootOfEdge } from './tile-edge.ts'
import { TILE_WIDTH, edgeTiles, leavesUnder, tileIn, tilePath } from './tile-path.ts'
import type { Tile } from './tile-path.ts'
import {
  HASH_BYTES,
  emptyRoot,
  hashChildren,
  hashLeaf,
  largestPowerBelow,
  rootOfHashes,
} from './tree.ts'

export type Head = Pick<Checkpoint, 'size' | 'root'>

/**
 * @throws {FederationError} `LOG_TILE_MISSING`; `LOG_TILE_INVALID` the partial tiles do not make the
 * root: one of them was changed, and which one nobody can tell.
 */
export async function openTileTree(head: Head, readTile: ReadTile): Promise<TileTree> {
  const tree = new TileTree(head, readTile)
  await tree.verifyEdge()
  return tree
}

/** Keeps every tile it has verified: one object for one question, not for the life of a process. */
export class TileTree {
  readonly size: number
  readonly #root: Uint8Array
  readonly #read: ReadTile
  readonly #tiles = new Map<string, Promise<readonly Buffer[]>>()
  readonly #edge = new Map<string, readonly Buffer[]>()

  constructor({ size, root }: Head, readTile: ReadTile) {
    this.size = size
    this.#root = root
    this.#read = readTile
  }

  /** Called once, by {@link openTileTree}. */
  async verifyEdge(): Promise<void> {
    const tiles = edgeTiles(this.size)
    const read = await Promise.all(tiles.map((tile) => this.#hashesIn(tile)))
    const root = rootOfEdge(read)
    if (!root.equals(this.#root)) throw tiles[0] === undefined ? notEmpty() : invalid(tiles[0])
    for (const [i, tile] of tiles.entries()) this.#edge.set(tilePath(tile), read[i]!)
  }

  /** @throws {FederationError} as {@link hashOf}; `LOG_INCLUSION_INVALID` no such index. */
  async proveInclusion(index: number): Promise<readonly Buffer[]> {
    return this.#hashesOf(inclusionRanges(index, this.size))
  }

  /** @throws {FederationError} as {@link hashOf}; `LOG_CONSISTENCY_INVALID` no such size. */
  async proveConsistency(oldSize: number): Promise<readonly Buffer[]> {
    return this.#hashesOf(consistencyRanges(oldSize, this.size))
  }

  /** Root over a run of leaves as proofs need them: the whole of a node of the tree. */
  async hashOf({ start, end }: LeafRange): Promise<Buffer> {
    const width = largestPowerBelow(end - start + 1)
    const left = await this.#hashOfFull(start, width)
    if (start + width === end) return left
    return hashChildren(left, await this.hashOf({ start: start + width, end }))
  }

  /** Root of the tree as it was at an older size. @throws {FederationError} as {@link hashOf}. */
  async rootAt(size: number): Promise<Buffer> {
    return size === 0 ? emptyRoot() : this.hashOf({ start: 0, end: size })
  }

  /**
   * The entries of a bundle, each compared with its hash.
   *
   * @throws {FederationError} `LOG_ENTRY_INVALID` with the first index that is wrong; as {@link hashOf}.
   */
  async entries(bundle: number): Promise<readonly Buffer[]> {
    const tile = tileIn(this.size, 'entries', bundle)
    if (tile === null) throw missing({ level: 'entries', index: bundle, width: TILE_WIDTH })
    const { bytes, width } = await bytesOf(tile, this.#read)
    const { entries, problem } = readBundle(bytes, tile.width, width > tile.width)
    const hashes = await this.#verified({ ...tile, level: 0 })
    const wrong = entries.findIndex((entry, i) => !hashLeaf(entry).equals(hashes[i]!))
    if (wrong < 0 && problem === null) return entries
    const index = bundle * TILE_WIDTH + (wrong < 0 ? entries.length : wrong)
    const reason = wrong < 0 ? problem! : 'hash'
    throw new FederationError('LOG_ENTRY_INVALID', { index, path: tilePath(tile), reason })
  }

  #hashesOf(ranges: readonly LeafRange[]): Promise<readonly Buffer[]> {
    return Promise.all(ranges.map((range) => this.hashOf(range)))
  }

  /** `width`: a power of two, of which `start` is a multiple. */
  async #hashOfFull(start: number, width: number): Promise<Buffer> {
    const { tile, from, count } = placeOf(start, width, this.size)
    return rootOfHashes(await this.#verified(tile), from, from + count)
  }

  async #verified(tile: Tile & { readonly level: number }): Promise<readonly Buffer[]> {
    const path = tilePath(tile)
    const known = this.#edge.get(path) ?? this.#tiles.get(path)
    if (known !== undefined) return known
    const verifying = this.#verifyFull(tile)
    this.#tiles.set(path, verifying)
    return verifying
  }

  /** At most seven levels up lies a partial tile, and those are verified. */
  async #verifyFull(tile: Tile & { readonly level: number }): Promise<readonly Buffer[]> {
    const level = tile.level + 1
    const index = Math.floor(tile.index / TILE_WIDTH)
    const above = tileIn(this.size, level, index)!
    const [hashes, parents] = await Promise.all([
      this.#hashesIn(tile),
      this.#verified({ ...above, level }),
    ])
    if (rootOfHashes(hashes).equals(parents[tile.index % TILE_WIDTH]!)) return hashes
    throw invalid(tile)
  }

  async #hashesIn(tile: Tile): Promise<readonly Buffer[]> {
    const { bytes, width } = await bytesOf(tile, this.#read)
    if (bytes.length !== width * HASH_BYTES) throw invalid(tile)
    return hashesIn(bytes).slice(0, tile.width)
  }
}

/** Where the hashes stand that make the root of a full subtree. */
function placeOf(
  start: number,
  width: number,
  size: number,
): {
  readonly tile: Tile & { readonly level: number }
  readonly from: number
  readonly count: number
} {
  let level = 0
  while (leavesUnder(level + 1) <= width) level += 1
  const [from, count] = [start / leavesUnder(level), width / leavesUnder(level)]
  const index = Math.floor(from / TILE_WIDTH)
  return { tile: { ...tileIn(size, level, index)!, level }, from: from % TILE_WIDTH, count }
}

function notEmpty(): FederationError {
  return new FederationError('LOG_CHECKPOINT_MALFORMED', { reason: 'root of the empty tree' })
}
