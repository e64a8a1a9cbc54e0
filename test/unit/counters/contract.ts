/** What every store of counters has to do. `open` gives another process's view of the same store. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Counters } from '../../../gateway/counters/counters.ts'

export const NOW = Date.parse('2026-03-02T01:02:03Z')
const MINUTE = 60_000

export function countersContract(open: (now: () => number) => Counters): void {
  const soon = new Date(NOW + MINUTE)
  let now = NOW
  const both = () => {
    now = NOW
    return [open(() => now), open(() => now)] as const
  }

  describe('an id', () => {
    it('is first once, in whichever process', async () => {
      const [a, b] = both()
      const id = randomUUID()
      expect(await a.useOnce('x', id, soon)).toBe('FIRST')
      expect(await b.useOnce('x', id, soon)).toBe('REPEATED')
      expect(await a.useOnce('x', id, soon)).toBe('REPEATED')
      expect(await a.useOnce('y', id, soon)).toBe('FIRST')
    })

    it('is first once among many at the same time', async () => {
      const [a, b] = both()
      const id = randomUUID()
      const uses = [a, b, a, b, a, b].map((counters) => counters.useOnce('x', id, soon))
      expect((await Promise.all(uses)).filter((use) => use === 'FIRST')).toHaveLength(1)
    })
  })

  describe('a count', () => {
    it('is one over all processes, and begins anew with the next window', async () => {
      const [a, b] = both()
      const key = randomUUID()
      expect(await a.add(key, 3, MINUTE)).toBe(3)
      expect(await b.add(key, 4, MINUTE)).toBe(7)
      expect(await b.add(key, 1, 2 * MINUTE)).toBe(1)
      now = NOW + MINUTE
      expect(await a.add(key, 2, MINUTE)).toBe(2)
    })

    it('loses nothing of what comes at the same time', async () => {
      const [a, b] = both()
      const [one, other] = [randomUUID(), randomUUID()]
      const adding = [a, b].flatMap((counters) =>
        Array.from({ length: 20 }, (_, i) => counters.add(i % 2 ? one : other, 1, MINUTE)),
      )
      const counts = (await Promise.all(adding)).toSorted((x, y) => x - y)
      const expected = Array.from({ length: 40 }, (_, i) => Math.floor(i / 2) + 1)
      expect(counts).toEqual(expected)
    })
  })

  describe('members', () => {
    it('count once each, over all processes', async () => {
      const [a, b] = both()
      const key = randomUUID()
      expect(await a.distinct(key, ['p', 'q', 'p'], MINUTE)).toBe(2)
      expect(await b.distinct(key, ['q', 'r'], MINUTE)).toBe(3)
      expect(await b.distinct(key, [], MINUTE)).toBe(3)
      now = NOW + MINUTE
      expect(await a.distinct(key, ['q'], MINUTE)).toBe(1)
    })

    it('of thousands are counted to a few percent', async () => {
      const [a] = both()
      const members = Array.from({ length: 5_000 }, (_, i) => `member ${i}`)
      const count = await a.distinct(randomUUID(), members, MINUTE)
      expect(Math.abs(count - 5_000)).toBeLessThan(200)
    })
  })
}
