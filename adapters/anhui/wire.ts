/**
 * What the Anhui registry sends: the envelope, the rows of its three services and the records in
 * their XML document. Names are the registry's, see README.md for which are published. Values are
 * read through {@link cellOf}, because a registry sends what it likes.
 */
import type { XmlElement } from './wire-xml.ts'
import { parseXml } from './wire-xml.ts'
import { ValueError } from '../../schemas/model/value-error.ts'

export const SERVICES = {
  /** By code: base row with the first page of its records. */
  entity: '/openapi/ent/queryBase',
  /** Further pages of records, by `pripid`. */
  records: '/openapi/ent/queryRecord',
  /** By name, principal and state. */
  search: '/openapi/ent/queryList',
} as const
export type Service = (typeof SERVICES)[keyof typeof SERVICES]

/** Records on one page of the XML document. */
export const RECORDS_PER_PAGE = 100

export type EntityField =
  | ('pripid' | 'uniscid' | 'regno' | 'entname' | 'RecordTotal' | 'RecordXml')
  | ('enttype' | 'enttype_cn' | 'regstate' | 'dmms' | 'lerep' | 'lereptype_cn')
  | ('regcap' | 'regcapcur' | 'regcapcur_cn' | 'estdate' | 'apprdate' | 'opfrom' | 'opto')
  | ('dom' | 'opscope' | 'industryco' | 'industryver' | 'regorg' | 'regorg_cn')
  // 迁出, 迁入: flag, other side, day, day on which the file was handed over
  | ('qcbz' | 'qcjg' | 'qcjg_cn' | 'qcrq' | 'qcdayjrq')
  | ('qrbz' | 'qrjg' | 'qrjg_cn' | 'qrrq' | 'qrdayjrq')
  // 隶属企业 of a branch
  | ('fzjgbz' | 'zjguniscid' | 'zjgentname')
/** A row of the records service uses the sibling tables' names for name and code. */
export type RecordsField = 'pripid' | 'lgl_name' | 'lgl_credit_no' | 'RecordXml'
export type SearchField = 'uniscid' | 'regno' | 'entname' | 'legelRep' | 'corpStatusString'

export type Row<Field extends string> = Readonly<Partial<Record<Field, unknown>>>
export type EntityRow = Row<EntityField>
export type RecordsRow = Row<RecordsField>
export type SearchRow = Row<SearchField>

/** The reply of every service; `ErrorCode` is blank on success. */
export interface Envelope {
  readonly IsSuccess: boolean
  readonly TotalCount: number
  readonly Message: string | null
  readonly ErrorCode: string | null
  readonly DataList: readonly unknown[]
}

/** @throws {ValueError} anything but the agreed envelope. */
export function readEnvelope(json: string): Envelope {
  const value: unknown = JSON.parse(json)
  if (!isObject(value) || typeof value.IsSuccess !== 'boolean')
    throw new ValueError(json, 'envelope')
  const { IsSuccess, DataList: rows = null, TotalCount: total = null } = value
  const Message = cellOf(value.Message)
  const ErrorCode = cellOf(value.ErrorCode)
  if (!IsSuccess) return { IsSuccess, Message, ErrorCode, TotalCount: 0, DataList: [] }
  if (!Array.isArray(rows)) throw new ValueError(json, 'DataList')
  if (!isCount(total)) throw new ValueError(total, 'TotalCount')
  return { IsSuccess, Message, ErrorCode, TotalCount: total, DataList: rows as unknown[] }
}

/** @throws {ValueError} not an object. */
export function readRow<Field extends string>(value: unknown): Row<Field> {
  if (!isObject(value)) throw new ValueError(value, 'row')
  return value as Row<Field>
}

/**
 * A cell as trimmed text; blanks, `null` and the exported `\N` are null.
 *
 * @throws {ValueError} an object, an array or a truth value.
 */
export function cellOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string' && typeof value !== 'number') throw new ValueError(value, 'cell')
  const text = String(value).trim()
  return text === '' || text === '\\N' ? null : text
}

/** A count sent as number or digits. @throws {ValueError} anything else. */
export function countOf(value: unknown): number {
  const count = Number(cellOf(value) ?? Number.NaN)
  if (!isCount(count)) throw new ValueError(value, 'count')
  return count
}

/** @throws {ValueError} no XML document, {@link XmlError} one that breaks the rules, another root. */
export function recordsIn(xml: unknown): readonly XmlElement[] {
  if (typeof xml !== 'string') throw new ValueError(xml, 'RecordXml')
  const root = parseXml(xml)
  if (root.name !== 'Records') throw new ValueError(root.name, 'RecordXml')
  return root.children
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
