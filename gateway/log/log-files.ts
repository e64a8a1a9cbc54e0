/** The log as files, for everybody's verifiers: C2SP tlog-tiles, and the checkpoints of each size. */
import { access, mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FederationError } from '../../schemas/model/errors.ts'
import { keptPath } from '../federation-log/kept-checkpoints.ts'
import type { Quorum } from '../federation-log/quorum.ts'
import type { ReadTile } from '../federation-log/read-tile.ts'
import {
  HIGHEST_LEVEL,
  TILE_WIDTH,
  leavesUnder,
  parseTilePath,
  tileIn,
  tilePath,
} from '../federation-log/tile-path.ts'
import type { Tile } from '../federation-log/tile-path.ts'
import type { LogTreeStore } from '../store/log-tree-store.ts'
import { checkpointOf, publishedCheckpoint } from './published-checkpoint.ts'

export interface LogFile {
  readonly bytes: Buffer
  readonly contentType: string
  /** It never changes. */
  readonly cacheable: boolean
  /** Holds leaves: for auditors alone. Hashes and checkpoints are for everybody. */
  readonly isEntries: boolean
}

export interface LogFiles {
  /** `path`: below the log's prefix, such as `checkpoint` or `tile/0/000.p/5`. Null: there is none. */
  file(path: string): Promise<LogFile | null>
  /**
   * Writes them all into a folder, as of the published checkpoint, which comes last. Files that are
   * there already stay: they do not change.
   *
   * @returns the size. @throws {FederationError} `LOG_ENTRY_UNKNOWN` there is no checkpoint yet.
   */
  exportTo(folder: string): Promise<number>
}

const TEXT = 'text/plain; charset=utf-8'
const BYTES = 'application/octet-stream'
const KEPT = /^checkpoints\/(\d{9,16})$/
/** Sizes of the checkpoints that were kept, one a line. */
const KEPT_LIST = 'checkpoints/index'

export function createLogFiles(tree: LogTreeStore, readTile: ReadTile, quorum: Quorum): LogFiles {
  async function file(path: string): Promise<LogFile | null> {
    if (path === 'checkpoint') {
      const published = await publishedCheckpoint(tree, quorum)
      return published && textFile(published.note)
    }
    if (path === KEPT_LIST) {
      return textFile((await tree.signedSizes()).map((size) => `${size}\n`).join(''))
    }
    const kept = KEPT.exec(path)
    if (kept === null) return tileFile(path)
    const checkpoint = await checkpointOf(tree, Number(kept[1]), quorum)
    return checkpoint && textFile(checkpoint.note)
  }

  async function tileFile(path: string): Promise<LogFile | null> {
    const tile = tileOrNull(path)
    if (tile === null) return null
    const bytes = await readTile(path)
    if (bytes === null) return null
    const isEntries = tile.level === 'entries'
    return { bytes: Buffer.from(bytes), contentType: BYTES, cacheable: true, isEntries }
  }

  async function write(folder: string, path: string): Promise<void> {
    const found = await file(path)
    if (found === null) throw new FederationError('LOG_TILE_MISSING', { path })
    await writeWhole(join(folder, path), found.bytes, found.cacheable)
  }

  return {
    file,
    async exportTo(folder) {
      const published = await publishedCheckpoint(tree, quorum)
      if (published === null) throw new FederationError('LOG_ENTRY_UNKNOWN')
      for (const tile of tilesOf(published.size)) await write(folder, tilePath(tile))
      const sizes = (await tree.signedSizes()).filter((size) => size <= published.size)
      for (const size of sizes) await write(folder, keptPath(size))
      await writeWhole(join(folder, 'checkpoint'), Buffer.from(published.note), false)
      return published.size
    },
  }
}

function textFile(text: string): LogFile {
  return { bytes: Buffer.from(text), contentType: TEXT, cacheable: false, isEntries: false }
}

/** Null: no path of a tile. */
function tileOrNull(path: string): Tile | null {
  try {
    return parseTilePath(path)
  } catch (failure) {
    if (failure instanceof FederationError) return null
    throw failure
  }
}

/** Of a tree of this size, entries first, then hashes from below. */
function* tilesOf(size: number): Generator<Tile> {
  const levels = Array.from({ length: HIGHEST_LEVEL + 1 }, (_, level) => level)
  for (const level of ['entries' as const, ...levels]) {
    const tiles = Math.ceil(Math.floor(size / leavesUnder(level)) / TILE_WIDTH)
    for (let index = 0; index < tiles; index += 1) yield tileIn(size, level, index)!
  }
}

/** Never half a file under its name. `once`: one that is there already stays. */
async function writeWhole(path: string, bytes: Buffer, once: boolean): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  if (once && (await isThere(path))) return
  const unfinished = `${path}.${process.pid}`
  await writeFile(unfinished, bytes)
  await rename(unfinished, path)
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
