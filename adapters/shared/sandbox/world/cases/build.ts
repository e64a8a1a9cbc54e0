/** Small words for writing cases: records of plainly fictitious entities, in the model's own terms. */
import { authorityOf, type Authority } from '../../../../../schemas/model/authority.ts'
import { knownCode } from '../../../../../schemas/model/coded.ts'
import { ENTITY_STATE_ZH, type EntityState } from '../../../../../schemas/model/entity-state.ts'
import {
  ENTITY_KIND_ZH,
  principalRoleOf,
  type EntityKind,
} from '../../../../../schemas/model/entity-type.ts'
import type { Province } from '../../../../../schemas/model/province.ts'
import {
  EMPTY_RECORD,
  type AbnormalListing,
  type Inspection,
  type Penalty,
  type Permit,
  type Registration,
  type RegistrationChange,
  type RegistryRecord,
  type SeriousViolationListing,
} from '../../../../../schemas/model/record.ts'
import type { CalendarDay } from '../../../../../schemas/model/time.ts'
import { makeUscc, type Uscc } from '../../../../../schemas/model/uscc.ts'

/** One case: what it shows, and which province holds what. */
export interface Case {
  readonly id: string
  /** What a reader should see. */
  readonly shows: string
  /** Null where the case is about entities without a code. */
  readonly uscc: Uscc | null
  readonly held: Readonly<Partial<Record<Province, readonly RegistryRecord[]>>>
}

export const day = (text: string): CalendarDay => text as CalendarDay

/** Codes of cases have the body `XC` (虚构案例) and a number. */
export function caseCode(first8: string, number: number): Uscc {
  return makeUscc(first8, `XC${String(number).padStart(6, '0')}`)
}

/** Real places; what they are said to have done to a fictitious entity is fictitious. */
export const AT = {
  shanghai: authorityOf('310000', '上海市市场监督管理局'),
  pudong: authorityOf('310115', '上海市浦东新区市场监督管理局'),
  suzhou: authorityOf('320500', '苏州市市场监督管理局'),
  nanjing: authorityOf('320100', '南京市市场监督管理局'),
  hangzhou: authorityOf('330100', '杭州市市场监督管理局'),
  xihu: authorityOf('330106', '杭州市西湖区市场监督管理局'),
  hefei: authorityOf('340100', '合肥市市场监督管理局'),
  wuhu: authorityOf('340200', '芜湖市市场监督管理局'),
  shenzhen: authorityOf('440300', '深圳市市场监督管理局'),
  national: authorityOf('100000', '国家市场监督管理总局'),
} as const

export const record = (part: Partial<RegistryRecord>): RegistryRecord => ({
  ...EMPTY_RECORD,
  ...part,
})

const TYPE_CODES: Partial<Record<EntityKind, string>> = {
  COMPANY: '1130',
  BRANCH: '2130',
  INDIVIDUAL_BUSINESS: '9500',
  JOINT_STOCK_COMPANY: '1210',
}

export function registration(
  authority: Authority,
  approvedOn: string,
  part: Partial<Registration> & { readonly kind?: EntityKind; readonly is?: EntityState } = {},
): Registration {
  const { kind = 'COMPANY', is = 'IN_OPERATION', ...rest } = part
  return {
    entityType: knownCode(kind, TYPE_CODES[kind] ?? '1190', ENTITY_KIND_ZH[kind]),
    state: knownCode(is, ENTITY_STATE_ZH[is]),
    principal: { role: principalRoleOf(kind), name: '虚构人甲' },
    capital: { fen: '100000000', currency: 'CNY' },
    establishedOn: day('2015-04-01'),
    approvedOn: day(approvedOn),
    termFrom: day('2015-04-01'),
    termTo: null,
    termOpenEnded: true,
    address: `${authority.name?.replace(/市场监督管理局$/, '') ?? ''}虚构路1号`,
    scope: '一般项目：虚构货物销售；虚构技术服务',
    industry: { code: '5199', edition: 'GB/T 4754-2017' },
    authority,
    movedOut: null,
    movedIn: null,
    ...rest,
  }
}

export function penalty(
  id: string,
  authority: Authority,
  decidedOn: string,
  part: Partial<Penalty> = {},
): Penalty {
  return {
    sourceId: id,
    authority,
    documentNumber: `虚构处罚〔${decidedOn.slice(0, 4)}〕${id}号`,
    violation: '虚构违法行为',
    legalBasis: '《虚构条例》第一条',
    kinds: [knownCode('FINE', '罚款')],
    content: '罚款人民币二千元（虚构）',
    fine: { fen: '200000', currency: 'CNY' },
    confiscated: null,
    decidedOn: day(decidedOn),
    publishedOn: day(decidedOn),
    publicityUntil: null,
    ...part,
  }
}

export function permit(id: string, authority: Authority, from: string): Permit {
  return {
    sourceId: id,
    authority,
    number: `虚构许${id}`,
    name: '虚构经营许可证',
    content: '虚构许可事项',
    validFrom: day(from),
    validTo: null,
    validOpenEnded: true,
  }
}

export function abnormal(
  id: string,
  authority: Authority,
  listedOn: string,
  part: Partial<AbnormalListing> = {},
): AbnormalListing {
  return {
    sourceId: id,
    authority,
    kind: 'LIST',
    reason: knownCode('NOT_REACHABLE', '4', '通过登记的住所或者经营场所无法联系'),
    listedOn: day(listedOn),
    removedOn: null,
    removalReason: null,
    removalAuthority: null,
    ...part,
  }
}

export function serious(
  id: string,
  authority: Authority,
  listedOn: string,
  part: Partial<SeriousViolationListing> = {},
): SeriousViolationListing {
  return {
    sourceId: id,
    authority,
    reason: '虚构严重违法情形',
    documentNumber: `虚构列严〔${listedOn.slice(0, 4)}〕${id.replace(/[a-z]+$/, '')}号`,
    listedOn: day(listedOn),
    removedOn: null,
    removalReason: null,
    removalAuthority: null,
    ...part,
  }
}

export function inspection(id: string, authority: Authority, on: string): Inspection {
  return {
    sourceId: id,
    authority,
    kind: '双随机抽查',
    inspectedOn: day(on),
    result: '未发现问题（虚构）',
  }
}

export function change(id: string, authority: Authority, on: string): RegistrationChange {
  return {
    sourceId: id,
    authority,
    item: '住所变更',
    before: '虚构旧路1号',
    after: '虚构路1号',
    changedOn: day(on),
  }
}
