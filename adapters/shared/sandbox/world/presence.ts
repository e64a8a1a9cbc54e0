/** Which of the four registries know a synthetic entity, and which of them registers it now. */
import { PROVINCES, type Province } from '../../../../schemas/model/province.ts'
import { LAST_DAY } from './calendar.ts'
import { Dice, mix } from './dice.ts'
import { ordinalOf, type Place } from './entity-code.ts'
import { GROUP, LANES, type Plan } from './identity.ts'

export interface Presence {
  /** Provinces other than the home that hold decisions about it, in the order of all lists. */
  readonly elsewhere: readonly Province[]
  /** Moved for good, the paper file too; moves under way are among the cases, see cases/. */
  readonly move: { readonly to: Province; readonly on: number } | null
}

const ALONE: Presence = { elsewhere: [], move: null }

export function presenceOf(place: Place, plan: Plan): Presence {
  const dice = new Dice(mix(plan.seed, ordinalOf(place)), LANES.presence)
  const roll = dice.below(1000)
  if (roll >= 344) return ALONE
  const others = PROVINCES.filter((province) => province !== place.home)
  if (roll < 40) return { elsewhere: others, move: null }
  const other = dice.pick(others)
  if (roll < 340) return { elsewhere: [other], move: null }
  if (place.index % GROUP === GROUP - 1) return ALONE
  return {
    elsewhere: [other],
    move: { to: other, on: dice.between(LAST_DAY - 1500, LAST_DAY - 120) },
  }
}
