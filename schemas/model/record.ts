/**
 * What one registry (登记机关的业务系统) states about one entity, in the federation's own words.
 * Adapters produce it, the gateway merges it. Plain JSON data: it is cached and compared as such.
 *
 * Lists are complete as of the answer. `null` means that the registry does not say.
 */
import type { Authority } from './authority.ts'
import type { Coded } from './coded.ts'
import type { EntityKind, PrincipalRole } from './entity-type.ts'
import type { EntityState } from './entity-state.ts'
import type { Money } from './money.ts'
import type { CalendarDay } from './time.ts'
import type { Uscc } from './uscc.ts'

/** One entity in one registry. */
export interface RegistryRecord {
  /** 统一社会信用代码. Null only for entities known by registration number alone. */
  readonly uscc: Uscc | null
  /** 15-digit 注册号, when the registry still keeps one. */
  readonly registrationNumber: string | null
  readonly name: string | null
  readonly formerNames: readonly string[]
  /** Null when this registry never registered the entity and only holds decisions about it. */
  readonly registration: Registration | null
  readonly permits: readonly Permit[]
  readonly penalties: readonly Penalty[]
  readonly abnormalListings: readonly AbnormalListing[]
  readonly seriousViolationListings: readonly SeriousViolationListing[]
  readonly dishonestDebtorListings: readonly DishonestDebtorListing[]
  readonly inspections: readonly Inspection[]
  readonly changes: readonly RegistrationChange[]
  readonly branches: readonly Branch[]
  /** 隶属企业: the head office, when this entity is a branch. */
  readonly headOffice: { readonly uscc: Uscc | null; readonly name: string | null } | null
  /** Codes no table knows: kept here, shown in `sources`, counted in a metric; never dropped. */
  readonly unknownCodes: readonly UnknownCode[]
}

/** `field` is the model's path, e.g. `registration.state`; `value` as the registry sent it, 64 characters at most. */
export interface UnknownCode {
  readonly field: string
  readonly value: string
}

/** 登记信息. */
export interface Registration {
  readonly entityType: Coded<EntityKind>
  readonly state: Coded<EntityState>
  readonly principal: Principal | null
  /** 注册资本 (出资额, 资金数额). */
  readonly capital: Money | null
  /** 成立日期. */
  readonly establishedOn: CalendarDay | null
  /** 核准日期: day of the latest approved registration. It decides who the registrar is. */
  readonly approvedOn: CalendarDay | null
  /** 营业期限自. */
  readonly termFrom: CalendarDay | null
  /** 营业期限至. Null with `termOpenEnded: true` is 长期; null with false is "not stated". */
  readonly termTo: CalendarDay | null
  readonly termOpenEnded: boolean
  /** 住所 (经营场所, 主要经营场所). */
  readonly address: string | null
  /** 经营范围. */
  readonly scope: string | null
  /** 行业代码 and the edition it belongs to; the same letter means other things in the 2002 edition. */
  readonly industry: {
    readonly code: string
    readonly edition: 'GB/T 4754-2017' | 'UNKNOWN'
  } | null
  /** 登记机关 as this registry names it. */
  readonly authority: Authority | null
  /** 迁出: where to, when this registry says so. */
  readonly movedOut: Relocation | null
  /** 迁入: where from, when this registry says so. */
  readonly movedIn: Relocation | null
}

/** 迁移: `authority` is the other side; `on` the approval of the move; `fileHandedOverOn` the paper file (档案). */
export interface Relocation {
  readonly authority: Authority | null
  readonly on: CalendarDay | null
  readonly fileHandedOverOn: CalendarDay | null
}

/** 法定代表人 / 执行事务合伙人 / 投资人 / 经营者 / 负责人, by entity type. */
export interface Principal {
  readonly role: PrincipalRole
  readonly name: string
}

/** What every decision carries. `authority` is who decided, which is mostly not the registry that reports it. */
export interface DecisionBase {
  /** The registry's own identifier of this row. */
  readonly sourceId: string | null
  readonly authority: Authority | null
}

/** 行政许可. */
export interface Permit extends DecisionBase {
  readonly number: string | null
  readonly name: string | null
  readonly content: string | null
  readonly validFrom: CalendarDay | null
  readonly validTo: CalendarDay | null
  readonly validOpenEnded: boolean
}

export type PenaltyKind =
  | 'WARNING' // 警告、通报批评
  | 'FINE' // 罚款
  | 'CONFISCATION' // 没收违法所得、没收非法财物
  | 'QUALIFICATION' // 暂扣许可证件、降低资质等级、吊销许可证件
  | 'RESTRICTION' // 限制开展生产经营活动、责令停产停业、责令关闭、限制从业
  | 'DETENTION' // 行政拘留
  | 'OTHER'

/** 行政处罚. Kinds: the six groups of 行政处罚法 art. 9. */
export interface Penalty extends DecisionBase {
  /** 行政处罚决定书文号. */
  readonly documentNumber: string | null
  /** 违法行为类型. */
  readonly violation: string | null
  /** 处罚依据. */
  readonly legalBasis: string | null
  readonly kinds: readonly Coded<PenaltyKind>[]
  readonly content: string | null
  readonly fine: Money | null
  readonly confiscated: Money | null
  readonly decidedOn: CalendarDay | null
  readonly publishedOn: CalendarDay | null
  readonly publicityUntil: CalendarDay | null
}

/** 列入经营异常名录的四种情形, 企业信息公示暂行条例. */
export type AbnormalReason =
  'NO_ANNUAL_REPORT' | 'INFORMATION_NOT_PUBLISHED' | 'FALSE_INFORMATION' | 'NOT_REACHABLE'

/** 经营异常名录 (LIST) or, for individual businesses, 经营异常状态标记 (MARK). Not dishonesty. */
export interface AbnormalListing extends DecisionBase {
  readonly kind: 'LIST' | 'MARK'
  readonly reason: Coded<AbnormalReason>
  readonly listedOn: CalendarDay | null
  readonly removedOn: CalendarDay | null
  readonly removalReason: string | null
  /** 移出决定机关, where it differs from the listing authority. */
  readonly removalAuthority: Authority | null
}

/** 严重违法失信名单. */
export interface SeriousViolationListing extends DecisionBase {
  readonly reason: string | null
  readonly documentNumber: string | null
  readonly listedOn: CalendarDay | null
  readonly removedOn: CalendarDay | null
  readonly removalReason: string | null
  readonly removalAuthority: Authority | null
}

/** 失信被执行人 (court feed). `authority` is the enforcing court. */
export interface DishonestDebtorListing extends DecisionBase {
  /** 执行案号. */
  readonly caseNumber: string | null
  /** 执行依据文号. */
  readonly basisNumber: string | null
  readonly basisUnit: string | null
  readonly filedOn: CalendarDay | null
  readonly publishedOn: CalendarDay | null
  readonly duty: string | null
  /** 履行情况. */
  readonly performance: string | null
  /** 失信行为情形. */
  readonly conduct: string | null
}

/** 抽查检查 (双随机) and other inspections; `kind` as the registry names it. */
export interface Inspection extends DecisionBase {
  readonly kind: string | null
  readonly inspectedOn: CalendarDay | null
  readonly result: string | null
}

/** 变更登记. */
export interface RegistrationChange extends DecisionBase {
  readonly item: string | null
  readonly before: string | null
  readonly after: string | null
  readonly changedOn: CalendarDay | null
}

/** 分支机构. */
export interface Branch {
  readonly uscc: Uscc | null
  readonly registrationNumber: string | null
  readonly name: string | null
  readonly authority: Authority | null
}

/** The list sections of a record, in the order of the graph. */
export const SECTIONS = [
  'permits',
  'penalties',
  'abnormalListings',
  'seriousViolationListings',
  'dishonestDebtorListings',
  'inspections',
  'changes',
  'branches',
] as const satisfies readonly (keyof RegistryRecord)[]
export type Section = (typeof SECTIONS)[number]

/** A record that states nothing yet; adapters and the sandbox spread it. */
export const EMPTY_RECORD: RegistryRecord = {
  uscc: null,
  registrationNumber: null,
  name: null,
  formerNames: [],
  registration: null,
  permits: [],
  penalties: [],
  abnormalListings: [],
  seriousViolationListings: [],
  dishonestDebtorListings: [],
  inspections: [],
  changes: [],
  branches: [],
  headOffice: null,
  unknownCodes: [],
}
