/** Registration, changes and registration numbers of synthetic entities. */
import { knownCode, unknownCode, type Coded } from '../../../../schemas/model/coded.ts'
import { ENTITY_STATE_ZH, type EntityState } from '../../../../schemas/model/entity-state.ts'
import { principalRoleOf } from '../../../../schemas/model/entity-type.ts'
import type { Money } from '../../../../schemas/model/money.ts'
import type { Registration, RegistrationChange } from '../../../../schemas/model/record.ts'
import { LAST_DAY, writtenDay } from './calendar.ts'
import { Dice } from './dice.ts'
import { LANES, personOf, type Identity } from './identity.ts'
import { COUNTIES, marketAuthorityAt, type Place2260 } from './places.ts'
import type { Presence } from './presence.ts'
import { FICTITIOUS } from './words.ts'

/** Stands for every state code that no table has. */
export const UNKNOWN_STATE_CODE = 'K9'

/** What its home registry holds: its registration, or where it went. */
export function registrationAtHome(who: Identity, presence: Presence): Registration {
  const plain = registrationAt(who, who.place, lastChange(who))
  if (presence.move === null) return plain
  const on = writtenDay(presence.move.on)
  const authority = marketAuthorityAt(destinationOf(who, presence.move.to))
  return {
    ...plain,
    state: knownState('MOVED_OUT'),
    approvedOn: on,
    movedOut: { authority, on, fileHandedOverOn: writtenDay(presence.move.on + 60) },
  }
}

/** What the registry holds that took it over. */
export function registrationAfterMove(
  who: Identity,
  move: NonNullable<Presence['move']>,
): Registration {
  const place = destinationOf(who, move.to)
  const on = writtenDay(move.on)
  return {
    ...registrationAt(who, place, move.on),
    movedIn: {
      authority: marketAuthorityAt(who.place),
      on,
      fileHandedOverOn: writtenDay(move.on + 60),
    },
  }
}

/** Approved changes, oldest first. */
export function changesOf(who: Identity): readonly RegistrationChange[] {
  const dice = new Dice(who.key, LANES.changes)
  const count = COUNTS[dice.below(COUNTS.length)]!
  const authority = marketAuthorityAt(who.place)
  const days = Array.from({ length: count }, () =>
    dice.between(who.established + 30, LAST_DAY - 120),
  )
  const changes = days
    .sort((a, b) => a - b)
    .map((day, i) => {
      const [item, before, after] = CHANGES[(dice.below(CHANGES.length) + i) % CHANGES.length]!(
        dice,
        who,
      )
      const sourceId = `BG${who.ordinal}-${i + 1}`
      return { sourceId, authority, item, before, after, changedOn: writtenDay(day) }
    })
  return who.formerName === null || count === 0 ? changes : withRenaming(changes, who)
}

/** The fifteen digits some older entities still have, or null. Seven digits hold the index. */
export function numberPartsOf(who: Identity): string | null {
  if (who.index >= NUMBERS || who.established > LAST_OLD_NUMBER || who.index % 3 === 2) return null
  const kind = who.type.category === '2' ? 6 : who.type.code[0] === '5' ? 4 : 0
  const hidden = (who.index * NUMBER_STEP) % NUMBERS
  return `${who.place.division}${kind}${String(hidden).padStart(7, '0')}`
}

/** The index in the fourteen digits that {@link numberPartsOf} made. */
export function indexInNumber(registrationNumber: string): number {
  return Number((BigInt(registrationNumber.slice(7, 14)) * NUMBER_STEP_BACK) % BigInt(NUMBERS))
}

const NUMBERS = 10_000_000
/** Coprime to 10^7, so that the step can be undone: 7654321 × 2418481 ≡ … is checked by a test. */
const NUMBER_STEP = 7_654_321
const NUMBER_STEP_BACK = inverse(BigInt(NUMBER_STEP), BigInt(NUMBERS))
/** 2015-09-30: the day before the credit code came in. */
const LAST_OLD_NUMBER = 16_708
const COUNTS = [0, 0, 1, 1, 1, 2, 2, 2, 3, 4, 5]

function registrationAt(who: Identity, place: Place2260, approved: number): Registration {
  const dice = new Dice(who.key, LANES.registration + 100)
  const term = dice.chance(450) ? dice.pick([20, 30, 50]) : null
  return {
    entityType: knownCode(who.type.kind, who.type.code, who.type.text),
    state: who.state === 'UNKNOWN' ? unknownCode(UNKNOWN_STATE_CODE) : knownState(who.state),
    principal: { role: principalRoleOf(who.type.kind), name: who.principal },
    capital: capitalOf(who, dice),
    establishedOn: writtenDay(who.established),
    approvedOn: writtenDay(approved),
    termFrom: writtenDay(who.established),
    termTo: term === null ? null : writtenDay(who.established + Math.round(term * 365.2425) - 1),
    termOpenEnded: term === null,
    address: addressAt(place, dice),
    scope: scopeOf(who, dice),
    industry: { code: who.industry.code, edition: 'GB/T 4754-2017' },
    authority: marketAuthorityAt(place),
    movedOut: null,
    movedIn: null,
  }
}

export function knownState(state: EntityState): Coded<EntityState> {
  return knownCode(state, ENTITY_STATE_ZH[state])
}

function destinationOf(who: Identity, to: Place2260['province']): Place2260 {
  return new Dice(who.key, LANES.registration + 200).pick(COUNTIES[to])
}

function lastChange(who: Identity): number {
  const last = changesOf(who).at(-1)?.changedOn
  return last == null ? who.established : Date.parse(`${last}T00:00:00Z`) / 86_400_000
}

function capitalOf(who: Identity, dice: Dice): Money | null {
  if (who.type.kind === 'BRANCH' || who.type.kind === 'REPRESENTATIVE_OFFICE') return null
  const wan = dice.pick(
    who.type.category === '2' ? [1, 2, 5, 10, 20] : [10, 50, 100, 300, 1000, 5000],
  )
  const currency = dice.pick(FOREIGN[who.type.kind] ?? ['CNY'])
  return { fen: String(wan * 1_000_000 + (dice.chance(50) ? 123_450 : 0)), currency }
}

const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  FOREIGN_INVESTED: ['USD', 'EUR', 'JPY', 'CNY'],
  HMT_INVESTED: ['HKD', 'CNY'],
}

function addressAt(place: Place2260, dice: Dice): string {
  const road = `${FICTITIOUS}${dice.pick(['东', '南', '西', '北', '中'])}路${dice.between(1, 999)}号`
  return `${place.name}${road}${dice.between(1, 30)}幢${dice.between(101, 2999)}室`
}

function scopeOf(who: Identity, dice: Dice): string {
  const phrases = who.industry.scope.slice(0, dice.between(2, who.industry.scope.length))
  return `一般项目：${phrases.join('；')}（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）`
}

type Change = readonly [item: string, before: string, after: string]
const CHANGES: readonly ((dice: Dice, who: Identity) => Change)[] = [
  (dice, who) => ['负责人变更', personOf(dice), who.principal],
  (dice, who) => ['住所变更', addressAt(who.place, dice), addressAt(who.place, dice)],
  (dice) => ['注册资本变更', `${dice.between(1, 50)}万元`, `${dice.between(51, 900)}万元`],
  (_, who) => ['经营范围变更', who.industry.scope[0]!, who.industry.scope.slice(0, 2).join('；')],
]

function withRenaming(
  changes: readonly RegistrationChange[],
  who: Identity,
): readonly RegistrationChange[] {
  const last = changes.at(-1)!
  return [
    ...changes.slice(0, -1),
    { ...last, item: '名称变更', before: who.formerName, after: who.name },
  ]
}

/** Of `a` modulo `modulus`, which is coprime to it. */
function inverse(a: bigint, modulus: bigint): bigint {
  let [r, next, s, t] = [a, modulus, 1n, 0n]
  while (next !== 0n) {
    const quotient = r / next
    ;[r, next] = [next, r - quotient * next]
    ;[s, t] = [t, s - quotient * t]
  }
  return ((s % modulus) + modulus) % modulus
}
