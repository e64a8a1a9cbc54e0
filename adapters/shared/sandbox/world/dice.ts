/**
 * Chance without chance: every number is a function of (key, lane), so that four processes that
 * never talk to each other make up the same world.
 */

/** 32-bit mix of two numbers (the finaliser of MurmurHash3, public domain): small changes spread everywhere. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul((b + 0x7f4a7c15) | 0, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A row of numbers that begins with its key. Two dice with one key roll alike. */
export class Dice {
  readonly #key: number
  #rolled = 0

  constructor(key: number, lane: number) {
    this.#key = mix(key, lane)
  }

  /** 0 ≤ result < `sides`; `sides` below 2^32. */
  below(sides: number): number {
    this.#rolled += 1
    return mix(this.#key, this.#rolled) % sides
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  /** True in `perMille` of 1000 cases. */
  chance(perMille: number): boolean {
    return this.below(1000) < perMille
  }

  /** The index of one of the weights, each as likely as it is heavy. `total` is their sum. */
  weighted(weights: readonly number[], total: number): number {
    let left = this.below(total)
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i]!
      if (left < 0) return i
    }
    return weights.length - 1
  }
}
