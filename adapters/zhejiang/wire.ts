/**
 * What the Zhejiang gateway sends: services, envelope and rows, with the registry's own names.
 * Every cell may be a text, a number, null or missing; wire-cells.ts reads them.
 */

/** Paths as the gateway publishes them; the number is the service, the last part the data set. */
export const SERVICES = {
  /** `uniscId`: up to 100 codes, comma separated. One row an entity, each list up to {@link LIST_ROWS}. */
  base: '/gateway/api/330000101/dataSharing/compBaseInfo.htm',
  /** Further rows of one list of one entity: `uniscId`, `mainIdentiId`, `listName`, `pageNum`, `pageSize`. */
  list: '/gateway/api/330000102/dataSharing/compListInfo.htm',
  /** `compNm`, `legalRepre`, `optState`, `pageNum`, `pageSize`. */
  search: '/gateway/api/330000103/dataSharing/compSearch.htm',
} as const

/** Rows of a list that come with the base row, and rows of a page of the list service. */
export const LIST_ROWS = 100
export const MAX_CODES = 100

export type Cell = string | number | null | undefined
type Row<Name extends string> = { readonly [N in Name]?: Cell }

/** `code` is the text "00" on success. `dataCount` counts all rows there are, `datas` those sent. */
export interface Envelope<R> {
  readonly code: string
  readonly msg: string
  readonly dataCount: number
  readonly datas: readonly R[]
}

export interface ListPart<R> {
  readonly dataCount: number
  readonly datas: readonly R[]
}

type BaseCells = Row<
  | 'MAIN_IDENTI_ID' // pripid
  | 'UNI_SOCIAL_CRD_CD'
  | 'REG_NO'
  | 'COMP_NM'
  | 'REG_FLG' // 1 registered here, 0 only decisions are gathered here
  | 'ENT_TYPE'
  | 'ENT_TYPE_NM'
  | 'OPT_STATE'
  | 'OPT_STATE_NM'
  | 'LEGAL_REPRE'
  | 'REPRE_KIND'
  | 'REG_CAPT' // 万元 of CAPT_KIND
  | 'CAPT_KIND' // numeric currency, or a text such as 人民币元
  | 'EST_DT'
  | 'APPR_DT'
  | 'OPT_FROM'
  | 'OPT_TO'
  | 'ADDR'
  | 'OPT_SCOP'
  | 'INDUSTRY_CD'
  | 'INDUSTRY_STD'
  | 'REG_ORG_CD'
  | 'REG_ORG_NM'
  | 'MOVE_OUT_FLG'
  | 'MOVE_OUT_ORG_CD'
  | 'MOVE_OUT_ORG_NM'
  | 'MOVE_OUT_DT'
  | 'MOVE_OUT_FILE_DT'
  | 'MOVE_IN_FLG'
  | 'MOVE_IN_ORG_CD'
  | 'MOVE_IN_ORG_NM'
  | 'MOVE_IN_DT'
  | 'MOVE_IN_FILE_DT'
  | 'HEAD_FLG'
  | 'HEAD_UNI_SOCIAL_CRD_CD'
  | 'HEAD_COMP_NM'
>

/** 法人基础信息, with the beginning of every list. */
export interface BaseRow extends BaseCells, Lists {
  /** 曾用名, oldest first. */
  readonly FORMER_NMS?: readonly string[] | null
}

export interface Lists {
  readonly permitList: ListPart<PermitRow>
  readonly punishList: ListPart<PunishRow>
  readonly abnormalList: ListPart<AbnormalRow>
  readonly seriousList: ListPart<SeriousRow>
  readonly sxbzxrList: ListPart<DebtorRow>
  readonly checkList: ListPart<CheckRow>
  readonly alterList: ListPart<AlterRow>
  readonly branchList: ListPart<BranchRow>
}

/** 行政许可. */
export type PermitRow = Row<
  | 'PERMIT_ID'
  | 'PERMIT_NO'
  | 'PERMIT_NM'
  | 'PERMIT_CONTENT'
  | 'VALID_FROM'
  | 'VALID_TO'
  | 'PERMIT_ORG_CD'
  | 'PERMIT_ORG_NM'
>

/** 行政处罚决定, in the names of the decision table. */
export interface PunishRow extends Row<
  | 'punishid'
  | 'writnumber'
  | 'extend_1' // violation
  | 'lawbasis'
  | 'extend_4' // kinds, separated by semicolons
  | 'punishcontent'
  | 'punishmoney' // 元
  | 'confiscatemoney' // 元
  | 'moneykind' // numeric currency of both; missing: 156
  | 'punishdecidetime'
  | 'publishtime'
  | 'publicdeadline'
  | 'punishdept_code'
  | 'punishdept'
  | 'cf_sjlydm'
  | 'cf_sjly'
> {
  /** Kinds with code and text; where present it counts and `extend_4` is for reading only. */
  readonly extend_4_list?: readonly Row<'dm' | 'mc'>[] | null
}

/** 经营异常名录 and 经营异常状态. */
export type AbnormalRow = Row<
  | 'ABN_ID'
  | 'ABN_KIND' // 1 list, 2 mark
  | 'SPE_CAUSE_CD' // 1–4; older rows have the text alone
  | 'SPE_CAUSE'
  | 'ABN_DT'
  | 'DEC_ORG_CD'
  | 'DEC_ORG_NM'
  | 'REM_DT'
  | 'REM_EXCP_RES'
  | 'RE_DEC_ORG_CD'
  | 'RE_DEC_ORG_NM'
>

/** 严重违法失信名单. */
export type SeriousRow = Row<
  | 'ILL_ID'
  | 'SER_ILL_REA'
  | 'WRIT_NO'
  | 'ABN_DT'
  | 'DEC_ORG_CD'
  | 'DEC_ORG_NM'
  | 'REM_DT'
  | 'REM_EXCP_RES'
  | 'RE_DEC_ORG_CD'
  | 'RE_DEC_ORG_NM'
>

/** 失信被执行人, columns in pinyin initials. */
export type DebtorRow = Row<
  | 'sxid'
  | 'bzxrmc' // 被执行人名称
  | 'fydm' // 法院代码
  | 'fymc' // 法院名称
  | 'ah' // 案号
  | 'zxyjwh' // 执行依据文号
  | 'zczxyjdw' // 作出执行依据单位
  | 'larq' // 立案日期
  | 'fbrq' // 发布日期
  | 'sxflwsqdyw' // 生效法律文书确定义务
  | 'bzxrlxqk' // 被执行人履行情况
  | 'sxbzxrxwqk' // 失信被执行人行为情况
>

/** 抽查检查. */
export type CheckRow = Row<
  'INS_ID' | 'INS_TYPE' | 'INS_DATE' | 'INS_RES' | 'INS_AUTH_CD' | 'INS_AUTH_NM'
>

/** 变更登记. */
export type AlterRow = Row<
  'ALT_ID' | 'ALT_ITEM' | 'ALT_BE' | 'ALT_AF' | 'ALT_DATE' | 'ALT_ORG_CD' | 'ALT_ORG_NM'
>

/** 分支机构. */
export type BranchRow = Row<
  'BR_UNI_SOCIAL_CRD_CD' | 'BR_REG_NO' | 'BR_NM' | 'BR_REG_ORG_CD' | 'BR_REG_ORG_NM'
>

export type SearchRow = Row<'MAIN_IDENTI_ID' | 'UNI_SOCIAL_CRD_CD' | 'REG_NO' | 'COMP_NM'>

/** Names of the lists, as `listName` of the list service takes them. */
export const LIST_NAMES = [
  'permitList',
  'punishList',
  'abnormalList',
  'seriousList',
  'sxbzxrList',
  'checkList',
  'alterList',
  'branchList',
] as const
export type ListName = (typeof LIST_NAMES)[number]
