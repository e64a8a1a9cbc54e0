/**
 * What Jiangsu's registry puts on the wire: an envelope of rows with upper-case column names, every
 * value a text. Columns marked † stand in a published source (README.md), the others are this
 * project's own. Nothing of a row is trusted before {@link textOf} has looked at it.
 */
import { ValueError } from '../../schemas/model/value-error.ts'

export interface Envelope {
  /** `0` for success. */
  readonly code: string
  readonly message: string
  /** Rows there are in all; `items` holds the page that was asked for. */
  readonly total: number
  readonly items: readonly Row[]
  /** Of `queryCorpRecords`: whose records these are. */
  readonly triple: Triple | null
}

/** A row before its columns are looked at. */
export type Row = Readonly<Record<string, unknown>>

/** The registry's key of one entity in one office. */
export interface Triple {
  readonly ID: string
  readonly ORG: string
  readonly SEQ_ID: string
}

/** Columns of `queryCorpBase`. */
export type BaseColumn =
  | keyof Triple // † all three
  | 'RECORD_COUNT' // rows that queryCorpRecords has
  | 'REG_FLAG' // 1 registered here; 0 this registry only holds decisions
  | 'CORP_NAME' // †
  | 'USED_NAMES' // former names, a list of texts
  | 'UNI_SCID'
  | 'REG_NO' // † the credit code stands here too where UNI_SCID is blank
  | 'ECON_KIND'
  | 'ZJ_ECON_KIND' // † text of the entity type
  | 'CORP_STATUS_CODE'
  | 'CORP_STATUS' // † text
  | 'OPER_MAN_NAME' // †
  | 'OPER_MAN_TITLE' // 法定代表人, 经营者 …; blank where the type tells
  | 'REG_CAPI' // † `1000万元人民币`
  | 'START_DATE' // † established
  | 'CHECK_DATE' // † approved
  | 'FARE_TERM_START' // †
  | 'FARE_TERM_END' // † a day, `长期`, or blank: not stated
  | 'ADDR' // †
  | 'FARE_SCOPE' // †
  | 'TRADE_CODE'
  | 'TRADE_EDITION' // 2017, or blank
  | 'BELONG_ORG_CODE'
  | 'BELONG_ORG' // † registering authority
  | `MOVE_${'OUT' | 'IN'}_${'FLAG' | 'ORG_CODE' | 'ORG' | 'DATE' | 'FILE_DATE'}`
  | `PARENT_${'FLAG' | 'UNI_SCID' | 'CORP_NAME'}`

export type BaseRow = Readonly<Partial<Record<BaseColumn, unknown>>>

/** RECORD_KIND: 许可, 处罚, 异常, 严重违法, 失信被执行人, 检查, 变更, 分支. */
export type RecordKind = 'XK' | 'CF' | 'YC' | 'YZ' | 'SX' | 'JC' | 'BG' | 'FZ'

/** Columns of `queryCorpRecords`: one table for all kinds, each kind fills its own columns. */
export type RecordColumn =
  | 'RECORD_KIND'
  | 'RECORD_ID'
  | 'DEC_ORG' // the authority's code
  | 'DEC_ORG_CN'
  | 'XK_XKBH' // XK
  | 'XK_XKZS'
  | 'XK_NR'
  | 'XK_YXQZ'
  | 'XK_YXQX' // a day, `长期` or blank
  | 'CF_WSH' // CF † these are the columns of 双公示
  | 'CF_WFXW' // †
  | 'CF_YJ' // †
  | 'CF_CFLB' // † here a list of codes, with CF_CFLB_CN beside it; elsewhere one text `罚款;警告`
  | 'CF_CFLB_CN'
  | 'CF_NR' // †
  | 'CF_NR_FK' // † 万元
  | 'CF_NR_FK_BZ' // currency, blank for 人民币
  | 'CF_NR_WFFF' // † 万元
  | 'CF_NR_WFFF_BZ'
  | 'CF_JDRQ' // †
  | 'CF_GSRQ'
  | 'CF_GSJZQ' // †
  | 'ABN_KIND' // YC: 1 list, 2 mark
  | 'SPE_CAUSE'
  | 'SPE_CAUSE_CN'
  | 'ABN_TIME' // YC, YZ
  | 'REM_DATE'
  | 'REM_EXCP_RES_CN'
  | 'RE_DEC_ORG'
  | 'RE_DEC_ORG_CN'
  | 'SER_ILL_REA_CN' // YZ
  | 'DOC_NO'
  | 'CASE_CODE' // SX † in the court's feed, in other letters; DEC_ORG is the court
  | 'GIST_ID'
  | 'GIST_UNIT'
  | 'REG_DATE' // yyyyMMdd
  | 'PUBLISH_DATE' // 2024年03月05日
  | 'DUTY'
  | 'PERFORMANCE'
  | 'DISRUPT_TYPE_NAME'
  | 'INS_TYPE_CN' // JC
  | 'INS_DATE'
  | 'INS_RES_CN'
  | 'CHANGE_ITEM_NAME' // BG †
  | 'OLD_CONTENT' // †
  | 'NEW_CONTENT' // †
  | 'CHANGE_DATE' // †
  | 'CORP_NAME' // FZ; DEC_ORG is the branch's registrar
  | 'UNI_SCID'
  | 'REG_NO'

export type RecordRow = Readonly<Partial<Record<RecordColumn, unknown>>>

/** Columns of `queryCorpList`. */
export type ListColumn = 'CORP_NAME' | 'UNI_SCID' | 'REG_NO'
export type ListRow = Readonly<Partial<Record<ListColumn, unknown>>>

/** @throws {Error} not JSON, or not the envelope. */
export function parseEnvelope(json: string): Envelope {
  const value: unknown = JSON.parse(json)
  if (!isRow(value)) throw new ValueError(value, 'envelope')
  const { RESULT_CODE: code, RESULT_MSG: message, TOTAL, items = [] } = value
  if (typeof code !== 'string') throw new ValueError(code, 'RESULT_CODE')
  if (!Array.isArray(items)) throw new ValueError(items, 'items')
  const total = code === '0' ? Number(TOTAL) : 0
  if (!Number.isSafeInteger(total) || total < items.length) throw new ValueError(TOTAL, 'TOTAL')
  if (!items.every(isRow)) throw new ValueError(items, 'items')
  const triple = 'SEQ_ID' in value ? tripleOf(value) : null
  return { code, message: String(message), total, items, triple }
}

/** @throws {ValueError} one of the three is missing. */
export function tripleOf(row: Row): Triple {
  const [ID, ORG, SEQ_ID] = [textOf(row.ID), textOf(row.ORG), textOf(row.SEQ_ID)]
  if (ID === null || ORG === null || SEQ_ID === null) throw new ValueError(row, 'ID, ORG, SEQ_ID')
  return { ID, ORG, SEQ_ID }
}

/**
 * A column's text without surrounding blanks; blank, `\N`, null and absent are all null.
 *
 * @throws {ValueError} neither text nor number.
 */
export function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') throw new ValueError(value, 'column')
  const text = value.trim()
  return text === '' || text === '\\N' ? null : text
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
