/**
 * What one registry holds, in three layers: given records, the cases, the synthetic entities. What
 * lies above hides what has the same code below, wherever it is looked for.
 */
import type { Province } from '../../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../../schemas/model/record.ts'
import { caseRecords } from './cases.ts'
import { NOTHING_GIVEN, loadGivenStore, type GivenStore } from './given-store.ts'
import type { Plan } from './identity.ts'
import type { RowName, SearchRow } from './search-build.ts'
import { rowOf, syntheticRows } from './search-rows.ts'
import { syntheticRecord, syntheticRecordOfNumber } from './synthetic.ts'

export interface Layers {
  readonly province: Province
  readonly plan: Plan
  readonly given: GivenStore
  readonly cases: readonly RegistryRecord[]
}

export interface LayerOptions {
  readonly province: Province
  readonly plan: Plan
  /** NDJSON of given records. */
  readonly dataFile: string | null
  /** Where they are kept while they are in use; null: in the system's temporary place. */
  readonly folder: string | null
}

/** `given` is to be closed. @throws {FederationError} `DATA_FILE_INVALID`. */
export async function openLayers(options: LayerOptions): Promise<Layers> {
  const { province, plan, dataFile, folder } = options
  const given = dataFile === null ? NOTHING_GIVEN : await loadGivenStore(folder, dataFile, province)
  return { province, plan, given, cases: caseRecords(province) }
}

export function recordsOf(uscc: string, layers: Layers): readonly RegistryRecord[] {
  const { given, cases, plan, province } = layers
  const above = given.recordsOf(uscc)
  if (above.length > 0) return above
  const written = cases.filter((record) => record.uscc === uscc)
  if (written.length > 0) return written
  return oneOrNone(syntheticRecord(province, uscc, plan))
}

export function recordsOfNumber(number: string, layers: Layers): readonly RegistryRecord[] {
  const { given, cases, plan, province } = layers
  const above = given.recordsOfNumber(number)
  if (above.length > 0) return above
  const isHidden = ({ uscc }: RegistryRecord) => uscc !== null && given.has(uscc)
  const written = cases.filter((record) => record.registrationNumber === number)
  if (written.length > 0) return written.filter((record) => !isHidden(record))
  const made = oneOrNone(syntheticRecordOfNumber(province, number, plan))
  return made.filter((record) => !isHidden(record) && !isCase(record.uscc, layers))
}

/** The record of a row of the index. */
export function recordNamed(name: RowName, layers: Layers): readonly RegistryRecord[] {
  const { uscc, registrationNumber, nth } = name
  const records =
    uscc === null
      ? recordsOfNumber(registrationNumber ?? '', layers).filter((record) => record.uscc === null)
      : recordsOf(uscc, layers)
  return records.slice(nth, nth + 1)
}

/** One row for each record of the registry, in no order. */
export function* rowsOf(layers: Layers): Generator<SearchRow> {
  const { given, cases, plan, province } = layers
  for (const { record, nth } of given.all()) yield rowOf(record, nth)
  for (const [i, record] of cases.entries()) {
    if (!isGiven(record, given)) yield rowOf(record, nthOf(record, cases.slice(0, i)))
  }
  const written = new Set<string | null>(cases.map((record) => record.uscc))
  for (const row of syntheticRows(province, plan)) {
    if (!written.has(row.uscc) && !isGiven(row, given)) yield row
  }
}

interface Named {
  readonly uscc: string | null
  readonly registrationNumber: string | null
}

function isGiven({ uscc, registrationNumber }: Named, given: GivenStore): boolean {
  if (uscc !== null) return given.has(uscc)
  return given.recordsOfNumber(registrationNumber ?? '').length > 0
}

function isCase(uscc: string | null, { cases }: Layers): boolean {
  return cases.some((record) => record.uscc === uscc)
}

function nthOf(record: Named, before: readonly Named[]): number {
  return before.filter(
    ({ uscc, registrationNumber }) =>
      uscc === record.uscc && (uscc !== null || registrationNumber === record.registrationNumber),
  ).length
}

function oneOrNone(record: RegistryRecord | null): readonly RegistryRecord[] {
  return record === null ? [] : [record]
}
