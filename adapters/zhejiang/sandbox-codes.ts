/**
 * The pretend registry's own tables, written apart from codes.ts on purpose: a table that both
 * sides shared would hide a mistake in it. First entry: what is sent when a record brings no word
 * of this registry.
 */
import type { EntityKind, PrincipalRole } from '../../schemas/model/entity-type.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import type { AbnormalReason, PenaltyKind } from '../../schemas/model/record.ts'

export type Words<T extends string> = Readonly<
  Record<Exclude<T, 'UNKNOWN'>, readonly [string, ...string[]]>
>

export const STATE_WORDS: Words<EntityState> = {
  IN_OPERATION: ['开业', '存续', '在业'],
  DORMANT: ['歇业'],
  SUSPENDED: ['停业'],
  LIQUIDATING: ['清算中'],
  DEREGISTRATION_PLANNED: ['注销中', '拟注销'],
  REVOKED: ['吊销未注销', '已吊销企业备案中'],
  REVOKED_DEREGISTERED: ['吊销已注销'],
  ORDERED_TO_CLOSE: ['责令关闭'],
  DEREGISTERED: ['已注销', '注销'],
  ANNULLED: ['已撤销'],
  MOVED_OUT: ['已迁出'],
}

/** Words of the search parameter `optState`. */
export const STATE_OF_SEARCH_WORD: Readonly<Record<string, EntityState>> = {
  开业: 'IN_OPERATION',
  歇业: 'DORMANT',
  停业: 'SUSPENDED',
  清算中: 'LIQUIDATING',
  注销中: 'DEREGISTRATION_PLANNED',
  吊销未注销: 'REVOKED',
  吊销已注销: 'REVOKED_DEREGISTERED',
  责令关闭: 'ORDERED_TO_CLOSE',
  已注销: 'DEREGISTERED',
  已撤销: 'ANNULLED',
  已迁出: 'MOVED_OUT',
  其他: 'UNKNOWN',
}

export const TYPE_CODES: Words<EntityKind> = {
  COMPANY: ['1130', '1000', '1100', '1110', '1140', '1150', '1151', '1152', '1153', '1190'],
  JOINT_STOCK_COMPANY: ['1200', '1210', '1219', '1220', '1229'],
  BRANCH: ['2100', '2110', '2120', '2190', '9200'],
  NON_COMPANY_LEGAL_PERSON: ['3100', '3000', '3200', '3300'],
  PARTNERSHIP: ['4530', '4531', '4532', '4533'],
  SOLE_PROPRIETORSHIP: ['4540'],
  FOREIGN_INVESTED: ['5100', '5110', '5120', '5130'],
  HMT_INVESTED: ['6100', '6110', '6120', '6130'],
  FOREIGN_ENTERPRISE: ['7100'],
  REPRESENTATIVE_OFFICE: ['7200'],
  GROUP: ['8000'],
  COOPERATIVE: ['9100'],
  INDIVIDUAL_BUSINESS: ['9500', '9600'],
  OTHER: ['9900'],
}

export const TYPE_TEXTS: Readonly<Record<Exclude<EntityKind, 'UNKNOWN'>, string>> = {
  COMPANY: '有限责任公司（自然人投资或控股）',
  JOINT_STOCK_COMPANY: '股份有限公司',
  BRANCH: '有限责任公司分公司',
  NON_COMPANY_LEGAL_PERSON: '全民所有制',
  PARTNERSHIP: '合伙企业',
  SOLE_PROPRIETORSHIP: '个人独资企业',
  FOREIGN_INVESTED: '有限责任公司（外商投资）',
  HMT_INVESTED: '有限责任公司（港澳台投资）',
  FOREIGN_ENTERPRISE: '外国（地区）企业',
  REPRESENTATIVE_OFFICE: '外国（地区）企业常驻代表机构',
  GROUP: '企业集团',
  COOPERATIVE: '农民专业合作社',
  INDIVIDUAL_BUSINESS: '个体工商户',
  OTHER: '其他类型',
}

export const ROLE_CODES: Readonly<Record<PrincipalRole, string>> = {
  LEGAL_REPRESENTATIVE: '1',
  MANAGING_PARTNER: '2',
  INVESTOR: '3',
  OPERATOR: '4',
  PERSON_IN_CHARGE: '5',
}

export const REASON_CODES: Words<AbnormalReason> = {
  NO_ANNUAL_REPORT: ['1'],
  INFORMATION_NOT_PUBLISHED: ['2'],
  FALSE_INFORMATION: ['3'],
  NOT_REACHABLE: ['4'],
}

export const REASON_TEXTS: Words<AbnormalReason> = {
  NO_ANNUAL_REPORT: [
    '未依照《企业信息公示暂行条例》第八条规定的期限公示年度报告的',
    '未按规定报送年度报告',
    '未按照《个体工商户年度报告暂行办法》规定报送年度报告',
  ],
  INFORMATION_NOT_PUBLISHED: [
    '未在工商行政管理部门依照《企业信息公示暂行条例》第十条规定责令的期限内公示有关企业信息的',
    '未在责令期限内公示有关信息',
  ],
  FALSE_INFORMATION: ['公示企业信息隐瞒真实情况、弄虚作假的', '年度报告隐瞒真实情况、弄虚作假'],
  NOT_REACHABLE: ['通过登记的住所或者经营场所无法联系的', '通过登记的住所（经营场所）无法取得联系'],
}

export const PENALTY_WORDS: Words<PenaltyKind> = {
  WARNING: ['警告', '通报批评'],
  FINE: ['罚款'],
  CONFISCATION: ['没收违法所得', '没收非法财物', '没收违法所得、没收非法财物'],
  QUALIFICATION: [
    '吊销许可证件',
    '暂扣许可证件',
    '降低资质等级',
    '吊销营业执照',
    '暂扣或者吊销许可证、暂扣或者吊销执照',
  ],
  RESTRICTION: ['责令停产停业', '限制开展生产经营活动', '责令关闭', '限制从业'],
  DETENTION: ['行政拘留'],
  OTHER: ['其他'],
}

/** ISO 4217 numbers, and 954: this registry still writes the euro as the XEU. */
export const CURRENCY_NUMBERS: Readonly<Record<string, string>> = {
  CNY: '156',
  HKD: '344',
  JPY: '392',
  KRW: '410',
  SGD: '702',
  CHF: '756',
  GBP: '826',
  USD: '840',
  CAD: '124',
  AUD: '36',
  EUR: '954',
}
