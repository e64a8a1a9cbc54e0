/**
 * The Anhui registry's vocabularies. Entity types follow the CA16 style; states arrive as text
 * (`dmms`) and are read by the texts common to all sources. What is this project's assumption and
 * what is published: README.md.
 */
import { codedFrom, unknownCode } from '../../schemas/model/coded.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import { createStateMap } from '../../schemas/model/entity-state.ts'
import { createEntityTypeMap } from '../../schemas/model/entity-type.ts'
import type { PrincipalRole } from '../../schemas/model/entity-type.ts'
import type { AbnormalListing, AbnormalReason, PenaltyKind } from '../../schemas/model/record.ts'

/** Individual businesses are 9500 or 9600 here; 9999 is not theirs and stays unknown. */
export const entityTypeOf = createEntityTypeMap({
  9500: 'INDIVIDUAL_BUSINESS',
  9600: 'INDIVIDUAL_BUSINESS',
})

export const stateOf = createStateMap()

/** `specause`, with the number of the reason or its text alone. */
const ABNORMAL_REASONS: Readonly<Record<string, AbnormalReason>> = {
  1: 'NO_ANNUAL_REPORT',
  2: 'INFORMATION_NOT_PUBLISHED',
  3: 'FALSE_INFORMATION',
  4: 'NOT_REACHABLE',
  未按规定期限公示年度报告: 'NO_ANNUAL_REPORT',
  未按责令期限公示有关企业信息: 'INFORMATION_NOT_PUBLISHED',
  公示信息隐瞒真实情况或弄虚作假: 'FALSE_INFORMATION',
  通过登记的住所或者经营场所无法联系: 'NOT_REACHABLE',
}

/** `CF_CFLB`: the groups of 行政处罚法 art. 9 in their order, by number or text. */
const PENALTY_KINDS: Readonly<Record<string, PenaltyKind>> = {
  1: 'WARNING',
  2: 'FINE',
  3: 'CONFISCATION',
  4: 'QUALIFICATION',
  5: 'RESTRICTION',
  6: 'DETENTION',
  9: 'OTHER',
  警告: 'WARNING',
  通报批评: 'WARNING',
  罚款: 'FINE',
  没收违法所得: 'CONFISCATION',
  没收非法财物: 'CONFISCATION',
  暂扣许可证件: 'QUALIFICATION',
  降低资质等级: 'QUALIFICATION',
  吊销许可证件: 'QUALIFICATION',
  限制开展生产经营活动: 'RESTRICTION',
  责令停产停业: 'RESTRICTION',
  责令关闭: 'RESTRICTION',
  限制从业: 'RESTRICTION',
  行政拘留: 'DETENTION',
  其他: 'OTHER',
}

/** `lx` of an abnormal listing. */
export const ABNORMAL_KINDS: Readonly<Record<string, AbnormalListing['kind']>> = {
  1: 'LIST',
  2: 'MARK',
}

/** `lereptype_cn`. */
export const ROLES: Readonly<Record<string, PrincipalRole>> = {
  法定代表人: 'LEGAL_REPRESENTATIVE',
  执行事务合伙人: 'MANAGING_PARTNER',
  投资人: 'INVESTOR',
  经营者: 'OPERATOR',
  负责人: 'PERSON_IN_CHARGE',
}

/** How one of this source's columns is read. */
export type CodeMap<T extends string> = (code: string, text?: string | null) => Coded<T>

export const abnormalReasonOf: CodeMap<AbnormalReason> = (code, text = null) =>
  codedFrom(ABNORMAL_REASONS, code, text)

export const penaltyKindOf: CodeMap<PenaltyKind> = (code, text = null) =>
  codedFrom(PENALTY_KINDS, code, text)

/** A column of codes beside its column of texts; a text that stands alone takes the code's place. */
export function codedOf<T extends string>(
  map: CodeMap<T>,
  code: string | null,
  text: string | null,
): Coded<T> {
  if (code !== null) return map(code, text)
  return text === null ? unknownCode('') : map(text)
}
