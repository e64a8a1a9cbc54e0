/**
 * Numbers of synthetic entities inside their credit codes. The body of the organisation code is
 * `XN` (虚拟, made up: no such code is known to have been given out) and six characters that hold the
 * entity's ordinal, scrambled so that neighbours look unlike. Both directions cost the same, so a
 * registry of any size finds an entity from its code without keeping a list.
 */
import { PROVINCES, type Province } from '../../../../schemas/model/province.ts'
import { USCC_ALPHABET } from '../../../../schemas/model/uscc.ts'
import { mix } from './dice.ts'

/** The prefix of every synthetic organisation code. */
export const SYNTHETIC_PREFIX = 'XN'

const HALF = 31 ** 3
const ROUNDS = 4
/** Ordinals lie below this: 31^6. */
export const ORDINALS = HALF * HALF
/** Most entities a province. */
export const MOST_ENTITIES = Math.floor(ORDINALS / PROVINCES.length)

/** Which entity it is: the `index`-th of the province where it was first registered. */
export interface Place {
  readonly home: Province
  readonly index: number
}

export function ordinalOf(place: Place): number {
  return place.index * PROVINCES.length + PROVINCES.indexOf(place.home)
}

export function placeOf(ordinal: number): Place {
  return {
    home: PROVINCES[ordinal % PROVINCES.length]!,
    index: Math.floor(ordinal / PROVINCES.length),
  }
}

/**
 * The scrambled number of an ordinal: a Feistel network over two halves of three characters each,
 * which is a permutation whatever its round function. Codes ascend by this number, not by ordinal.
 */
export function scramble(ordinal: number, seed: number): number {
  let left = Math.floor(ordinal / HALF)
  let right = ordinal % HALF
  for (let round = 0; round < ROUNDS; round++) {
    const next = (left + (mix(mix(seed, round), right) % HALF)) % HALF
    left = right
    right = next
  }
  return left * HALF + right
}

/** The inverse of {@link scramble}. */
export function unscramble(number: number, seed: number): number {
  let left = Math.floor(number / HALF)
  let right = number % HALF
  for (let round = ROUNDS - 1; round >= 0; round--) {
    const before = (right + HALF - (mix(mix(seed, round), left) % HALF)) % HALF
    right = left
    left = before
  }
  return left * HALF + right
}

/** Body of the organisation code, eight characters, from the scrambled number. */
export function bodyOfNumber(number: number): string {
  let rest = number
  let text = ''
  for (let i = 0; i < 6; i++) {
    text = USCC_ALPHABET[rest % 31]! + text
    rest = Math.floor(rest / 31)
  }
  return SYNTHETIC_PREFIX + text
}

/** The scrambled number in a credit code, or −1 when the code is not of this world. */
export function numberInCode(uscc: string): number {
  if (uscc.length !== 18 || !uscc.startsWith(SYNTHETIC_PREFIX, 8)) return -1
  let number = 0
  for (let i = 10; i < 16; i++) {
    const value = USCC_ALPHABET.indexOf(uscc[i]!)
    if (value < 0) return -1
    number = number * 31 + value
  }
  return number
}
