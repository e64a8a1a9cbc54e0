/** Made-up penalties (行政处罚). The laws exist; who broke them and every number do not. */
import type { Authority } from '../../../../schemas/model/authority.ts'
import { knownCode, type Coded } from '../../../../schemas/model/coded.ts'
import type { Province } from '../../../../schemas/model/province.ts'
import type { Penalty, PenaltyKind } from '../../../../schemas/model/record.ts'
import { writtenDay } from './calendar.ts'
import type { Dice } from './dice.ts'
import type { Department } from './places.ts'

/** One character for a province, as it stands before a document number. */
export const SHORT: Readonly<Record<Province, string>> = {
  SHANGHAI: '沪',
  JIANGSU: '苏',
  ZHEJIANG: '浙',
  ANHUI: '皖',
}

export const PENALTY_KIND_ZH: Readonly<Record<PenaltyKind, string>> = {
  WARNING: '警告、通报批评',
  FINE: '罚款',
  CONFISCATION: '没收违法所得、没收非法财物',
  QUALIFICATION: '暂扣许可证件、降低资质等级、吊销许可证件',
  RESTRICTION: '限制开展生产经营活动、责令停产停业、责令关闭、限制从业',
  DETENTION: '行政拘留',
  OTHER: '其他',
}

interface Offence {
  readonly violation: string
  readonly basis: string
}

const OFFENCES: Readonly<Record<'MARKET' | Department, readonly Offence[]>> = {
  MARKET: [
    { violation: '发布虚假广告', basis: '《中华人民共和国广告法》' },
    { violation: '销售不合格产品', basis: '《中华人民共和国产品质量法》' },
    { violation: '食品标签不符合规定', basis: '《中华人民共和国食品安全法》' },
    { violation: '未按规定明码标价', basis: '《中华人民共和国价格法》' },
    { violation: '侵犯注册商标专用权', basis: '《中华人民共和国商标法》' },
    { violation: '使用未经检定的计量器具', basis: '《中华人民共和国计量法》' },
  ],
  TAX: [{ violation: '未按期办理纳税申报', basis: '《中华人民共和国税收征收管理法》' }],
  ECOLOGY: [{ violation: '超标排放水污染物', basis: '《中华人民共和国水污染防治法》' }],
  EMERGENCY: [{ violation: '未开展安全生产教育培训', basis: '《中华人民共和国安全生产法》' }],
  HEALTH: [{ violation: '未取得公共场所卫生许可', basis: '《公共场所卫生管理条例》' }],
  FIRE: [{ violation: '消防设施未保持完好有效', basis: '《中华人民共和国消防法》' }],
  COURT: [{ violation: '拒不履行生效裁判', basis: '《中华人民共和国民事诉讼法》' }],
}

const DEPARTMENT_WORD: Readonly<Record<'MARKET' | Department, string>> = {
  MARKET: '市监',
  TAX: '税',
  ECOLOGY: '环',
  EMERGENCY: '应急',
  HEALTH: '卫',
  FIRE: '消',
  COURT: '法',
}

export interface PenaltyPlan {
  readonly sourceId: string
  readonly authority: Authority
  readonly department: 'MARKET' | Department
  /** Day number of the decision. */
  readonly decided: number
  /** Unique within the authority's year. */
  readonly serial: number
}

export function penaltyOf(dice: Dice, plan: PenaltyPlan): Penalty {
  const offence = dice.pick(OFFENCES[plan.department])
  const kinds = dice.pick(KIND_SETS)
  const fine = kinds.includes('FINE') ? dice.pick([50_000, 300_000, 1_000_000, 5_000_050]) : null
  const confiscated = kinds.includes('CONFISCATION') ? dice.between(1_000, 900_000) : null
  const years = dice.pick([1, 3, null])
  return {
    sourceId: plan.sourceId,
    authority: plan.authority,
    documentNumber: documentNumberOf(plan),
    violation: offence.violation,
    legalBasis: offence.basis,
    kinds: kinds.map(kindCoded),
    content: contentOf(kinds, fine),
    fine: fine === null ? null : { fen: String(fine), currency: 'CNY' },
    confiscated: confiscated === null ? null : { fen: String(confiscated), currency: 'CNY' },
    decidedOn: writtenDay(plan.decided),
    publishedOn: writtenDay(plan.decided + 7),
    publicityUntil: years === null ? null : writtenDay(plan.decided + 7 + years * 365),
  }
}

/** 沪虚构市监处〔2025〕00012号. */
export function documentNumberOf(plan: PenaltyPlan, word = '处'): string {
  const short = plan.authority.province === null ? '' : SHORT[plan.authority.province]
  const year = writtenDay(plan.decided).slice(0, 4)
  const serial = String(plan.serial).padStart(5, '0')
  return `${short}虚构${DEPARTMENT_WORD[plan.department]}${word}〔${year}〕${serial}号`
}

export function kindCoded(kind: PenaltyKind): Coded<PenaltyKind> {
  return knownCode(kind, PENALTY_KIND_ZH[kind])
}

const KIND_SETS: readonly (readonly PenaltyKind[])[] = [
  ['FINE'],
  ['FINE'],
  ['FINE'],
  ['WARNING'],
  ['WARNING', 'FINE'],
  ['FINE', 'CONFISCATION'],
  ['CONFISCATION'],
  ['QUALIFICATION'],
  ['RESTRICTION', 'FINE'],
  ['OTHER'],
]

function contentOf(kinds: readonly PenaltyKind[], fineFen: number | null): string {
  const parts = kinds.map((kind) =>
    kind === 'FINE' && fineFen !== null
      ? `罚款${(fineFen / 100).toFixed(2)}元`
      : PENALTY_KIND_ZH[kind],
  )
  return parts.join('；')
}
