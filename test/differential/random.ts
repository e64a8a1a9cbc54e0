/** Chance that can be repeated: the same words give the same numbers on every machine. */
import { createHash } from 'node:crypto'

export class Random {
  #state: number

  /** @param words such as a seed and a number of a case */
  constructor(...words: readonly (string | number)[]) {
    this.#state = createHash('sha256').update(words.join(' ')).digest().readUInt32BE()
  }

  /** From 0 to `n` - 1. */
  below(n: number): number {
    return Math.floor((this.#next() / 2 ** 32) * n)
  }

  /** True in `share` of all cases. */
  chance(share: number): boolean {
    return this.#next() / 2 ** 32 < share
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('nothing to pick from')
    return items[this.below(items.length)]!
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)))
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => [this.#next(), item] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, item]) => item)
  }

  /** mulberry32, by Tommy Ettinger, in the public domain. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let z = this.#state
    z = Math.imul(z ^ (z >>> 15), z | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return (z ^ (z >>> 14)) >>> 0
  }
}
