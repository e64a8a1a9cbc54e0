/**
 * Zhejiang's own tables. What they lack falls back to the words common to all registries, and what
 * those lack stays an unknown code.
 */
import { codedFrom, knownCode, unknownCode } from '../../schemas/model/coded.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import { createStateMap } from '../../schemas/model/entity-state.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import { createEntityTypeMap } from '../../schemas/model/entity-type.ts'
import type { PrincipalRole } from '../../schemas/model/entity-type.ts'
import { currencyOfNumeric, currencyOfText } from '../../schemas/model/money.ts'
import type { AbnormalReason, PenaltyKind } from '../../schemas/model/record.ts'

/** 9500 is an individual business in a sample from Ningbo; 9600 is one in common lists. */
export const entityTypeOf = createEntityTypeMap({
  9500: 'INDIVIDUAL_BUSINESS',
  9600: 'INDIVIDUAL_BUSINESS',
})

/** Source of the words: the enterprise base view. 撤销中 is understood, and no word of ours fits it. */
export const stateOf = createStateMap({
  开业: 'IN_OPERATION',
  吊销未注销: 'REVOKED',
  已吊销企业备案中: 'REVOKED',
  吊销已注销: 'REVOKED_DEREGISTERED',
  已注销: 'DEREGISTERED',
  注销: 'DEREGISTERED',
  注销中: 'DEREGISTRATION_PLANNED',
  撤销中: 'UNKNOWN',
  已撤销: 'ANNULLED',
  已迁出: 'MOVED_OUT',
})

/** `optState` of the search service: one word stands for its whole group. */
export const SEARCH_STATES: Readonly<Record<EntityState, string>> = {
  IN_OPERATION: '开业',
  DORMANT: '歇业',
  SUSPENDED: '停业',
  LIQUIDATING: '清算中',
  DEREGISTRATION_PLANNED: '注销中',
  REVOKED: '吊销未注销',
  REVOKED_DEREGISTERED: '吊销已注销',
  ORDERED_TO_CLOSE: '责令关闭',
  DEREGISTERED: '已注销',
  ANNULLED: '已撤销',
  MOVED_OUT: '已迁出',
  UNKNOWN: '其他',
}

/** `REPRE_KIND`. */
export const PRINCIPAL_ROLES: Readonly<Record<string, PrincipalRole>> = {
  1: 'LEGAL_REPRESENTATIVE',
  2: 'MANAGING_PARTNER',
  3: 'INVESTOR',
  4: 'OPERATOR',
  5: 'PERSON_IN_CHARGE',
}

const REASONS: Readonly<Record<string, AbnormalReason>> = {
  1: 'NO_ANNUAL_REPORT',
  2: 'INFORMATION_NOT_PUBLISHED',
  3: 'FALSE_INFORMATION',
  4: 'NOT_REACHABLE',
}

/** What the four reasons of 企业信息公示暂行条例 are recognised by, also as marks of individual businesses. */
const REASON_PHRASES: readonly (readonly [RegExp, AbnormalReason])[] = [
  [
    /未(?!.*责令).*(?:公示|报送|提交).*年度报告|未(?!.*责令).*年度报告.*(?:公示|报送)/,
    'NO_ANNUAL_REPORT',
  ],
  [/责令的?期限内.*(?:公示|履行)/, 'INFORMATION_NOT_PUBLISHED'],
  [/隐瞒真实情况|弄虚作假/, 'FALSE_INFORMATION'],
  [/无法(?:取得)?联系/, 'NOT_REACHABLE'],
]

/**
 * Reason of an abnormal listing: by code 1–4, or, in rows that carry the text alone, by phrase.
 * A text that fits two reasons is not guessed at.
 */
export function abnormalReasonOf(code: string | null, text: string | null): Coded<AbnormalReason> {
  if (code !== null) return codedFrom(REASONS, code, text)
  const found = REASON_PHRASES.filter(([phrase]) => phrase.test(text ?? ''))
  return found.length === 1 ? knownCode(found[0]![1], text!) : unknownCode(text ?? '')
}

/** The words of 行政处罚法 art. 9 and those of the double-publicity (双公示) exports. */
const PENALTY_KINDS: Readonly<Record<string, PenaltyKind>> = {
  警告: 'WARNING',
  通报批评: 'WARNING',
  罚款: 'FINE',
  没收违法所得: 'CONFISCATION',
  没收非法财物: 'CONFISCATION',
  '没收违法所得、没收非法财物': 'CONFISCATION',
  暂扣许可证件: 'QUALIFICATION',
  降低资质等级: 'QUALIFICATION',
  吊销许可证件: 'QUALIFICATION',
  吊销营业执照: 'QUALIFICATION',
  '暂扣或者吊销许可证、暂扣或者吊销执照': 'QUALIFICATION',
  限制开展生产经营活动: 'RESTRICTION',
  责令停产停业: 'RESTRICTION',
  责令关闭: 'RESTRICTION',
  限制从业: 'RESTRICTION',
  行政拘留: 'DETENTION',
  其他: 'OTHER',
}

export function penaltyKindOf(code: string, text: string | null = null): Coded<PenaltyKind> {
  return codedFrom(PENALTY_KINDS, code, text)
}

/** `CAPT_KIND`: a number (954 and 978 both the euro) or a word such as 人民币元; null when not known. */
export function currencyOf(kind: string): string | null {
  return currencyOfNumeric(kind) ?? currencyOfText(kind)
}
