/**
 * Who a synthetic entity is: type, code, names, principal, state. This much is computed for every
 * row of the search index, so it stays cheap; everything else is computed when it is asked for.
 */
import type { EntityState } from '../../../../schemas/model/entity-state.ts'
import type { Province } from '../../../../schemas/model/province.ts'
import { makeUscc, type Uscc } from '../../../../schemas/model/uscc.ts'
import { LAST_ESTABLISHED, dayNumber } from './calendar.ts'
import { Dice, mix } from './dice.ts'
import { bodyOfNumber, ordinalOf, placeOf, scramble, type Place } from './entity-code.ts'
import { CITIES, COUNTIES, WHOLE, type Place2260 } from './places.ts'
import {
  BRANCH_TYPE,
  ENTITY_TYPES,
  FICTITIOUS,
  HEAD_TYPES,
  INDUSTRIES,
  PERSON_CHARACTERS,
  REGION_WORDS,
  type EntityTypeWord,
  type Industry,
} from './words.ts'

/** Size and seed: with the code and the province, all there is to know. */
export interface Plan {
  /** Home entities a province. */
  readonly entities: number
  readonly seed: number
}

export interface Identity extends Place {
  readonly ordinal: number
  /** Key of this entity's dice. */
  readonly key: number
  readonly uscc: Uscc
  readonly type: EntityTypeWord
  /** Where it was first registered: the division in its code. */
  readonly place: Place2260
  readonly name: string
  readonly formerName: string | null
  readonly principal: string
  /** `UNKNOWN` is a state no table has, see registration.ts. */
  readonly state: EntityState
  readonly industry: Industry
  /** Day number. */
  readonly established: number
  /** The head office of a branch. */
  readonly head: Place | null
}

/** What the dice of an entity are rolled for. A new topic gets a new lane, so that others stay as they are. */
export const LANES = {
  code: 1,
  identity: 2,
  presence: 3,
  registration: 4,
  changes: 5,
  branch: 6,
  number: 7,
  /** And one more for each province. */
  decisions: 16,
} as const

/** Every sixteenth entity is a branch, and only the first of each sixteen has branches. */
export const GROUP = 16

export function identityOf(place: Place, plan: Plan): Identity {
  const ordinal = ordinalOf(place)
  const key = mix(plan.seed, ordinal)
  const type = typeOf(place, key)
  const codePlace = codePlaceOf(place.home, key)
  const head = headOf(place, plan)
  const dice = new Dice(key, LANES.identity)
  const industry = dice.pick(INDUSTRIES)
  const stem = `${FICTITIOUS}${dice.pick(REGION_WORDS[place.home])}第${padded(place.index)}号`
  const name = head === null ? nameOf(dice, stem, industry, type, codePlace) : null
  return {
    ...place,
    ordinal,
    key,
    uscc: usccOf(ordinal, type, codePlace, plan.seed),
    type,
    place: codePlace,
    name: name ?? `${identityOf(head!, plan).name}${codePlace.name}分公司`,
    formerName: dice.chance(80)
      ? `${stem}曾用${dice.pick(INDUSTRIES).word}${type.suffixes[0]!}`
      : null,
    principal: personOf(dice),
    state: STATES[dice.weighted(STATE_WEIGHTS, STATE_TOTAL)]!,
    industry,
    established: dice.between(FIRST_DAY, LAST_ESTABLISHED),
    head,
  }
}

export function personOf(dice: Dice): string {
  const length = dice.chance(650) ? 2 : 3
  let person = `${FICTITIOUS}人`
  for (let i = 0; i < length; i++) person += dice.pick(PERSON_CHARACTERS)
  return person
}

/** Branches of a head: in each province at most the one of its group. */
export function branchesOf(place: Place, plan: Plan): readonly Place[] {
  if (place.index % GROUP !== 0) return []
  const index = place.index + GROUP - 1
  if (index >= plan.entities) return []
  return [0, 1, 2, 3]
    .map((province) => ({ home: placeOf(province).home, index }))
    .filter((branch) => headOf(branch, plan)!.home === place.home)
}

function headOf(place: Place, plan: Plan): Place | null {
  if (place.index % GROUP !== GROUP - 1) return null
  const dice = new Dice(mix(plan.seed, ordinalOf(place)), LANES.branch)
  const home = dice.chance(600) ? place.home : placeOf(dice.below(4)).home
  return { home, index: place.index - GROUP + 1 }
}

const TYPE_WEIGHTS = ENTITY_TYPES.map((type) => type.weight)
const TYPE_TOTAL = TYPE_WEIGHTS.reduce((sum, weight) => sum + weight, 0)

function typeOf(place: Place, key: number): EntityTypeWord {
  const position = place.index % GROUP
  if (position === GROUP - 1) return BRANCH_TYPE
  const dice = new Dice(key, LANES.code)
  if (position === 0) return HEAD_TYPES[dice.chance(850) ? 0 : 1]!
  return ENTITY_TYPES[dice.weighted(TYPE_WEIGHTS, TYPE_TOTAL)]!
}

function codePlaceOf(home: Province, key: number): Place2260 {
  const dice = new Dice(key, LANES.registration)
  const level = dice.below(100)
  if (level < 88) return dice.pick(COUNTIES[home])
  return level < 96 ? dice.pick(CITIES[home]) : WHOLE[home]
}

function usccOf(ordinal: number, type: EntityTypeWord, place: Place2260, seed: number): Uscc {
  return makeUscc(`9${type.category}${place.division}`, bodyOfNumber(scramble(ordinal, seed)))
}

function nameOf(
  dice: Dice,
  stem: string,
  industry: Industry,
  type: EntityTypeWord,
  place: Place2260,
): string {
  const suffix = dice.pick(type.suffixes)
  const inner = dice.chance(60) ? `（${place.city}）` : ''
  return `${stem}${industry.word}${inner}${suffix}`
}

function padded(index: number): string {
  return String(index).padStart(7, '0')
}

const FIRST_DAY = dayNumber('2001-01-01')
const SHARES: readonly (readonly [EntityState, number])[] = [
  ['IN_OPERATION', 850],
  ['DORMANT', 8],
  ['SUSPENDED', 8],
  ['LIQUIDATING', 8],
  ['DEREGISTRATION_PLANNED', 8],
  ['REVOKED', 40],
  ['REVOKED_DEREGISTERED', 8],
  ['ORDERED_TO_CLOSE', 2],
  ['DEREGISTERED', 62],
  ['ANNULLED', 4],
  ['UNKNOWN', 2],
]
const STATES = SHARES.map(([state]) => state)
const STATE_WEIGHTS = SHARES.map(([, weight]) => weight)
const STATE_TOTAL = STATE_WEIGHTS.reduce((sum, weight) => sum + weight, 0)
