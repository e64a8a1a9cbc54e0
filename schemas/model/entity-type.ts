/**
 * Entity types (市场主体类型). National registries use four digits in the manner of CA16; the same
 * digits mean different things in different places at the edges (9500, 9600 and 9999 are each
 * somebody's individual businesses), so every source builds a map of its own.
 * Source: tables in public use; the official CA16 was not at hand.
 */
import { knownCode, unknownCode, type Coded } from './coded.ts'

export type EntityKind =
  | 'COMPANY'
  | 'JOINT_STOCK_COMPANY'
  | 'BRANCH'
  | 'NON_COMPANY_LEGAL_PERSON'
  | 'PARTNERSHIP'
  | 'SOLE_PROPRIETORSHIP'
  | 'FOREIGN_INVESTED'
  | 'HMT_INVESTED'
  | 'FOREIGN_ENTERPRISE'
  | 'REPRESENTATIVE_OFFICE'
  | 'GROUP'
  | 'COOPERATIVE'
  | 'INDIVIDUAL_BUSINESS'
  | 'OTHER'
  | 'UNKNOWN'

export const ENTITY_KIND_ZH: Readonly<Record<EntityKind, string>> = {
  COMPANY: '有限责任公司',
  JOINT_STOCK_COMPANY: '股份有限公司',
  BRANCH: '分支机构',
  NON_COMPANY_LEGAL_PERSON: '非公司企业法人',
  PARTNERSHIP: '合伙企业',
  SOLE_PROPRIETORSHIP: '个人独资企业',
  FOREIGN_INVESTED: '外商投资企业',
  HMT_INVESTED: '港澳台投资企业',
  FOREIGN_ENTERPRISE: '外国（地区）企业',
  REPRESENTATIVE_OFFICE: '外国（地区）企业常驻代表机构',
  GROUP: '企业集团',
  COOPERATIVE: '农民专业合作社',
  INDIVIDUAL_BUSINESS: '个体工商户',
  OTHER: '其他',
  UNKNOWN: '未知',
}

/** 法定代表人, 执行事务合伙人, 投资人, 经营者, 负责人. */
export type PrincipalRole =
  'LEGAL_REPRESENTATIVE' | 'MANAGING_PARTNER' | 'INVESTOR' | 'OPERATOR' | 'PERSON_IN_CHARGE'

export const PRINCIPAL_ROLE_ZH: Readonly<Record<PrincipalRole, string>> = {
  LEGAL_REPRESENTATIVE: '法定代表人',
  MANAGING_PARTNER: '执行事务合伙人',
  INVESTOR: '投资人',
  OPERATOR: '经营者',
  PERSON_IN_CHARGE: '负责人',
}

/** Who stands for an entity, by its type. 负责人 where the type does not tell: it claims the least. */
export function principalRoleOf(kind: EntityKind): PrincipalRole {
  return ROLES[kind]
}

/** A source's own map: code, and the text beside it when there is one, to our kind. */
export type EntityTypeMap = (code: string, text?: string | null) => Coded<EntityKind>

/**
 * Builds a source's map. `overrides` (codes or texts of that source) count before the common table;
 * a text in place of a code is understood too. What neither knows is `UNKNOWN`, with both kept.
 */
export function createEntityTypeMap(
  overrides: Readonly<Record<string, EntityKind>> = {},
): EntityTypeMap {
  return (sourceCode, sourceText = null) => {
    const code = normalise(sourceCode)
    const own = Object.hasOwn(overrides, code) ? overrides[code] : undefined
    const kind =
      own ?? kindOfCode(code) ?? kindOfText(code) ?? kindOfText(normalise(sourceText ?? ''))
    return kind === undefined
      ? unknownCode<EntityKind>(sourceCode, sourceText)
      : knownCode<EntityKind>(kind, sourceCode, sourceText)
  }
}

const ROLES: Readonly<Record<EntityKind, PrincipalRole>> = {
  COMPANY: 'LEGAL_REPRESENTATIVE',
  JOINT_STOCK_COMPANY: 'LEGAL_REPRESENTATIVE',
  BRANCH: 'PERSON_IN_CHARGE',
  NON_COMPANY_LEGAL_PERSON: 'LEGAL_REPRESENTATIVE',
  PARTNERSHIP: 'MANAGING_PARTNER',
  SOLE_PROPRIETORSHIP: 'INVESTOR',
  FOREIGN_INVESTED: 'LEGAL_REPRESENTATIVE',
  HMT_INVESTED: 'LEGAL_REPRESENTATIVE',
  FOREIGN_ENTERPRISE: 'PERSON_IN_CHARGE',
  REPRESENTATIVE_OFFICE: 'PERSON_IN_CHARGE',
  GROUP: 'LEGAL_REPRESENTATIVE',
  COOPERATIVE: 'LEGAL_REPRESENTATIVE',
  INDIVIDUAL_BUSINESS: 'OPERATOR',
  OTHER: 'PERSON_IN_CHARGE',
  UNKNOWN: 'PERSON_IN_CHARGE',
}

/** CA16 style; first match counts. */
const CODES: readonly (readonly [RegExp, EntityKind])[] = [
  [/^1000$|^11\d\d$/, 'COMPANY'],
  [/^12[0-2]\d$/, 'JOINT_STOCK_COMPANY'],
  [/^2\d{3}$/, 'BRANCH'],
  [/^3[0-5]\d\d$/, 'NON_COMPANY_LEGAL_PERSON'],
  [/^453\d$/, 'PARTNERSHIP'],
  [/^4540$/, 'SOLE_PROPRIETORSHIP'],
  [/^5\d{3}$/, 'FOREIGN_INVESTED'],
  [/^6\d{3}$/, 'HMT_INVESTED'],
  [/^72\d\d$/, 'REPRESENTATIVE_OFFICE'],
  [/^7\d{3}$/, 'FOREIGN_ENTERPRISE'],
  [/^8000$/, 'GROUP'],
  [/^9100$/, 'COOPERATIVE'],
  [/^9200$/, 'BRANCH'],
  [/^9900$/, 'OTHER'],
]

/** The same as words on a licence; first match counts, so branches come before what they branch from. */
const TEXTS: readonly (readonly [RegExp, EntityKind])[] = [
  [/代表机构|代表处/, 'REPRESENTATIVE_OFFICE'],
  [/分公司|分支机构|营业单位|办事处/, 'BRANCH'],
  [/^个体(?:工商户|户)?$|^个体工商户/, 'INDIVIDUAL_BUSINESS'],
  [/合作社/, 'COOPERATIVE'],
  [/合伙/, 'PARTNERSHIP'],
  [/^个人独资企业/, 'SOLE_PROPRIETORSHIP'],
  [/企业集团/, 'GROUP'],
  [/台港澳|港澳台|港、澳、台/, 'HMT_INVESTED'],
  [
    /外商投资(?!企业)|外商独资|外国(?:法人|自然人)独资|中外合资|中外合作|^外商投资企业$/,
    'FOREIGN_INVESTED',
  ],
  [/^外国/, 'FOREIGN_ENTERPRISE'],
  [/股份有限公司/, 'JOINT_STOCK_COMPANY'],
  [/有限责任公司|有限公司|国有独资公司/, 'COMPANY'],
  [/全民所有制|集体所有制|股份合作制|国有企业|集体企业/, 'NON_COMPANY_LEGAL_PERSON'],
]

function kindOfCode(code: string): EntityKind | undefined {
  return CODES.find(([pattern]) => pattern.test(code))?.[1]
}

function kindOfText(text: string): EntityKind | undefined {
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1]
}

function normalise(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '')
}
