import { describe, expect, it } from 'vitest'
import { parseBundle, printBundle } from '../../../gateway/federation-log/entry-bundle.ts'
import { scanLog } from '../../../gateway/federation-log/scan-log.ts'
import { edgeTiles, parseTilePath, tilePath } from '../../../gateway/federation-log/tile-path.ts'
import { openTileTree } from '../../../gateway/federation-log/tile-tree.ts'
import { TileWriter } from '../../../gateway/federation-log/tile-writer.ts'
import {
  tilesForConsistency,
  tilesForInclusion,
} from '../../../gateway/federation-log/tiles-needed.ts'
import { rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { anyHashes } from './any-hashes.ts'
import { refusal } from './refusal.ts'
import { flip, tileFolder } from './tile-folder.ts'

describe('paths of tiles', () => {
  it.each([
    ['tile/0/000', 0, 0, 256],
    ['tile/0/x001/x234/067', 0, 1_234_067, 256],
    ['tile/3/x999/999.p/17', 3, 999_999, 17],
    ['tile/6/000.p/31', 6, 0, 31],
    ['tile/entries/x001/000.p/255', 'entries', 1_000, 255],
  ] as const)('%s', (path, level, index, width) => {
    expect(parseTilePath(path)).toEqual({ level, index, width })
    expect(tilePath({ level, index, width })).toBe(path)
  })

  it.each([
    '',
    'tile/0/00',
    'tile/0/0000',
    'tile/00/000',
    'tile/7/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/x000/000',
    'tile/0/001/000',
    'tile/0/x001',
    'tile/0/x001/x000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/07',
    'tile/0/000.p/',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/../000',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/000\n',
  ])('%j is none', (path) => {
    expect(() => parseTilePath(path)).toThrow(refusal('LOG_TILE_PATH_INVALID'))
  })

  it.each([
    [70_000, 'tile/0/273.p/112 tile/1/001.p/17 tile/2/000.p/1'],
    [256, 'tile/1/000.p/1'],
    [0, ''],
    [2 ** 48 + 1, 'tile/0/x001/x099/x511/x627/776.p/1 tile/6/000.p/1'],
  ])('of the edge of %d leaves', (size, paths) => {
    expect(edgeTiles(size).map(tilePath).join(' ')).toBe(paths)
  })
})

describe('entry bundles', () => {
  it('keep entries of every length', () => {
    const entries = [0, 1, 255, 256, 65_535].map((length) => Buffer.alloc(length, 1))
    expect(parseBundle(printBundle(entries), 5)).toEqual(entries)
  })

  it('hold no entry longer than two bytes can say', () => {
    expect(() => printBundle([Buffer.alloc(65_536)])).toThrow(refusal('LOG_LEAF_TOO_LARGE'))
  })

  const bundle = printBundle([Buffer.from('一'), Buffer.from('二')])
  it.each([
    ['cut in the second entry', bundle.subarray(0, -1), 2, 701, 'ends early'],
    ['cut in the second length', bundle.subarray(0, 6), 2, 701, 'ends early'],
    ['of one entry less', bundle, 3, 702, 'ends early'],
    ['of one entry more', bundle, 1, 701, 'goes on'],
    ['that is empty', Buffer.alloc(0), 1, 700, 'ends early'],
  ])('%s are refused, and the index is named', (_, bytes, count, index, reason) => {
    const parse = () => parseBundle(bytes, count, 700)
    expect(parse).toThrow(refusal('LOG_ENTRY_INVALID', { index, reason }))
  })
})

describe('TileWriter', () => {
  it('completes tiles of two levels with one leaf', () => {
    const writer = new TileWriter()
    const leaf = anyHashes(1)[0]!
    expect(writer.append(Array.from({ length: 65_535 }, () => leaf))).toHaveLength(255)
    const paths = writer.append([leaf]).map(({ path }) => path)
    expect(paths).toEqual(['tile/0/255', 'tile/1/000'])
    expect(writer.partial().map(({ path }) => path)).toEqual(['tile/2/000.p/1'])
  })

  it('goes on from its partial tiles, whatever it wrote before', () => {
    const leaves = anyHashes(600)
    const first = new TileWriter()
    first.append(leaves.slice(0, 300))
    const partial = first.partial().map(({ bytes }) => bytes)
    const second = TileWriter.resume(300, partial)
    expect(second.root()).toEqual(rootOfHashes(leaves, 0, 300))
    expect(second.append(leaves.slice(300))).toEqual(first.append(leaves.slice(300)))
    expect(second.root()).toEqual(rootOfHashes(leaves))
  })

  it.each([
    ['a tile too few', 300, []],
    ['a tile too many', 256, [Buffer.alloc(32), Buffer.alloc(32)]],
    ['a tile too short', 2, [Buffer.alloc(32)]],
    ['half a size', 1.5, [Buffer.alloc(32)]],
  ])('refuses to go on with %s', (_, size, partial) => {
    expect(() => TileWriter.resume(size, partial)).toThrow(refusal('LOG_STATE_INVALID'))
  })

  it('refuses what is no hash', () => {
    const append = () => new TileWriter().append([Buffer.alloc(31)])
    expect(append).toThrow(refusal('LOG_STATE_INVALID'))
  })
})

const SIZE = 70_000
const LARGE = tileFolder(SIZE)

describe('a tree of tiles', () => {
  it('reads no more tiles than it said', async () => {
    const folder = { ...LARGE, asked: [] as string[] }
    const read = (path: string) => {
      folder.asked.push(path)
      return LARGE.read(path)
    }
    const tree = await openTileTree(LARGE.head, read)
    await tree.proveInclusion(12_345)
    const said = tilesForInclusion(12_345, SIZE)
    expect([...new Set(folder.asked)].toSorted()).toEqual([...said].toSorted())
    expect(said).toHaveLength(5)
    expect(tilesForConsistency(65_536, SIZE)).toHaveLength(3)
  })

  it('reads entries that are in it, and the hash of each', async () => {
    const tree = await openTileTree(LARGE.head, LARGE.read)
    expect(await tree.entries(0)).toEqual(LARGE.entries.slice(0, 256))
    expect(await tree.entries(273)).toEqual(LARGE.entries.slice(273 * 256))
    await expect(tree.entries(274)).rejects.toThrow(refusal('LOG_TILE_MISSING'))
    expect(await tree.rootAt(SIZE)).toEqual(LARGE.head.root)
    expect(await tree.rootAt(1_000)).toEqual(rootOfHashes(LARGE.leafHashes, 0, 1_000))
  })

  it('takes the full tile where the partial one is gone', async () => {
    const [small, grown] = [tileFolder(200), tileFolder(256)]
    const tree = await openTileTree(small.head, grown.read)
    expect(await tree.proveInclusion(7)).toHaveLength(8)
    expect(await tree.entries(0)).toEqual(small.entries)
  })

  it.each([
    ['a partial tile', 'tile/0/001.p/44', 'LOG_TILE_INVALID', { index: 256 }],
    ['a tile of leaves', 'tile/0/000', 'LOG_TILE_INVALID', { index: 0, path: 'tile/0/000' }],
    ['an entry', 'tile/entries/000', 'LOG_ENTRY_INVALID', { index: 0, path: 'tile/entries/000' }],
  ] as const)('names %s with a flipped bit', async (_, path, code, facts) => {
    const folder = tileFolder(300)
    flip(folder, path, 5)
    const use = async () => (await openTileTree(folder.head, folder.read)).entries(0)
    await expect(use()).rejects.toThrow(refusal(code, facts))
  })

  it.each(['tile/0/000', 'tile/1/000.p/1', 'tile/entries/000'])('misses %s', async (path) => {
    const folder = tileFolder(300)
    folder.files.delete(path)
    const use = async () => (await openTileTree(folder.head, folder.read)).entries(0)
    await expect(use()).rejects.toThrow(refusal('LOG_TILE_MISSING', { path }))
  })

  it('refuses a tile cut short, and one with more', async () => {
    for (const change of [Buffer.alloc(8_191), Buffer.alloc(8_193)]) {
      const folder = tileFolder(300)
      folder.files.set('tile/0/000', change)
      const tree = await openTileTree(folder.head, folder.read)
      const facts = { path: 'tile/0/000' }
      await expect(tree.proveInclusion(0)).rejects.toThrow(refusal('LOG_TILE_INVALID', facts))
    }
  })

  it('refuses an empty log with a root', async () => {
    const open = openTileTree({ size: 0, root: anyHashes(1)[0]! }, LARGE.read)
    await expect(open).rejects.toThrow(refusal('LOG_CHECKPOINT_MALFORMED'))
  })

  it('refuses an index and a size beyond it', async () => {
    const tree = await openTileTree(LARGE.head, LARGE.read)
    await expect(tree.proveInclusion(SIZE)).rejects.toThrow(refusal('LOG_INCLUSION_INVALID'))
    await expect(tree.proveConsistency(SIZE + 1)).rejects.toThrow(
      refusal('LOG_CONSISTENCY_INVALID'),
    )
  })
})

describe('scanLog', () => {
  it.each([0, 1, 255, 256, 257, 600, SIZE])(
    'accepts a log of %d entries, each seen once',
    async (size) => {
      const folder = size === SIZE ? LARGE : tileFolder(size)
      const seen: number[] = []
      await scanLog(folder.head, folder.read, (entry, index) => {
        if (entry.equals(folder.entries[index]!)) seen.push(index)
      })
      expect(seen).toEqual(folder.entries.map((_, i) => i))
    },
  )

  it.each([
    ['an entry', 'tile/entries/001', 2 + 10 + 3, 'LOG_ENTRY_INVALID', 257],
    ['the length of an entry', 'tile/entries/001', 0, 'LOG_ENTRY_INVALID', 256],
    ['an entry of the last bundle', 'tile/entries/002.p/88', 4, 'LOG_ENTRY_INVALID', 512],
    ['a tile of leaves', 'tile/0/001', 32 * 7, 'LOG_TILE_INVALID', 263],
    ['a partial tile of leaves', 'tile/0/002.p/88', 32, 'LOG_TILE_INVALID', 513],
    ['a tile above', 'tile/1/000.p/2', 32, 'LOG_TILE_INVALID', 256],
  ] as const)(
    'names the first leaf under a flipped bit of %s',
    async (_, path, byte, code, index) => {
      const folder = tileFolder(600)
      flip(folder, path, byte)
      const scan = scanLog(folder.head, folder.read)
      await expect(scan).rejects.toThrow(refusal(code, { index }))
    },
  )

  it.each(['tile/entries/001', 'tile/0/001', 'tile/1/000.p/2', 'tile/0/002.p/88'])(
    'misses %s',
    async (path) => {
      const folder = tileFolder(600)
      folder.files.delete(path)
      const scan = scanLog(folder.head, folder.read)
      await expect(scan).rejects.toThrow(refusal('LOG_TILE_MISSING', { path }))
    },
  )

  it('names the first of several faults, also where a later one ends the scan', async () => {
    const folder = tileFolder(600)
    flip(folder, 'tile/entries/000', 4)
    folder.files.delete('tile/entries/001')
    const scan = scanLog(folder.head, folder.read)
    await expect(scan).rejects.toThrow(refusal('LOG_ENTRY_INVALID', { index: 0 }))
  })

  it('refuses another log that is whole in itself', async () => {
    const other = { size: 600, root: anyHashes(1)[0]! }
    const scan = scanLog(other, tileFolder(600).read)
    await expect(scan).rejects.toThrow(refusal('LOG_INCLUSION_INVALID', { reason: 'root' }))
  })
})
