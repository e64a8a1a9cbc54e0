/**
 * The pretend registry's own tables: what it writes for each word of the model. Kept apart from the
 * adapter's, so that a mistake in one is not repeated by the other. The first row of a word is the
 * one that is written when the data brings no code of this source.
 */
import type { Coded } from '../../schemas/model/coded.ts'
import type { EntityKind, PrincipalRole } from '../../schemas/model/entity-type.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import type { AbnormalReason, PenaltyKind } from '../../schemas/model/record.ts'

type Rows<T> = readonly (readonly [word: T, code: string, text: string])[]

export interface WrittenCode {
  readonly code: string
  readonly text: string | null
}

export const ENTITY_TYPES: Rows<EntityKind> = [
  ['COMPANY', '1130', '有限责任公司（自然人投资或控股）'],
  ['COMPANY', '1110', '有限责任公司（国有独资）'],
  ['COMPANY', '1151', '有限责任公司（自然人独资）'],
  ['JOINT_STOCK_COMPANY', '1229', '其他股份有限公司（非上市）'],
  ['JOINT_STOCK_COMPANY', '1210', '股份有限公司（上市）'],
  ['BRANCH', '2130', '有限责任公司分公司'],
  ['NON_COMPANY_LEGAL_PERSON', '3200', '集体所有制'],
  ['PARTNERSHIP', '4533', '有限合伙企业'],
  ['PARTNERSHIP', '4531', '普通合伙企业'],
  ['SOLE_PROPRIETORSHIP', '4540', '个人独资企业'],
  ['FOREIGN_INVESTED', '5100', '有限责任公司（外商投资）'],
  ['HMT_INVESTED', '6100', '有限责任公司（港澳台投资）'],
  ['FOREIGN_ENTERPRISE', '7100', '外国（地区）公司分支机构'],
  ['REPRESENTATIVE_OFFICE', '7200', '外国（地区）企业常驻代表机构'],
  ['GROUP', '8000', '企业集团'],
  ['COOPERATIVE', '9100', '农民专业合作社'],
  ['INDIVIDUAL_BUSINESS', '9600', '个体工商户'],
  ['OTHER', '9900', '其他'],
]

export const STATES: Rows<EntityState> = [
  ['IN_OPERATION', '1', '存续（在营、开业、在册）'],
  ['REVOKED', '2', '吊销，未注销'],
  ['DEREGISTERED', '3', '注销'],
  ['MOVED_OUT', '4', '迁出'],
  ['REVOKED_DEREGISTERED', '5', '吊销，已注销'],
  ['ANNULLED', '6', '撤销登记'],
  ['SUSPENDED', '7', '停业'],
  ['DORMANT', '8', '歇业'],
  ['LIQUIDATING', '9', '清算中'],
  ['DEREGISTRATION_PLANNED', '10', '拟注销'],
  ['ORDERED_TO_CLOSE', '11', '责令关闭'],
]

export const PENALTY_KINDS: Rows<PenaltyKind> = [
  ['WARNING', '1', '警告'],
  ['FINE', '2', '罚款'],
  ['CONFISCATION', '3', '没收违法所得、没收非法财物'],
  ['RESTRICTION', '4', '责令停产停业'],
  ['QUALIFICATION', '5', '暂扣或者吊销许可证件'],
  ['DETENTION', '6', '行政拘留'],
  ['OTHER', '7', '其他'],
]

export const ABNORMAL_REASONS: Rows<AbnormalReason> = [
  ['NO_ANNUAL_REPORT', '1', '未按规定公示年度报告'],
  ['INFORMATION_NOT_PUBLISHED', '2', '未在责令的期限内公示有关企业信息'],
  ['FALSE_INFORMATION', '3', '公示企业信息隐瞒真实情况、弄虚作假'],
  ['NOT_REACHABLE', '4', '通过登记的住所或者经营场所无法联系'],
]

export const PRINCIPAL_ROLES: Readonly<Record<PrincipalRole, string>> = {
  LEGAL_REPRESENTATIVE: '1',
  MANAGING_PARTNER: '2',
  INVESTOR: '3',
  OPERATOR: '4',
  PERSON_IN_CHARGE: '5',
}

/** ISO 4217 numbers and the words beside them; any other currency is written in letters. */
export const CURRENCIES: Readonly<Record<string, readonly [code: string, text: string]>> = {
  CNY: ['156', '人民币'],
  USD: ['840', '美元'],
  EUR: ['978', '欧元'],
  HKD: ['344', '港元'],
  JPY: ['392', '日元'],
  GBP: ['826', '英镑'],
  SGD: ['702', '新加坡元'],
}

/** What the registry writes for a value. Codes that no table knows are written as they are. */
export function writtenOf<T extends string>(rows: Rows<T>, value: Coded<T>): WrittenCode {
  const ofWord = rows.filter(([word]) => value.known && word === value.code)
  const row = ofWord.find(([, code]) => code === value.sourceCode) ?? ofWord[0]
  if (row === undefined) return { code: value.sourceCode, text: value.sourceText }
  return { code: row[1], text: row[2] }
}
