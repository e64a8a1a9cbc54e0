/** One code: the base row with the first page of its records, then the other pages where there are any. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import type { EntityAnswer } from '../shared/contract.ts'
import { provinceError, readingAnswer, readingRecord } from '../shared/failure.ts'
import type { Call } from './client.ts'
import { mapEntity } from './map.ts'
import { cellOf, countOf, readRow, recordsIn, RECORDS_PER_PAGE, SERVICES } from './wire.ts'
import type { EntityField, EntityRow, RecordsField } from './wire.ts'
import type { XmlElement } from './wire-xml.ts'

const MOST_PAGES = 50
/** Pages asked for at the same time: a registry is not flooded by one entity. */
const PAGES_AT_ONCE = 4

/**
 * None: 查无. Two: 重码, rows for one code that differ in substance; the registry's identical
 * duplicates are one.
 *
 * @throws {FederationError} `PROVINCE_…` nothing of the answer can be used.
 */
export async function fetchEntity(
  call: Call,
  uscc: Uscc,
  signal: AbortSignal,
): Promise<EntityAnswer> {
  const { DataList, TotalCount } = await call(SERVICES.entity, { uniscid: uscc }, signal)
  if (DataList.length !== TotalCount) throw badAnswer(`${DataList.length} of ${TotalCount} rows`)
  const rows = DataList.length > 1 ? withoutDuplicates(DataList, rowKey) : DataList
  const outcomes = await Promise.all(rows.map((row) => recordOf(call, uscc, row, signal)))
  const failed = outcomes.find((outcome) => outcome instanceof FederationError)
  if (failed !== undefined) return failed
  const records = outcomes as RegistryRecord[]
  return records.length > 1 ? withoutDuplicates(records, JSON.stringify) : records
}

async function recordOf(
  call: Call,
  uscc: Uscc,
  value: unknown,
  signal: AbortSignal,
): Promise<RegistryRecord | FederationError> {
  const head = readingRecord('ANHUI', () => headOf(value))
  if (head instanceof FederationError) return head
  const rest = head.total > head.records.length ? await restOf(call, uscc, head, signal) : []
  const records = rest.length > 0 ? [...head.records, ...rest] : head.records
  return readingRecord('ANHUI', () => mapEntity(uscc, head.row, records))
}

interface Head {
  readonly row: EntityRow
  readonly total: number
  readonly records: readonly XmlElement[]
}

function headOf(value: unknown): Head {
  const row = readRow<EntityField>(value)
  const total = countOf(row.RecordTotal)
  const records = recordsIn(row.RecordXml)
  if (records.length !== Math.min(total, RECORDS_PER_PAGE)) {
    throw new ValueError(records.length, 'RecordTotal')
  }
  return { row, total, records }
}

/** Pages 2 and up, a few at a time, in order. */
async function restOf(
  call: Call,
  uscc: Uscc,
  head: Head,
  signal: AbortSignal,
): Promise<XmlElement[]> {
  const pages = Math.ceil(head.total / RECORDS_PER_PAGE)
  if (pages > MOST_PAGES) throw badAnswer(`${pages} pages of records`)
  const rest: XmlElement[] = []
  for (let first = 2; first <= pages; first += PAGES_AT_ONCE) {
    const count = Math.min(PAGES_AT_ONCE, pages - first + 1)
    const wave = Array.from({ length: count }, (_, i) =>
      pageOf(call, uscc, head, first + i, signal),
    )
    rest.push(...(await Promise.all(wave)).flat())
  }
  return rest
}

/** A page of another entity, or of a list that has changed since the first page, is no answer. */
async function pageOf(
  call: Call,
  uscc: Uscc,
  { row, total }: Head,
  page: number,
  signal: AbortSignal,
): Promise<readonly XmlElement[]> {
  const content = { pripid: row.pripid, pageno: page, pagesize: RECORDS_PER_PAGE }
  const { DataList, TotalCount } = await call(SERVICES.records, content, signal)
  return readingAnswer('ANHUI', () => {
    const { pripid, lgl_credit_no: code, RecordXml } = readRow<RecordsField>(DataList[0])
    if (cellOf(pripid) !== cellOf(row.pripid)) throw new ValueError(pripid, 'pripid')
    if (cellOf(code) !== uscc) throw new ValueError(code, 'lgl_credit_no')
    const records = recordsIn(RecordXml)
    const expected = Math.min(RECORDS_PER_PAGE, total - (page - 1) * RECORDS_PER_PAGE)
    if (TotalCount !== total || records.length !== expected) {
      throw new ValueError(`${records.length} of ${TotalCount}`, 'records page')
    }
    return records
  })
}

function withoutDuplicates<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}

/** Two rows are the same row when they differ in blanks around values, or instead of them, only. */
function rowKey(row: unknown): string {
  return JSON.stringify(row, (_, value: unknown) => {
    if (value === null) return undefined
    return typeof value === 'string' ? value.trim() || undefined : value
  })
}

function badAnswer(problem: string): FederationError {
  return provinceError('PROVINCE_BAD_ANSWER', 'ANHUI', new Error(problem))
}
