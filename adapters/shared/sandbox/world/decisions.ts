/** What authorities of one province decided about a synthetic entity, and which feeds carry it. */
import type { Authority } from '../../../../schemas/model/authority.ts'
import { PROVINCES, PROVINCE_FACTS, type Province } from '../../../../schemas/model/province.ts'
import type { Inspection, Permit, RegistryRecord } from '../../../../schemas/model/record.ts'
import { LAST_DAY, writtenDay } from './calendar.ts'
import { Dice } from './dice.ts'
import { LANES, type Identity } from './identity.ts'
import { abnormalOf, debtorOf, seriousOf } from './listings.ts'
import { penaltyOf } from './penalties.ts'
import { COUNTIES, marketAuthorityAt, organAt, type Department, type Place2260 } from './places.ts'

export type Decisions = Pick<
  RegistryRecord,
  | 'permits'
  | 'penalties'
  | 'abnormalListings'
  | 'seriousViolationListings'
  | 'dishonestDebtorListings'
  | 'inspections'
>

/** How often a province decides about its own entities and about others'. */
interface Habit {
  readonly permits: readonly number[]
  readonly penalties: readonly number[]
  readonly inspections: readonly number[]
  /** Per mille. */
  readonly abnormal: number
  readonly serious: number
  readonly debtor: number
}

const AT_HOME: Habit = {
  permits: [0, 0, 1, 1, 2, 3],
  penalties: [0, 0, 0, 0, 0, 1, 1, 2, 3],
  inspections: [0, 0, 1, 1, 2, 3, 4],
  abnormal: 120,
  serious: 10,
  debtor: 15,
}
/** At least one decision: a registry elsewhere knows the entity because of it. */
const ELSEWHERE: Habit = {
  permits: [0, 0, 1],
  penalties: [1, 1, 1, 2],
  inspections: [0, 0, 1, 2],
  abnormal: 0,
  serious: 12,
  debtor: 15,
}

/** By the authorities of `province`. Row numbers are those of its own feed. */
export function decisionsIn(province: Province, who: Identity): Decisions {
  const dice = new Dice(who.key, LANES.decisions + PROVINCES.indexOf(province))
  const habit = province === who.home ? AT_HOME : ELSEWHERE
  const near = province === who.home && who.place.division.slice(4) !== '00' ? who.place : null
  const make = makerOf(dice, province, who, near)
  return {
    permits: repeat(dice.pick(habit.permits), (i) => permitOf(dice, make.row('XK', i), i, who)),
    penalties: repeat(dice.pick(habit.penalties), (i) => make.penalty(i)),
    abnormalListings: repeat(dice.chance(habit.abnormal) ? 1 : 0, (i) =>
      abnormalOf(dice, make.row('YC', i), who.type.category === '2' ? 'MARK' : 'LIST'),
    ),
    seriousViolationListings: repeat(dice.chance(habit.serious) ? 1 : 0, (i) =>
      seriousOf(dice, make.row('YZ', i), serialOf(who, i)),
    ),
    dishonestDebtorListings: repeat(dice.chance(habit.debtor) ? 1 : 0, (i) =>
      debtorOf(dice, { ...make.row('SX', i), authority: make.organ('COURT') }, serialOf(who, i)),
    ),
    inspections: repeat(dice.pick(habit.inspections), (i) => inspectionOf(dice, make.row('CC', i))),
  }
}

/**
 * The part of another province's decisions that the home registry carries too (the same decision,
 * its document number, authority and date unchanged, under a row number of its own).
 */
export function carriedHome(from: Province, who: Identity): Decisions {
  const elsewhere = decisionsIn(from, who)
  const { divisionPrefix } = PROVINCE_FACTS[from]
  const own = <T extends { sourceId: string | null }>(rows: readonly T[]) =>
    rows.map((row) => ({ ...row, sourceId: `ZR${divisionPrefix}-${row.sourceId}` }))
  const carried = who.key % 5 < 2
  return {
    permits: [],
    penalties: carried ? own(elsewhere.penalties) : [],
    abnormalListings: [],
    seriousViolationListings: own(elsewhere.seriousViolationListings),
    dishonestDebtorListings: own(elsewhere.dishonestDebtorListings),
    inspections: [],
  }
}

/** Lists of `a`, then those of `b`. */
export function joined(a: Decisions, b: Decisions): Decisions {
  return {
    permits: [...a.permits, ...b.permits],
    penalties: [...a.penalties, ...b.penalties],
    abnormalListings: [...a.abnormalListings, ...b.abnormalListings],
    seriousViolationListings: [...a.seriousViolationListings, ...b.seriousViolationListings],
    dishonestDebtorListings: [...a.dishonestDebtorListings, ...b.dishonestDebtorListings],
    inspections: [...a.inspections, ...b.inspections],
  }
}

const DEPARTMENTS: readonly Department[] = ['TAX', 'ECOLOGY', 'EMERGENCY', 'HEALTH', 'FIRE']

function makerOf(dice: Dice, province: Province, who: Identity, near: Place2260 | null) {
  const place = () => (near !== null && dice.chance(700) ? near : dice.pick(COUNTIES[province]))
  const row = (letters: string, i: number) => ({
    sourceId: `${letters}${who.ordinal}-${i + 1}`,
    authority: marketAuthorityAt(place()),
  })
  const organ = (department: Department): Authority => organAt(place(), department)
  const penalty = (i: number) => {
    const department = dice.chance(250) ? dice.pick(DEPARTMENTS) : 'MARKET'
    const base = row('CF', i)
    return penaltyOf(dice, {
      ...base,
      department,
      authority: department === 'MARKET' ? base.authority : organ(department),
      decided: dice.between(LAST_DAY - 2000, LAST_DAY - 20),
      serial: serialOf(who, i),
    })
  }
  return { row, organ, penalty }
}

/** Two decisions of one authority in one year must not share a number. */
function serialOf(who: Identity, i: number): number {
  return who.ordinal * 8 + i
}

const PERMITS = [
  '食品经营许可证',
  '危险化学品经营许可证',
  '医疗器械经营许可证',
  '特种设备使用登记证',
]

function permitOf(
  dice: Dice,
  row: { sourceId: string; authority: Authority },
  i: number,
  who: Identity,
): Permit {
  const from = dice.between(LAST_DAY - 1800, LAST_DAY - 10)
  const open = dice.chance(200)
  return {
    ...row,
    number: `虚构许${who.ordinal}${i}`,
    name: dice.pick(PERMITS),
    content: who.industry.scope[0]!,
    validFrom: writtenDay(from),
    validTo: open ? null : writtenDay(from + 1825),
    validOpenEnded: open,
  }
}

const KINDS = ['双随机抽查', '专项检查', '产品质量监督抽查']
const RESULTS = [
  '未发现问题',
  '未发现问题',
  '未发现问题',
  '发现问题已责令改正',
  '不配合检查情节严重',
]

function inspectionOf(dice: Dice, row: { sourceId: string; authority: Authority }): Inspection {
  return {
    ...row,
    kind: dice.pick(KINDS),
    inspectedOn: writtenDay(dice.between(LAST_DAY - 1400, LAST_DAY - 5)),
    result: dice.pick(RESULTS),
  }
}

function repeat<T>(times: number, make: (i: number) => T): T[] {
  return Array.from({ length: times }, (_, i) => make(i))
}
