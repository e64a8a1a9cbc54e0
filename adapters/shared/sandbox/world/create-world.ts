/**
 * One pretend registry's share of the synthetic world. The four registries are four processes and
 * agree about every entity, because everything follows from (seed, entities, code, province).
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Worker } from 'node:worker_threads'
import type { Province } from '../../../../schemas/model/province.ts'
import type { RegistryData } from '../registry-data.ts'
import {
  openLayers,
  recordNamed,
  recordsOf,
  recordsOfNumber,
  rowsOf,
  type LayerOptions,
  type Layers,
} from './layers.ts'
import { INDEX_VERSION, buildSearchFile } from './search-build.ts'
import { openSearchIndex, type SearchIndex } from './search-index.ts'

export interface WorldOptions {
  readonly province: Province
  /** Home entities a province; the other three have as many. */
  readonly entities?: number
  readonly seed?: number
  /** Where the search index is kept between runs. Null: the world cannot be searched by name. */
  readonly indexDirectory: string | null
  /** NDJSON of given records, see docs/sandbox.md. */
  readonly dataFile?: string
  /** Takes one line for people, in Chinese. */
  readonly log?: (line: string) => void
}

export const DEFAULT_ENTITIES = 5_000
export const DEFAULT_SEED = 1

/** Raised whenever the same (seed, entities) makes other rows, so that old indexes are not used. */
export const WORLD_VERSION = 1

/** @throws {FederationError} `DATA_FILE_INVALID`. */
export async function createWorld(options: WorldOptions): Promise<RegistryData> {
  const { province, entities = DEFAULT_ENTITIES, seed = DEFAULT_SEED } = options
  const { dataFile = null, indexDirectory: folder } = options
  const known = { province, plan: { entities, seed }, dataFile, folder }
  const layers = await openLayers(known)
  const index = folder === null ? null : await openIndex(known, folder, layers, options.log)
  return {
    province,
    recordsOf: (uscc) => recordsOf(uscc, layers),
    recordsOfNumber: (number) => recordsOfNumber(number, layers),
    search(filter, offset, limit) {
      if (index === null) return { total: 0, rows: [] }
      const { total, rows } = index.find(filter, offset, limit)
      return { total, rows: rows.flatMap((name) => recordNamed(name, layers)) }
    },
    close() {
      index?.close()
      layers.given.close()
    },
  }
}

async function openIndex(
  known: LayerOptions,
  folder: string,
  layers: Layers,
  log: (line: string) => void = () => undefined,
): Promise<SearchIndex> {
  return openSearchIndex(join(folder, await indexNameOf(known, layers)), {
    build: async (file) =>
      known.plan.entities < LARGE
        ? buildSearchFile(file, rowsOf(layers))
        : buildInThread(file, known),
    building: () => log(`正在建立名称索引（每省市${known.plan.entities}户）……`),
    built: (rows, seconds) =>
      log(`名称索引已建成：${rows}条，用时${seconds.toFixed(1)}秒，下次启动直接使用`),
  })
}

/** Of everything that decides what rows there are. */
async function indexNameOf({ dataFile }: LayerOptions, layers: Layers): Promise<string> {
  const { province, plan, cases } = layers
  const data = dataFile === null ? 'none' : await digestOf(dataFile)
  const version = createHash('sha256')
    .update(JSON.stringify([WORLD_VERSION, INDEX_VERSION, cases]))
    .digest('hex')
  const parts = ['search', province, plan.entities, plan.seed, data, version.slice(0, 16)]
  return `${parts.join('-')}.sqlite`
}

/** From here on it pays to start a thread. */
const LARGE = 20_000

/**
 * In a thread, because only a thread can be told to keep little: building three million rows makes
 * garbage all the time, and a process with memory to spare lets it lie.
 */
async function buildInThread(file: string, layers: LayerOptions): Promise<number> {
  const thread = new Worker(new URL('./build-thread.ts', import.meta.url), {
    workerData: { file, layers },
    resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 },
  })
  const [count] = (await once(thread, 'message')) as [number]
  return count
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex').slice(0, 16)
}
