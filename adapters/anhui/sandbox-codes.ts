/**
 * The pretend registry's own vocabularies, written down a second time on purpose: a table shared
 * with the adapter would hide a mistake that both make.
 */
import type { Coded } from '../../schemas/model/coded.ts'
import type { EntityKind } from '../../schemas/model/entity-type.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import type { PrincipalRole } from '../../schemas/model/entity-type.ts'
import type { AbnormalReason, PenaltyKind } from '../../schemas/model/record.ts'

/** A value as it goes out: code and text; a text that stands alone has no code. */
export interface CodeCells {
  readonly code: string
  readonly text: string
}

type Table<T extends string> = Readonly<Record<Exclude<T, 'UNKNOWN'>, CodeCells>>

export const ENTITY_TYPES: Table<EntityKind> = {
  COMPANY: { code: '1130', text: '有限责任公司(自然人投资或控股)' },
  JOINT_STOCK_COMPANY: { code: '1219', text: '其他股份有限公司(上市)' },
  BRANCH: { code: '2130', text: '有限责任公司分公司(自然人投资或控股)' },
  NON_COMPANY_LEGAL_PERSON: { code: '3200', text: '集体所有制' },
  PARTNERSHIP: { code: '4533', text: '有限合伙企业' },
  SOLE_PROPRIETORSHIP: { code: '4540', text: '个人独资企业' },
  FOREIGN_INVESTED: { code: '5130', text: '有限责任公司(外国法人独资)' },
  HMT_INVESTED: { code: '6130', text: '有限责任公司(台港澳法人独资)' },
  FOREIGN_ENTERPRISE: { code: '7100', text: '外国(地区)企业在中国境内从事经营活动' },
  REPRESENTATIVE_OFFICE: { code: '7200', text: '外国(地区)企业常驻代表机构' },
  GROUP: { code: '8000', text: '企业集团' },
  COOPERATIVE: { code: '9100', text: '农民专业合作社' },
  INDIVIDUAL_BUSINESS: { code: '9500', text: '个体工商户' },
  OTHER: { code: '9900', text: '其他' },
}

/** `dmms`: states go out as text alone. The empty code is what the published sample shows. */
export const STATES: Table<EntityState> = {
  IN_OPERATION: { code: '', text: '存续（在营、开业、在册）' },
  DORMANT: { code: '', text: '歇业' },
  SUSPENDED: { code: '', text: '停业' },
  LIQUIDATING: { code: '', text: '清算中' },
  DEREGISTRATION_PLANNED: { code: '', text: '拟注销' },
  REVOKED: { code: '', text: '吊销,未注销' },
  REVOKED_DEREGISTERED: { code: '', text: '吊销,已注销' },
  ORDERED_TO_CLOSE: { code: '', text: '责令关闭' },
  DEREGISTERED: { code: '', text: '注销' },
  ANNULLED: { code: '', text: '撤销登记' },
  MOVED_OUT: { code: '', text: '已迁出企业' },
}

/** The texts a search may filter by. */
export const STATE_FILTERS: Readonly<Record<string, EntityState>> = {
  '存续（在营、开业、在册）': 'IN_OPERATION',
  歇业: 'DORMANT',
  停业: 'SUSPENDED',
  清算中: 'LIQUIDATING',
  拟注销: 'DEREGISTRATION_PLANNED',
  '吊销，未注销': 'REVOKED',
  '吊销，已注销': 'REVOKED_DEREGISTERED',
  责令关闭: 'ORDERED_TO_CLOSE',
  注销: 'DEREGISTERED',
  撤销登记: 'ANNULLED',
  迁出: 'MOVED_OUT',
  未知: 'UNKNOWN',
}

export const ABNORMAL_REASONS: Table<AbnormalReason> = {
  NO_ANNUAL_REPORT: { code: '1', text: '未按规定期限公示年度报告' },
  INFORMATION_NOT_PUBLISHED: { code: '2', text: '未按责令期限公示有关企业信息' },
  FALSE_INFORMATION: { code: '3', text: '公示信息隐瞒真实情况或弄虚作假' },
  NOT_REACHABLE: { code: '4', text: '通过登记的住所或者经营场所无法联系' },
}

export const PENALTY_KINDS: Table<PenaltyKind> = {
  WARNING: { code: '1', text: '警告' },
  FINE: { code: '2', text: '罚款' },
  CONFISCATION: { code: '3', text: '没收违法所得' },
  QUALIFICATION: { code: '4', text: '吊销许可证件' },
  RESTRICTION: { code: '5', text: '责令停产停业' },
  DETENTION: { code: '6', text: '行政拘留' },
  OTHER: { code: '9', text: '其他' },
}

export const ROLE_TEXTS: Readonly<Record<PrincipalRole, string>> = {
  LEGAL_REPRESENTATIVE: '法定代表人',
  MANAGING_PARTNER: '执行事务合伙人',
  INVESTOR: '投资人',
  OPERATOR: '经营者',
  PERSON_IN_CHARGE: '负责人',
}

/** ISO 4217 numbers; any other currency goes out by its letters, in the column of texts. */
export const CURRENCY_NUMBERS: Readonly<Record<string, string>> = {
  CNY: '156',
  HKD: '344',
  JPY: '392',
  KRW: '410',
  SGD: '702',
  CHF: '756',
  GBP: '826',
  USD: '840',
  TWD: '901',
  CAD: '124',
  AUD: '036',
  EUR: '978',
}

/**
 * What this registry writes for a coded value. One that is not known to the federation goes out as
 * it once came in; a known one by this registry's own code.
 */
export function cellsOf<T extends string>(table: Table<T>, coded: Coded<T>): CodeCells {
  const own = table[coded.code as Exclude<T, 'UNKNOWN'>] as CodeCells | undefined
  if (coded.known && own !== undefined) return own
  const { sourceCode, sourceText } = coded
  return sourceText === null
    ? { code: '', text: sourceCode }
    : { code: sourceCode, text: sourceText }
}
