/** Whole records of up to 100 codes: one call, and further pages for lists longer than a page. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { canonicalCode } from '../../schemas/model/typed-text.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { EntityAnswer } from '../shared/contract.ts'
import type { AdapterSettings } from '../shared/define-adapter.ts'
import { provinceError, readingRecord } from '../shared/failure.ts'
import { askService } from './client.ts'
import { recordOf } from './map.ts'
import { listPartOf, textOf } from './wire-cells.ts'
import { LIST_NAMES, LIST_ROWS, SERVICES } from './wire.ts'
import type { BaseRow, ListName, ListPart, Lists } from './wire.ts'

const PROVINCE = 'ZHEJIANG'
const MOST_PAGES = 50

/** One answer a code, same order. See `RegistryAdapter.fetchEntities`. */
export async function fetchEntities(
  settings: AdapterSettings,
  usccs: readonly Uscc[],
  signal: AbortSignal,
): Promise<readonly EntityAnswer[]> {
  const asked = [...new Set(usccs)]
  if (asked.length === 0) return []
  const answer = await askService(settings, SERVICES.base, [['uniscId', asked.join(',')]], signal)
  if (answer.datas.length !== answer.dataCount) {
    throw badAnswer(`${answer.datas.length} of ${answer.dataCount} entities`)
  }
  const rows = sortedByCode(answer.datas, asked)
  const answers = new Map<Uscc, EntityAnswer>()
  await Promise.all(
    asked.map(async (uscc) => {
      answers.set(uscc, await answerOf(settings, uscc, rows, signal))
    }),
  )
  return usccs.map((uscc) => answers.get(uscc)!)
}

interface SortedRows {
  readonly byCode: ReadonlyMap<string, readonly BaseRow[]>
  /** A row that belongs to no code that was asked: somebody's record is missing. */
  readonly stray: boolean
}

function sortedByCode(rows: readonly unknown[], asked: readonly Uscc[]): SortedRows {
  const byCode = new Map<string, BaseRow[]>(asked.map((uscc) => [uscc, []]))
  let stray = false
  for (const row of rows) {
    const own = byCode.get(codeOfRow(row, byCode))
    if (own === undefined) stray = true
    else own.push(row as BaseRow)
  }
  return { byCode, stray }
}

/** As the code would be asked for; empty when the row has none. */
function codeOfRow(row: unknown, asked: ReadonlyMap<string, unknown>): string {
  if (typeof row !== 'object' || row === null) return ''
  const cell = (row as BaseRow).UNI_SOCIAL_CRD_CD
  if (typeof cell !== 'string') return ''
  return asked.has(cell) ? cell : canonicalCode(cell)
}

async function answerOf(
  settings: AdapterSettings,
  uscc: Uscc,
  { byCode, stray }: SortedRows,
  signal: AbortSignal,
): Promise<EntityAnswer> {
  const rows = byCode.get(uscc)!
  if (rows.length === 0 && stray) {
    return provinceError('PROVINCE_BAD_RECORD', PROVINCE, new Error('row of a code not asked for'))
  }
  const records: RegistryRecord[] = []
  for (const row of rows) {
    const record = await recordOfRow(settings, uscc, row, signal)
    if (record instanceof FederationError) return record
    records.push(record)
  }
  return records
}

async function recordOfRow(
  settings: AdapterSettings,
  uscc: Uscc,
  row: BaseRow,
  signal: AbortSignal,
): Promise<RegistryRecord | FederationError> {
  const read = readingRecord(PROVINCE, () => ({
    id: textOf(row.MAIN_IDENTI_ID),
    lists: listPartsOf(row),
  }))
  if (read instanceof FederationError) return read
  const { id, lists } = read
  const long = LIST_NAMES.filter((name) => lists[name].dataCount > LIST_ROWS)
  if (long.length === 0) return readingRecord(PROVINCE, () => recordOf(row, lists, uscc))
  try {
    const whole = await Promise.all(
      long.map((name) => wholeList(settings, { uscc, id, name, first: lists[name] }, signal)),
    )
    const completed = Object.fromEntries(long.map((name, i) => [name, whole[i]!]))
    return readingRecord(PROVINCE, () => recordOf(row, { ...lists, ...completed }, uscc))
  } catch (error) {
    // Half a list would be a lie; the other codes of this call are not touched by it.
    if (error instanceof FederationError && !signal.aborted) return error
    throw error
  }
}

function listPartsOf(row: BaseRow): Lists {
  return {
    permitList: listPartOf(row.permitList, 'permitList'),
    punishList: listPartOf(row.punishList, 'punishList'),
    abnormalList: listPartOf(row.abnormalList, 'abnormalList'),
    seriousList: listPartOf(row.seriousList, 'seriousList'),
    sxbzxrList: listPartOf(row.sxbzxrList, 'sxbzxrList'),
    checkList: listPartOf(row.checkList, 'checkList'),
    alterList: listPartOf(row.alterList, 'alterList'),
    branchList: listPartOf(row.branchList, 'branchList'),
  }
}

interface LongList {
  readonly uscc: Uscc
  /** Tells two entities with one code apart. */
  readonly id: string | null
  readonly name: ListName
  readonly first: ListPart<object>
}

/** Pages 2 to the end, one after the other: a list this long is rare, and the registry is shared. */
async function wholeList(
  settings: AdapterSettings,
  { uscc, id, name, first }: LongList,
  signal: AbortSignal,
): Promise<ListPart<object>> {
  const pages = Math.ceil(first.dataCount / LIST_ROWS)
  if (pages > MOST_PAGES) throw badAnswer(`${name} has ${first.dataCount} rows`)
  const datas = [...first.datas]
  for (let page = 2; page <= pages; page += 1) {
    const query = [
      ['uniscId', uscc],
      ['mainIdentiId', id ?? ''],
      ['listName', name],
      ['pageNum', String(page)],
      ['pageSize', String(LIST_ROWS)],
    ] as const
    const answer = await askService(settings, SERVICES.list, query, signal)
    const expected = Math.min(LIST_ROWS, first.dataCount - datas.length)
    // A list that grew or shrank meanwhile has shifted: rows would be doubled or lost.
    if (answer.dataCount !== first.dataCount || answer.datas.length !== expected) {
      throw badAnswer(`${name} changed while it was read`)
    }
    datas.push(...(answer.datas as object[]))
  }
  return { dataCount: first.dataCount, datas }
}

function badAnswer(cause: string): FederationError {
  return provinceError('PROVINCE_BAD_ANSWER', PROVINCE, new Error(cause))
}
