import { describe, expect, it } from 'vitest'
import { TwoGenerations } from '../../../gateway/log/two-generations.ts'

describe('TwoGenerations', () => {
  it('holds the newest, and no more than twice as many and one', () => {
    const kept = new TwoGenerations<number>(10)
    for (let i = 0; i < 1_000; i += 1) {
      kept.set(String(i), i)
      const held = Array.from({ length: i + 1 }, (_, j) => j).filter(
        (j) => kept.get(String(j)) !== undefined,
      )
      expect(held.length).toBeLessThanOrEqual(21)
      expect(held.slice(-10)).toEqual(Array.from({ length: i + 1 }, (_, j) => j).slice(-10))
    }
  })

  it('forgets what is deleted, in whichever generation it is', () => {
    const kept = new TwoGenerations<number>(1)
    for (const key of ['a', 'b', 'c']) kept.set(key, 1)
    kept.delete('b')
    kept.delete('c')
    expect(['b', 'c'].map((key) => kept.get(key))).toEqual([undefined, undefined])
  })
})
