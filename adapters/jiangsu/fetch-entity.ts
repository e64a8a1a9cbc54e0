/**
 * One entity: a call for its base rows by code, then one for the records of each by the triple key
 * (none where the base row counts none, more where they fill more than a page).
 */
import type { FederationError } from '../../schemas/model/errors.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import type { EntityAnswer } from '../shared/contract.ts'
import { provinceError } from '../shared/failure.ts'
import type { Call } from './client.ts'
import { mapRecord } from './map.ts'
import { textOf, tripleOf, type Envelope, type Row, type Triple } from './wire.ts'

/** Rows a page of `queryCorpRecords`, the most the registry gives. */
export const RECORD_PAGE_SIZE = 200
/** Beyond 10,000 rows an answer is taken for a mistake. */
const MOST_PAGES = 50

/**
 * @returns the records, or `PROVINCE_BAD_RECORD` when one of them cannot be used.
 * @throws {FederationError} any other `PROVINCE_…`; the signal's own reason when it is aborted.
 */
export async function fetchEntity(
  call: Call,
  uscc: Uscc,
  signal: AbortSignal,
): Promise<EntityAnswer> {
  const { items, total } = await call('queryCorpBase', { REG_NO: uscc }, signal)
  if (total !== items.length) throw badAnswer(`${items.length} base rows of ${total}`)
  try {
    return await Promise.all(items.map((base) => fetchRecord(call, uscc, base, signal)))
  } catch (cause) {
    if (cause instanceof ValueError) {
      return provinceError('PROVINCE_BAD_RECORD', 'JIANGSU', cause, { uscc })
    }
    throw cause
  }
}

async function fetchRecord(
  call: Call,
  uscc: Uscc,
  base: Row,
  signal: AbortSignal,
): Promise<RegistryRecord> {
  const triple = tripleOf(base)
  const rows = textOf(base.RECORD_COUNT) === '0' ? [] : await fetchRows(call, triple, signal)
  const record = mapRecord(base, rows)
  if (record.uscc !== uscc) throw new ValueError(record.uscc, 'UNI_SCID')
  return record
}

/** All pages, in order. The count on the first page holds for all of them. */
async function fetchRows(call: Call, triple: Triple, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = []
  for (let page = 1; ; page += 1) {
    const answer = await call('queryCorpRecords', fieldsOf(triple, page), signal)
    checkTriple(answer, triple)
    const pages = Math.ceil(answer.total / RECORD_PAGE_SIZE)
    if (pages > MOST_PAGES) throw badAnswer(`${pages} pages of records`)
    rows.push(...answer.items)
    const expected = Math.min(page * RECORD_PAGE_SIZE, answer.total)
    if (rows.length !== expected) throw badAnswer(`${rows.length} rows instead of ${expected}`)
    if (page >= pages) return rows
  }
}

function fieldsOf(triple: Triple, page: number): Readonly<Record<string, string>> {
  return { ...triple, curPage: String(page), pageSize: String(RECORD_PAGE_SIZE) }
}

/** Records of somebody else's would be worse than none. */
function checkTriple(answer: Envelope, asked: Triple): void {
  const { triple } = answer
  if (triple === null) throw badAnswer('records without their triple')
  if (triple.ID !== asked.ID || triple.ORG !== asked.ORG || triple.SEQ_ID !== asked.SEQ_ID) {
    throw new ValueError(Object.values(triple).join(' '), 'ID, ORG, SEQ_ID')
  }
}

function badAnswer(cause: string): FederationError {
  return provinceError('PROVINCE_BAD_ANSWER', 'JIANGSU', new Error(cause))
}
