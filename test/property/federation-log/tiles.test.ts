import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { proveConsistency } from '../../../gateway/federation-log/consistency.ts'
import { proveInclusion } from '../../../gateway/federation-log/inclusion.ts'
import { scanLog } from '../../../gateway/federation-log/scan-log.ts'
import { edgeTiles, parseTilePath, tilePath } from '../../../gateway/federation-log/tile-path.ts'
import { openTileTree } from '../../../gateway/federation-log/tile-tree.ts'
import type { TileTree } from '../../../gateway/federation-log/tile-tree.ts'
import { TileWriter } from '../../../gateway/federation-log/tile-writer.ts'
import {
  tilesForConsistency,
  tilesForInclusion,
} from '../../../gateway/federation-log/tiles-needed.ts'
import { rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { anyHashes } from '../../unit/federation-log/any-hashes.ts'
import { flip, tileFolder } from '../../unit/federation-log/tile-folder.ts'
import type { TileFolder } from '../../unit/federation-log/tile-folder.ts'

const SIZE = 66_000
const SMALL = 600
let folder: TileFolder
let tree: TileTree
beforeAll(async () => {
  folder = tileFolder(SIZE)
  tree = await openTileTree(folder.head, folder.read)
})

describe('proofs from tiles', () => {
  it('are those of the tree', async () => {
    const property = fc.asyncProperty(fc.nat(SIZE - 1), async (index) => {
      expect(await tree.proveInclusion(index)).toEqual(proveInclusion(folder.leafHashes, index))
    })
    await fc.assert(property, { numRuns: 4 })
    const older = fc.asyncProperty(fc.integer({ min: 1, max: SIZE }), async (size) => {
      expect(await tree.proveConsistency(size)).toEqual(proveConsistency(folder.leafHashes, size))
    })
    await fc.assert(older, { numRuns: 4 })
  })

  it('are so all over small trees, to the last leaf', async () => {
    for (const size of [1, 2, 255, 256, 257, 513]) {
      const small = tileFolder(size)
      const tiles = await openTileTree(small.head, small.read)
      for (let at = (size - 1) % 5; at < size; at += 5) {
        expect(await tiles.proveInclusion(at)).toEqual(proveInclusion(small.leafHashes, at))
        const proof = proveConsistency(small.leafHashes, at + 1)
        expect(await tiles.proveConsistency(at + 1)).toEqual(proof)
      }
    }
  })

  it('need the tiles that were named, and all of them are verified', async () => {
    const which = fc.tuple(fc.nat(SIZE - 1), fc.boolean())
    const property = fc.asyncProperty(which, async ([at, isInclusion]) => {
      const asked = new Set<string>()
      const fresh = await openTileTree(folder.head, (path) => {
        asked.add(path)
        return folder.read(path)
      })
      await (isInclusion ? fresh.proveInclusion(at) : fresh.proveConsistency(at + 1))
      const said = isInclusion ? tilesForInclusion(at, SIZE) : tilesForConsistency(at + 1, SIZE)
      expect([...asked].toSorted()).toEqual([...said].toSorted())
    })
    await fc.assert(property, { numRuns: 40 })
  })
})

describe('any changed bit', () => {
  const small = tileFolder(SMALL)
  const paths = [...small.files.keys()]
  const change = fc.tuple(fc.constantFrom(...paths), fc.nat())

  it('of a tile or entry is named by a scan, at the leaf it belongs to', async () => {
    const property = fc.asyncProperty(change, async ([path, at]) => {
      const changed = { ...small, files: new Map(small.files) }
      const read = (each: string) => Promise.resolve(changed.files.get(each) ?? null)
      const byte = at % small.files.get(path)!.length
      flip(changed, path, byte)
      const index = leafUnder(path, byte)
      const details = expect.objectContaining({ index })
      await expect(scanLog(small.head, read)).rejects.toThrow(expect.objectContaining({ details }))
    })
    await fc.assert(property)
  })

  it('of a tile never gives a proof that is not the right one', async () => {
    const property = fc.asyncProperty(change, fc.nat(SMALL - 1), async ([path, at], index) => {
      const changed = { ...small, files: new Map(small.files) }
      flip(changed, path, at % small.files.get(path)!.length)
      const read = (each: string) => Promise.resolve(changed.files.get(each) ?? null)
      const proof = await openTileTree(small.head, read)
        .then((tiles) => tiles.proveInclusion(index))
        .catch((failure: unknown) => failure)
      const right = proveInclusion(small.leafHashes, index)
      if (Array.isArray(proof)) expect(proof).toEqual(right)
      else expect(proof).toMatchObject({ code: 'LOG_TILE_INVALID' })
    })
    await fc.assert(property)
  })

  /** The leaf whose length, entry or hash the byte belongs to; the first under a hash above. */
  function leafUnder(path: string, byte: number): number {
    const { level, index } = parseTilePath(path)
    if (level !== 'entries') return (index * 256 + Math.floor(byte / 32)) * 256 ** level
    let end = 0
    const bundle = small.entries.slice(index * 256)
    return index * 256 + bundle.findIndex((entry) => byte < (end += 2 + entry.length))
  }
})

describe('the writer', () => {
  it('goes on anywhere, and has the root of the tree at any size', () => {
    const leaves = anyHashes(2_000)
    const sizes = fc.array(fc.nat(2_000), { minLength: 1, maxLength: 6 })
    const property = fc.property(sizes, (stops) => {
      let writer = new TileWriter()
      for (const stop of stops.toSorted((a, b) => a - b)) {
        writer.append(leaves.slice(writer.size, stop))
        expect(writer.root()).toEqual(rootOfHashes(leaves, 0, stop))
        const partial = writer.partial()
        expect(partial.map(({ path }) => path)).toEqual(edgeTiles(stop).map(tilePath))
        writer = TileWriter.resume(
          stop,
          partial.map(({ bytes }) => bytes),
        )
      }
    })
    fc.assert(property, { numRuns: 30 })
  })
})

describe('paths', () => {
  it('are read as they were written', () => {
    const level = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant('entries' as const))
    const index = fc.maxSafeNat()
    const width = fc.integer({ min: 1, max: 256 })
    const property = fc.property(fc.record({ level, index, width }), (tile) => {
      expect(parseTilePath(tilePath(tile))).toEqual(tile)
    })
    fc.assert(property)
  })
})
