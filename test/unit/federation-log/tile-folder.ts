/** A log's folder in memory: entries, tiles, and what can happen to them. */
import { printBundle } from '../../../gateway/federation-log/entry-bundle.ts'
import type { ReadTile } from '../../../gateway/federation-log/read-tile.ts'
import { tilePath } from '../../../gateway/federation-log/tile-path.ts'
import type { Head } from '../../../gateway/federation-log/tile-tree.ts'
import { TileWriter } from '../../../gateway/federation-log/tile-writer.ts'
import { hashLeaf } from '../../../gateway/federation-log/tree.ts'

export interface TileFolder {
  readonly entries: readonly Buffer[]
  readonly leafHashes: readonly Buffer[]
  readonly head: Head
  readonly files: Map<string, Buffer>
  readonly read: ReadTile
  /** Paths that were read, in order. */
  readonly asked: string[]
}

export function tileFolder(size: number): TileFolder {
  const entries = Array.from({ length: size }, (_, i) => Buffer.from(`示例 ${i}`))
  const leafHashes = entries.map(hashLeaf)
  const writer = new TileWriter()
  const tiles = [...writer.append(leafHashes), ...writer.partial()]
  const files = new Map(tiles.map(({ path, bytes }) => [path, bytes]))
  for (let first = 0; first < size; first += 256) {
    const bundle = entries.slice(first, first + 256)
    const tile = { level: 'entries' as const, index: first / 256, width: bundle.length }
    files.set(tilePath(tile), printBundle(bundle))
  }
  const asked: string[] = []
  const read: ReadTile = (path) => {
    asked.push(path)
    return Promise.resolve(files.get(path) ?? null)
  }
  return { entries, leafHashes, head: { size, root: writer.root() }, files, read, asked }
}

/** Flips one bit of a file. */
export function flip({ files }: TileFolder, path: string, byte = 0): void {
  const changed = Buffer.from(files.get(path)!)
  changed[byte]! ^= 0x10
  files.set(path, changed)
}
