/** Files fetched before they are asked for, a bounded number at a time: a scan asks in a known order. */
import type { ReadTile } from '../../federation-log/read-tile.ts'
import { TILE_WIDTH, edgeTiles, tileIn, tilePath } from '../../federation-log/tile-path.ts'
import type { Tile } from '../../federation-log/tile-path.ts'

const AT_ONCE = 16

/** In the order in which `scanLog` reads a whole log of this size. */
export function* pathsOfScan(size: number): Generator<string> {
  for (let bundle = 0; bundle * TILE_WIDTH < size; bundle += 1) {
    yield tilePath(tileIn(size, 'entries', bundle)!)
    for (let level = 0, index = bundle; ; level += 1) {
      const tile = tileIn(size, level, index)
      if (tile?.width !== TILE_WIDTH) break
      yield tilePath(tile)
      if (index % TILE_WIDTH !== TILE_WIDTH - 1) break
      index = Math.floor(index / TILE_WIDTH)
    }
  }
  yield* edgeTiles(size).map((tile: Tile) => tilePath(tile))
}

/** `paths`: in the order in which they will be asked for. Others are read when they are asked for. */
export function readAhead(read: ReadTile, paths: Iterable<string>, atOnce = AT_ONCE): ReadTile {
  const coming = paths[Symbol.iterator]()
  const started = new Map<string, Promise<Uint8Array | null>>()
  const fill = () => {
    while (started.size < atOnce) {
      const { value, done } = coming.next()
      if (done === true) return
      const reading = read(value)
      // Whoever asks for it hears of its failure; nobody may ask after another one failed.
      reading.catch(() => {})
      started.set(value, reading)
    }
  }
  return async (path) => {
    fill()
    const reading = started.get(path)
    if (reading === undefined) return read(path)
    try {
      return await reading
    } finally {
      started.delete(path)
    }
  }
}
