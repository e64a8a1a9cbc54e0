/** Which tiles a proof is made from, so that they can be fetched at once before it is. */
import { consistencyRanges } from './consistency.ts'
import { inclusionRanges } from './inclusion.ts'
import type { LeafRange } from './subtree.ts'
import { TILE_WIDTH, edgeTiles, leavesUnder, tileIn, tilePath } from './tile-path.ts'
import type { Tile } from './tile-path.ts'
import { largestPowerBelow } from './tree.ts'

/** Paths, each once, with those that verify others. @throws {FederationError} `LOG_INCLUSION_INVALID`. */
export function tilesForInclusion(index: number, size: number): readonly string[] {
  return pathsFor(inclusionRanges(index, size), size)
}

/** Paths, each once, with those that verify others. @throws {FederationError} `LOG_CONSISTENCY_INVALID`. */
export function tilesForConsistency(oldSize: number, size: number): readonly string[] {
  return pathsFor(consistencyRanges(oldSize, size), size)
}

function pathsFor(ranges: readonly LeafRange[], size: number): readonly string[] {
  const tiles = ranges.flatMap((range) => fullParts(range).flatMap((part) => tilesUp(part, size)))
  return [...new Set([...edgeTiles(size), ...tiles].map(tilePath))]
}

function fullParts({ start, end }: LeafRange): readonly LeafRange[] {
  const parts: LeafRange[] = []
  for (let at = start; at < end;) {
    const width = largestPowerBelow(end - at + 1)
    parts.push({ start: at, end: at + width })
    at += width
  }
  return parts
}

/** The tile that holds it and those above, up to the edge. */
function tilesUp({ start, end }: LeafRange, size: number): readonly Tile[] {
  const tiles: Tile[] = []
  let level = 0
  while (leavesUnder(level + 1) <= end - start) level += 1
  for (; ; level += 1) {
    const index = Math.floor(start / leavesUnder(level) / TILE_WIDTH)
    const tile = tileIn(size, level, index)!
    tiles.push(tile)
    if (tile.width < TILE_WIDTH) return tiles
  }
}
