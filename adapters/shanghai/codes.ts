/**
 * Shanghai's code tables. Entity types follow the national CA16 manner; the rest is this project's
 * assumption, see README.md.
 */
import { codedFrom, knownCode } from '../../schemas/model/coded.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import { createStateMap } from '../../schemas/model/entity-state.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import { createEntityTypeMap } from '../../schemas/model/entity-type.ts'
import type { PrincipalRole } from '../../schemas/model/entity-type.ts'
import type { AbnormalReason, PenaltyKind } from '../../schemas/model/record.ts'

/** 9600 is this source's individual business; others write 9500 or 9999. */
export const entityTypeOf = createEntityTypeMap({ '9600': 'INDIVIDUAL_BUSINESS' })

const STATES: Readonly<Record<string, EntityState>> = {
  '1': 'IN_OPERATION',
  '2': 'REVOKED',
  '3': 'DEREGISTERED',
  '4': 'MOVED_OUT',
  '5': 'REVOKED_DEREGISTERED',
  '6': 'ANNULLED',
  '7': 'SUSPENDED',
  '8': 'DORMANT',
  '9': 'LIQUIDATING',
  '10': 'DEREGISTRATION_PLANNED',
  '11': 'ORDERED_TO_CLOSE',
}

export const stateOf = createStateMap(STATES)

/** What a search for one of our states asks this source for; none when it has no such state. */
export function sourceStatesOf(state: EntityState): readonly string[] {
  return Object.keys(STATES).filter((code) => STATES[code] === state)
}

/** 行政处罚类别 as double publicity (双公示) numbers them. */
const PENALTY_KINDS: Readonly<Record<string, PenaltyKind>> = {
  '1': 'WARNING',
  '2': 'FINE',
  '3': 'CONFISCATION',
  '4': 'RESTRICTION',
  '5': 'QUALIFICATION',
  '6': 'DETENTION',
  '7': 'OTHER',
}

export function penaltyKindOf(code: string, text: string | null): Coded<PenaltyKind> {
  return codedFrom(PENALTY_KINDS, code, text)
}

const REASONS: Readonly<Record<string, AbnormalReason>> = {
  '1': 'NO_ANNUAL_REPORT',
  '2': 'INFORMATION_NOT_PUBLISHED',
  '3': 'FALSE_INFORMATION',
  '4': 'NOT_REACHABLE',
}

/** The four cases in the words of 企业信息公示暂行条例, for rows that carry the text alone. */
const REASON_PHRASES: readonly (readonly [RegExp, AbnormalReason])[] = [
  [/年度报告/, 'NO_ANNUAL_REPORT'],
  [/责令的期限内公示/, 'INFORMATION_NOT_PUBLISHED'],
  [/隐瞒真实情况|弄虚作假/, 'FALSE_INFORMATION'],
  [/(?:住所|经营场所).*无法(?:取得)?联系/, 'NOT_REACHABLE'],
]

export function abnormalReasonOf(code: string | null, text: string | null): Coded<AbnormalReason> {
  if (code !== null) return codedFrom(REASONS, code, text)
  const phrase = REASON_PHRASES.find(([pattern]) => pattern.test(text ?? ''))
  if (phrase !== undefined) return knownCode(phrase[1], text ?? '', null)
  return codedFrom(REASONS, text ?? '', null)
}

/** 名录 for enterprises, 标记 for individual businesses. */
export const LISTING_KINDS: Readonly<Record<string, 'LIST' | 'MARK'>> = { '1': 'LIST', '2': 'MARK' }

export const PRINCIPAL_ROLES: Readonly<Record<string, PrincipalRole>> = {
  '1': 'LEGAL_REPRESENTATIVE',
  '2': 'MANAGING_PARTNER',
  '3': 'INVESTOR',
  '4': 'OPERATOR',
  '5': 'PERSON_IN_CHARGE',
}

/** Edition of the industry classification by the year this source writes. */
export const INDUSTRY_EDITIONS: Readonly<Record<string, 'GB/T 4754-2017'>> = {
  '2017': 'GB/T 4754-2017',
}
