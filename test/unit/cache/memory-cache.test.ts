import { describe, expect, it } from 'vitest'
import { createMemoryCache } from '../../../gateway/cache/memory-cache.ts'
import { fictitiousUscc, plainRecord } from '../../support/fictitious-records.ts'

const AT = '2026-03-10T01:00:00.000Z'
const answerOf = (i: number) => ({ fetchedAt: AT, records: [plainRecord(i)] })

function cacheOf(maxEntries: number) {
  let now = 0
  const cache = createMemoryCache({ maxEntries, keepMs: 1_000, now: () => now })
  return { cache, wait: (ms: number) => void (now += ms) }
}

describe('the cache in memory', () => {
  it('gives back what it was given, by province and code', async () => {
    const { cache } = cacheOf(10)
    await cache.put('ANHUI', fictitiousUscc(1), answerOf(1))
    expect(await cache.get('ANHUI', fictitiousUscc(1))).toEqual(answerOf(1))
    expect(await cache.get('JIANGSU', fictitiousUscc(1))).toBeNull()
    expect(await cache.get('ANHUI', fictitiousUscc(2))).toBeNull()
  })

  it('gives back the latest answer', async () => {
    const { cache } = cacheOf(10)
    await cache.put('ANHUI', fictitiousUscc(1), answerOf(1))
    await cache.put('ANHUI', fictitiousUscc(1), answerOf(2))
    expect(await cache.get('ANHUI', fictitiousUscc(1))).toEqual(answerOf(2))
  })

  it('keeps no answer longer than it may', async () => {
    const { cache, wait } = cacheOf(10)
    await cache.put('ANHUI', fictitiousUscc(1), answerOf(1))
    wait(1_000)
    expect(await cache.get('ANHUI', fictitiousUscc(1))).not.toBeNull()
    wait(1)
    expect(await cache.get('ANHUI', fictitiousUscc(1))).toBeNull()
  })

  it('is not kept alive by being read', async () => {
    const { cache, wait } = cacheOf(10)
    await cache.put('ANHUI', fictitiousUscc(1), answerOf(1))
    for (let i = 0; i < 3; i += 1) {
      wait(400)
      await cache.get('ANHUI', fictitiousUscc(1))
    }
    expect(await cache.get('ANHUI', fictitiousUscc(1))).toBeNull()
  })

  it('is bounded: the one longest not used goes', async () => {
    const { cache } = cacheOf(3)
    for (const i of [1, 2, 3]) await cache.put('ANHUI', fictitiousUscc(i), answerOf(i))
    await cache.get('ANHUI', fictitiousUscc(1))
    await cache.put('ANHUI', fictitiousUscc(4), answerOf(4))
    const there = await Promise.all([1, 2, 3, 4].map((i) => cache.get('ANHUI', fictitiousUscc(i))))
    expect(there.map((answer) => answer !== null)).toEqual([true, false, true, true])
  })

  it('keeps nothing where it may keep no entry', async () => {
    const { cache } = cacheOf(0)
    await cache.put('ANHUI', fictitiousUscc(1), answerOf(1))
    expect(await cache.get('ANHUI', fictitiousUscc(1))).toBeNull()
  })

  it('holds no more than its bound after many answers', async () => {
    const { cache } = cacheOf(50)
    for (let i = 0; i < 500; i += 1) await cache.put('ANHUI', fictitiousUscc(i), answerOf(1))
    const there = await Promise.all(
      Array.from({ length: 500 }, (_, i) => cache.get('ANHUI', fictitiousUscc(i))),
    )
    expect(there.filter((answer) => answer !== null)).toHaveLength(50)
  })
})
