/**
 * Authorities (机关): who registered, licensed, punished, listed. Mostly a county bureau, often of
 * another department or from outside the four provinces; never the same thing as a province.
 */
import { levelOfDivision, provinceOfDivision, type DivisionLevel } from './division.ts'
import type { Province } from './province.ts'
import { canonicalCode } from './typed-text.ts'
import { divisionOf, isUscc } from './uscc.ts'

export type AuthorityLevel = DivisionLevel
export type AuthorityKind =
  | 'MARKET_SUPERVISION' // 市场监督管理, formerly 工商行政管理 and 质量技术监督
  | 'COURT' // 人民法院
  | 'TAX' // 税务
  | 'ECOLOGY' // 生态环境
  | 'EMERGENCY' // 应急管理
  | 'HEALTH' // 卫生健康
  | 'OTHER'
  | 'UNKNOWN'

export interface Authority {
  /** As the source writes it, in canonical characters: 6–9 digits or an organ's credit code. */
  readonly code: string
  readonly name: string | null
  readonly level: AuthorityLevel
  /** Six digits, GB/T 2260; null when the code does not say. */
  readonly division: string | null
  /** One of the four, or null: elsewhere, national or not known. */
  readonly province: Province | null
  readonly kind: AuthorityKind
}

/**
 * Reads an authority's code: 6–9 digits of a registering authority (登记机关), of which the first
 * six are the division, or an organ's 18-character credit code, of which characters 3–8 are.
 * Any other code is kept with level `UNKNOWN`; nothing is guessed from the name but the kind.
 */
export function authorityOf(code: string, name: string | null): Authority {
  const canonical = canonicalCode(code)
  const division = divisionOfAuthority(canonical)
  return {
    code: canonical === '' ? code.trim() : canonical,
    name,
    level: division === null ? 'UNKNOWN' : levelOfDivision(division),
    division,
    province: division === null ? null : provinceOfDivision(division),
    kind: kindOfName(name),
  }
}

function divisionOfAuthority(code: string): string | null {
  if (isUscc(code)) return divisionOf(code)
  if (!/^\d{6,9}$/.test(code)) return null
  const division = code.slice(0, 6)
  return levelOfDivision(division) === 'UNKNOWN' ? null : division
}

/** First match counts. Names are the organs' official ones; 行政审批局 registers too but is more than that. */
const KINDS: readonly (readonly [RegExp, AuthorityKind])[] = [
  [/法院/, 'COURT'],
  [/税务/, 'TAX'],
  [/生态环境|环境保护|环保局/, 'ECOLOGY'],
  [/应急管理|安全生产监督/, 'EMERGENCY'],
  [/卫生健康|卫生和计划生育|卫健委|卫生局|疾病预防控制/, 'HEALTH'],
  [/市场监督管理|市场监管|工商行政管理|工商局|质量技术监督/, 'MARKET_SUPERVISION'],
]

function kindOfName(name: string | null): AuthorityKind {
  if (name === null || name.trim() === '') return 'UNKNOWN'
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'OTHER'
}
