/**
 * Tiles made while leaves are appended. A full tile never changes again; partial ones are written
 * for each size that gets a checkpoint. Source: C2SP tlog-tiles.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { TILE_WIDTH, edgeTiles, tilePath } from './tile-path.ts'
import type { Tile } from './tile-path.ts'
import { hashesIn, rootOfEdge } from './tile-edge.ts'
import { HASH_BYTES, isSize, rootOfHashes } from './tree.ts'

export interface WrittenTile {
  readonly path: string
  readonly bytes: Buffer
}

/** Holds the hashes of the partial tiles, at most 255 of each level; all else is on disk. */
export class TileWriter {
  #size = 0
  /** By level; of each its partial tile. */
  readonly #edge: Uint8Array[][] = []

  /**
   * Goes on where a tree of this size ended. `partial`: bytes of {@link edgeTiles}, in that order.
   * They make the root: compare {@link root} with the one that was signed.
   *
   * @throws {FederationError} `LOG_STATE_INVALID` a tile has not the width that belongs to the size.
   */
  static resume(size: number, partial: readonly Uint8Array[]): TileWriter {
    const tiles = isSize(size) ? edgeTiles(size) : []
    const isWhole = isSize(size) && tiles.length === partial.length
    if (!isWhole || tiles.some(({ width }, i) => partial[i]!.length !== width * HASH_BYTES)) {
      throw new FederationError('LOG_STATE_INVALID', { reason: 'partial tiles', size })
    }
    const writer = new TileWriter()
    writer.#size = size
    for (const [i, tile] of tiles.entries()) {
      writer.#level(tile.level).push(...hashesIn(partial[i]!))
    }
    return writer
  }

  get size(): number {
    return this.#size
  }

  /** The full tiles that these leaves complete, lower ones first. Not durable until the caller made them so. */
  append(leafHashes: readonly Uint8Array[]): readonly WrittenTile[] {
    return leafHashes.flatMap((leafHash) => {
      if (leafHash.length !== HASH_BYTES || !isSize(this.#size + 1)) {
        throw new FederationError('LOG_STATE_INVALID', { reason: 'append', size: this.#size })
      }
      this.#size += 1
      return this.#add(leafHash, 0)
    })
  }

  /** The partial tiles of the size as it is now. */
  partial(): readonly WrittenTile[] {
    return edgeTiles(this.#size).map((tile) => written(tile, this.#level(tile.level)))
  }

  root(): Buffer {
    return rootOfEdge(edgeTiles(this.#size).map(({ level }) => this.#level(level)))
  }

  #add(hash: Uint8Array, level: number): readonly WrittenTile[] {
    const hashes = this.#level(level)
    hashes.push(hash)
    if (hashes.length < TILE_WIDTH) return []
    const full = hashes.splice(0)
    const span = TILE_WIDTH ** (level + 1)
    const tile = { level, index: Math.floor(this.#size / span) - 1, width: TILE_WIDTH }
    return [written(tile, full), ...this.#add(rootOfHashes(full), level + 1)]
  }

  #level(level: number): Uint8Array[] {
    while (this.#edge.length <= level) this.#edge.push([])
    return this.#edge[level]!
  }
}

function written(tile: Tile, hashes: readonly Uint8Array[]): WrittenTile {
  return { path: tilePath(tile), bytes: Buffer.concat(hashes) }
}
