/** Which tile (分片) is where. Source: C2SP tlog-tiles, "Merkle Tree", "Partial Tiles", "Log entries". */
import { FederationError } from '../../schemas/model/errors.ts'
import { strictDecimal } from './strict-text.ts'
import { isSize } from './tree.ts'

/** Hashes in a full tile: its height is 8. */
export const TILE_WIDTH = 256
/** 256^7 > 2^53: no tree has tiles above. */
export const HIGHEST_LEVEL = 6

export interface Tile {
  /** 0: hashes of leaves. `entries`: the leaves themselves. */
  readonly level: number | 'entries'
  /** From the left, counted from 0. */
  readonly index: number
  /** Hashes or entries in it, 1 to 256; fewer than 256 only at the right edge of the tree. */
  readonly width: number
}

const PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/** Below the prefix of the log, without a slash before it. */
export function tilePath({ level, index, width }: Tile): string {
  const groups = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0')
  const elements = groups.match(/\d{3}/g)!.map((group, i, all) => {
    return i < all.length - 1 ? `x${group}` : group
  })
  const suffix = width < TILE_WIDTH ? `.p/${width}` : ''
  return `tile/${level}/${elements.join('/')}${suffix}`
}

/** @throws {FederationError} `LOG_TILE_PATH_INVALID`; every tile has one path. */
export function parseTilePath(path: string): Tile {
  const [, levelText, elements, widthText] = PATH.exec(path) ?? []
  if (levelText === undefined || elements === undefined) throw invalid()
  const level: Tile['level'] | null = levelText === 'entries' ? 'entries' : strictDecimal(levelText)
  const index = Number(elements.replace(/[x/]/g, ''))
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText)
  if (level === null || !isSize(index)) throw invalid()
  const tile = { level, index, width }
  const isPartial = widthText !== undefined
  if ((isPartial && width >= TILE_WIDTH) || tilePath(tile) !== path) throw invalid()
  if (level !== 'entries' && level > HIGHEST_LEVEL) throw invalid()
  return tile
}

/** Leaves under one hash of a tile of this level: 256^level. */
export function leavesUnder(level: number | 'entries'): number {
  return level === 'entries' ? 1 : TILE_WIDTH ** level
}

/** The tile as a tree of this size has it; null when it has none there. */
export function tileIn(size: number, level: number | 'entries', index: number): Tile | null {
  const hashes = Math.floor(size / leavesUnder(level))
  const width = Math.min(hashes - index * TILE_WIDTH, TILE_WIDTH)
  return width > 0 ? { level, index, width } : null
}

/** The partial tiles of a tree of this size, lowest first: its right edge, and all its root is made of. */
export function edgeTiles(size: number): readonly (Tile & { readonly level: number })[] {
  const levels = Array.from({ length: HIGHEST_LEVEL + 1 }, (_, level) => level)
  return levels.flatMap((level) => {
    const hashes = Math.floor(size / leavesUnder(level))
    const width = hashes % TILE_WIDTH
    return width === 0 ? [] : [{ level, index: Math.floor(hashes / TILE_WIDTH), width }]
  })
}

function invalid(): FederationError {
  return new FederationError('LOG_TILE_PATH_INVALID')
}
