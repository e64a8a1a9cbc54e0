/**
 * One pretend registry's share of the synthetic world. The four registries are four processes and
 * agree about every entity, because everything follows from (seed, entities, code, province).
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Province } from '../../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../../schemas/model/record.ts'
import type { Uscc } from '../../../../schemas/model/uscc.ts'
import type { RegistryData } from '../registry-data.ts'
import { caseRecords } from './cases.ts'
import { createMemoryData } from '../memory-data.ts'
import { NOTHING_GIVEN, loadGivenStore } from './given-store.ts'
import type { GivenStore } from './given-store.ts'
import type { Plan } from './identity.ts'
import { INDEX_VERSION, openSearchIndex } from './search-index.ts'
import type { SearchIndex, SearchRow } from './search-index.ts'
import { rowOf, syntheticRows } from './search-rows.ts'
import { syntheticRecord, syntheticRecordOfNumber } from './synthetic.ts'

export interface WorldOptions {
  readonly province: Province
  /** Home entities a province; the other three have as many. */
  readonly entities?: number
  readonly seed?: number
  /** Where the search index is kept between runs. Null: the world cannot be searched by name. */
  readonly indexDirectory: string | null
  /** NDJSON of given records, see docs/sandbox.md. Needs an index directory. */
  readonly dataFile?: string
  /** Takes one line for people, in Chinese. */
  readonly log?: (line: string) => void
}

export const DEFAULT_ENTITIES = 5_000
export const DEFAULT_SEED = 1

/** Raised whenever the same (seed, entities) makes another world, so that old indexes are not used. */
const WORLD_VERSION = 1

/** @throws {FederationError} `DATA_FILE_INVALID`. */
export async function createWorld(options: WorldOptions): Promise<RegistryData> {
  const { province, entities = DEFAULT_ENTITIES, seed = DEFAULT_SEED } = options
  const plan = { entities, seed }
  const given = await givenOf(options)
  const cases = createMemoryData(province, caseRecords(province))
  const known: Layers = { given, cases, plan, province }
  const index = await indexOf(options, known)
  return {
    province,
    recordsOf: (uscc) => recordsOf(uscc, known),
    recordsOfNumber: (number) => recordsOfNumber(number, known),
    search(filter, offset, limit) {
      if (index === null) return { total: 0, rows: [] }
      const found = index.find(filter, offset, limit)
      return { total: found.total, rows: found.rows.flatMap((name) => recordsNamed(name, known)) }
    },
    close() {
      index?.close()
      given.close()
    },
  }
}

/** What is given hides a case, and either hides the synthetic entity of the same code. */
interface Layers {
  readonly given: GivenStore
  readonly cases: RegistryData
  readonly plan: Plan
  readonly province: Province
}

function recordsOf(uscc: string, { given, cases, plan, province }: Layers): RegistryRecord[] {
  const layered = [given.recordsOf(uscc), cases.recordsOf(uscc)].find(
    (records) => records.length > 0,
  )
  if (layered !== undefined) return [...layered]
  const record = syntheticRecord(province, uscc, plan)
  return record === null ? [] : [record]
}

function recordsOfNumber(number: string, layers: Layers): RegistryRecord[] {
  const { given, cases, plan, province } = layers
  const layered = [given.recordsOfNumber(number), cases.recordsOfNumber(number)].find(
    (records) => records.length > 0,
  )
  if (layered !== undefined) return [...layered]
  const record = syntheticRecordOfNumber(province, number, plan)
  return record === null ? [] : [record]
}

/** Each row of the index is one record: of a code given twice each row stands for one of the two. */
function recordsNamed(
  { uscc, registrationNumber }: { uscc: string | null; registrationNumber: string | null },
  layers: Layers,
): RegistryRecord[] {
  const records =
    uscc === null ? recordsOfNumber(registrationNumber ?? '', layers) : recordsOf(uscc, layers)
  return records.slice(0, 1)
}

async function givenOf(options: WorldOptions): Promise<GivenStore> {
  const { dataFile, indexDirectory, province } = options
  if (dataFile === undefined || indexDirectory === null) return NOTHING_GIVEN
  return loadGivenStore(join(indexDirectory, `given.${process.pid}.sqlite`), dataFile, province)
}

async function indexOf(options: WorldOptions, layers: Layers): Promise<SearchIndex | null> {
  const { indexDirectory, province, dataFile } = options
  if (indexDirectory === null) return null
  const { entities, seed } = layers.plan
  const data = dataFile === undefined ? 'none' : await digestOf(dataFile)
  const name = `search-v${WORLD_VERSION}.${INDEX_VERSION}-${province}-${entities}-${seed}-${data}.sqlite`
  return openSearchIndex(
    join(indexDirectory, name),
    () => allRows(layers),
    (rows, seconds) =>
      options.log?.(`名称索引已建成：${rows}条，用时${seconds.toFixed(1)}秒，下次启动直接使用`),
  )
}

function* allRows({ given, plan, province }: Layers): Generator<SearchRow> {
  for (const record of given.all()) yield rowOf(record)
  const written = caseRecords(province)
  const codes = new Set(written.map((record) => record.uscc))
  for (const record of written) {
    if (record.uscc === null || !given.has(record.uscc)) yield rowOf(record)
  }
  for (const row of syntheticRows(province, plan)) {
    if (row.uscc !== null && !codes.has(row.uscc as Uscc) && !given.has(row.uscc)) yield row
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex').slice(0, 16)
}
