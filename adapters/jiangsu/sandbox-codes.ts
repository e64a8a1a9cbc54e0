/**
 * The registry's own side of its code tables, written apart from codes.ts on purpose: a table both
 * sides shared could hide a mistake from every test.
 */
import type { Coded } from '../../schemas/model/coded.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import type { EntityKind, PrincipalRole } from '../../schemas/model/entity-type.ts'
import type { AbnormalReason, PenaltyKind } from '../../schemas/model/record.ts'

/** Code and text of one row of a table. */
type Entry = readonly [code: string, text: string]

export const STATUS: Readonly<Record<EntityState, Entry>> = {
  IN_OPERATION: ['01', '在业'],
  DORMANT: ['02', '歇业'],
  SUSPENDED: ['03', '停业'],
  LIQUIDATING: ['04', '清算中'],
  DEREGISTRATION_PLANNED: ['05', '拟注销'],
  REVOKED: ['06', '吊销，未注销'],
  REVOKED_DEREGISTERED: ['07', '吊销，已注销'],
  ORDERED_TO_CLOSE: ['08', '责令关闭'],
  DEREGISTERED: ['09', '注销'],
  ANNULLED: ['10', '撤销登记'],
  MOVED_OUT: ['11', '迁出'],
  UNKNOWN: ['99', '未知'],
}

export const ECON_KIND: Readonly<Record<EntityKind, Entry>> = {
  COMPANY: ['1130', '有限责任公司(自然人投资或控股)'],
  JOINT_STOCK_COMPANY: ['1219', '股份有限公司(非上市)'],
  BRANCH: ['2130', '有限责任公司分公司'],
  NON_COMPANY_LEGAL_PERSON: ['3100', '全民所有制'],
  PARTNERSHIP: ['4533', '有限合伙企业'],
  SOLE_PROPRIETORSHIP: ['4540', '个人独资企业'],
  FOREIGN_INVESTED: ['5110', '有限责任公司(外商合资)'],
  HMT_INVESTED: ['6110', '有限责任公司(港澳台与境内合资)'],
  FOREIGN_ENTERPRISE: ['7100', '外国(地区)企业在中国境内从事经营活动'],
  REPRESENTATIVE_OFFICE: ['7200', '外国(地区)企业常驻代表机构'],
  GROUP: ['8000', '企业集团'],
  COOPERATIVE: ['9100', '农民专业合作社'],
  INDIVIDUAL_BUSINESS: ['9600', '个体工商户'],
  OTHER: ['9900', '其他'],
  UNKNOWN: ['0000', '未知'],
}

/** Codes of ECON_KIND beside the one above, where a kind has several. */
const MORE_KINDS: Readonly<Partial<Record<EntityKind, RegExp>>> = {
  COMPANY: /^(?:1000|11\d\d)$/,
  JOINT_STOCK_COMPANY: /^12[0-2]\d$/,
  BRANCH: /^(?:2\d{3}|9200)$/,
  NON_COMPANY_LEGAL_PERSON: /^3[0-5]\d\d$/,
  PARTNERSHIP: /^453\d$/,
  FOREIGN_INVESTED: /^5\d{3}$/,
  HMT_INVESTED: /^6\d{3}$/,
  REPRESENTATIVE_OFFICE: /^72\d\d$/,
  FOREIGN_ENTERPRISE: /^7[013-9]\d\d$/,
}

/** As {@link writtenAs}, for the one table in which a kind has several codes. */
export function kindWrittenAs(coded: Coded<EntityKind>): readonly [code: string, text: string] {
  if (coded.known && MORE_KINDS[coded.code]?.test(coded.sourceCode)) {
    return [coded.sourceCode, coded.sourceText ?? '']
  }
  return writtenAs<EntityKind>(ECON_KIND, coded)
}

export const CAUSE: Readonly<Record<AbnormalReason, Entry>> = {
  NO_ANNUAL_REPORT: ['1', '未依照规定的期限公示年度报告的'],
  INFORMATION_NOT_PUBLISHED: ['2', '未在责令的期限内公示有关企业信息的'],
  FALSE_INFORMATION: ['3', '公示企业信息隐瞒真实情况、弄虚作假的'],
  NOT_REACHABLE: ['4', '通过登记的住所或者经营场所无法联系的'],
}

export const PENALTY: Readonly<Record<PenaltyKind, Entry>> = {
  WARNING: ['1', '警告、通报批评'],
  FINE: ['2', '罚款'],
  CONFISCATION: ['3', '没收违法所得、没收非法财物'],
  QUALIFICATION: ['4', '暂扣许可证件、降低资质等级、吊销许可证件'],
  RESTRICTION: ['5', '限制开展生产经营活动、责令停产停业'],
  DETENTION: ['6', '行政拘留'],
  OTHER: ['9', '其他'],
}

export const TITLE: Readonly<Record<PrincipalRole, string>> = {
  LEGAL_REPRESENTATIVE: '法定代表人',
  MANAGING_PARTNER: '执行事务合伙人',
  INVESTOR: '投资人',
  OPERATOR: '经营者',
  PERSON_IN_CHARGE: '负责人',
}

const CURRENCY: Readonly<Record<string, string>> = {
  CNY: '元人民币',
  USD: '美元',
  EUR: '欧元',
  HKD: '港元',
  JPY: '日元',
  GBP: '英镑',
}

/** The unit behind a number of 万元: `万元人民币`, `万美元`; ISO letters for the rarer ones. */
export function unitOf(currency: string): string {
  return `万${CURRENCY[currency] ?? currency}`
}

/** The state of a CORP_STATUS_CODE, to search by. */
export function stateOfStatus(code: string): EntityState | null {
  const found = Object.entries(STATUS).find(([, entry]) => entry[0] === code)
  return found === undefined ? null : (found[0] as EntityState)
}

/**
 * How this registry writes a value: as given where it is the registry's own code for it, or nobody's
 * (`known: false`); by its own table otherwise.
 */
export function writtenAs<T extends string>(
  table: Readonly<Record<T, Entry>>,
  coded: Coded<T>,
): readonly [code: string, text: string] {
  const given = [coded.sourceCode, coded.sourceText ?? ''] as const
  if (!coded.known) return given
  const own = (table as Readonly<Record<string, Entry>>)[coded.code]
  return own === undefined || own[0] === coded.sourceCode ? given : own
}
