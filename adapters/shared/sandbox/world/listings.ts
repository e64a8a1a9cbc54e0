/** Made-up listings: 经营异常名录 and its mark, 严重违法失信名单, 失信被执行人. */
import type { Authority } from '../../../../schemas/model/authority.ts'
import { knownCode, type Coded } from '../../../../schemas/model/coded.ts'
import type {
  AbnormalListing,
  AbnormalReason,
  DishonestDebtorListing,
  SeriousViolationListing,
} from '../../../../schemas/model/record.ts'
import { LAST_DAY, writtenDay } from './calendar.ts'
import type { Dice } from './dice.ts'
import { SHORT } from './penalties.ts'

/** 企业信息公示暂行条例, the four cases, in the order of the digits most registries give them. */
export const REASON_ZH: Readonly<Record<AbnormalReason, string>> = {
  NO_ANNUAL_REPORT: '未依照规定的期限公示年度报告',
  INFORMATION_NOT_PUBLISHED: '未在责令的期限内公示有关企业信息',
  FALSE_INFORMATION: '公示企业信息隐瞒真实情况、弄虚作假',
  NOT_REACHABLE: '通过登记的住所或者经营场所无法联系',
}
const REASONS = Object.keys(REASON_ZH) as AbnormalReason[]

export function reasonCoded(reason: AbnormalReason): Coded<AbnormalReason> {
  return knownCode(reason, String(REASONS.indexOf(reason) + 1), REASON_ZH[reason])
}

export interface Row {
  readonly sourceId: string
  readonly authority: Authority
}

export function abnormalOf(dice: Dice, row: Row, kind: 'LIST' | 'MARK'): AbnormalListing {
  const reason = dice.pick(REASONS)
  const listed = dice.between(LAST_DAY - 2500, LAST_DAY - 30)
  const removed = dice.chance(550) ? listed + dice.between(20, 700) : null
  const ended = removed !== null && removed < LAST_DAY
  return {
    ...row,
    kind,
    reason: reasonCoded(reason),
    listedOn: writtenDay(listed),
    removedOn: ended ? writtenDay(removed) : null,
    removalReason: ended ? '列入情形已消除' : null,
    removalAuthority: null,
  }
}

const FIELDS = ['食品安全领域严重违法', '侵害消费者权益情节严重', '破坏公平竞争秩序情节严重']

export function seriousOf(dice: Dice, row: Row, serial: number): SeriousViolationListing {
  const listed = dice.between(LAST_DAY - 1400, LAST_DAY - 40)
  const ended = listed + 1096 < LAST_DAY
  const short = row.authority.province === null ? '' : SHORT[row.authority.province]
  const year = writtenDay(listed).slice(0, 4)
  return {
    ...row,
    reason: dice.pick(FIELDS),
    documentNumber: `${short}虚构市监严列〔${year}〕${String(serial).padStart(5, '0')}号`,
    listedOn: writtenDay(listed),
    removedOn: ended ? writtenDay(listed + 1096) : null,
    removalReason: ended ? '列入满三年' : null,
    removalAuthority: null,
  }
}

export function debtorOf(dice: Dice, row: Row, serial: number): DishonestDebtorListing {
  const filed = dice.between(LAST_DAY - 1400, LAST_DAY - 90)
  const short = row.authority.province === null ? '' : SHORT[row.authority.province]
  const year = writtenDay(filed).slice(0, 4)
  return {
    ...row,
    caseNumber: `（${year}）${short}虚构执${serial}号`,
    basisNumber: `（${year}）${short}虚构民初${serial + 7}号`,
    basisUnit: row.authority.name,
    filedOn: writtenDay(filed),
    publishedOn: writtenDay(filed + 60),
    duty: `给付货款${dice.between(1, 90)}万元`,
    performance: dice.pick(['全部未履行', '部分履行', '全部已履行']),
    conduct: dice.pick(['有履行能力而拒不履行生效法律文书确定义务', '违反财产报告制度']),
  }
}
