/**
 * One pretend registry's share of the synthetic world. The four registries are four processes and
 * agree about every entity, because everything follows from (seed, entities, code, province).
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Province } from '../../../../schemas/model/province.ts'
import type { RegistryData } from '../registry-data.ts'
import { caseRecords } from './cases.ts'
import { NOTHING_GIVEN, loadGivenStore } from './given-store.ts'
import { recordNamed, recordsOf, recordsOfNumber, rowsOf, type Layers } from './layers.ts'
import { INDEX_VERSION } from './search-build.ts'
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
  const { dataFile, indexDirectory } = options
  const given =
    dataFile === undefined
      ? NOTHING_GIVEN
      : await loadGivenStore(indexDirectory, dataFile, province)
  const layers = { province, plan: { entities, seed }, given, cases: caseRecords(province) }
  const index = await indexOf(options, layers)
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
      given.close()
    },
  }
}

async function indexOf(options: WorldOptions, layers: Layers): Promise<SearchIndex | null> {
  const { indexDirectory, log = () => undefined } = options
  if (indexDirectory === null) return null
  const { entities } = layers.plan
  const file = join(indexDirectory, await indexNameOf(options, layers))
  return openSearchIndex(file, () => rowsOf(layers), {
    building: () => log(`正在建立名称索引（每省市${entities}户）……`),
    built: (rows, seconds) =>
      log(`名称索引已建成：${rows}条，用时${seconds.toFixed(1)}秒，下次启动直接使用`),
  })
}

/** Of everything that decides what rows there are. */
async function indexNameOf({ dataFile }: WorldOptions, layers: Layers): Promise<string> {
  const { province, plan, cases } = layers
  const data = dataFile === undefined ? 'none' : await digestOf(dataFile)
  const version = createHash('sha256')
    .update(JSON.stringify([WORLD_VERSION, INDEX_VERSION, cases]))
    .digest('hex')
  const parts = ['search', province, plan.entities, plan.seed, data, version.slice(0, 16)]
  return `${parts.join('-')}.sqlite`
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex').slice(0, 16)
}
