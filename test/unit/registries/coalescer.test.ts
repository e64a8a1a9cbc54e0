import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCoalescer } from '../../../gateway/registries/coalescer.ts'

interface Call {
  readonly keys: readonly string[]
  readonly waitedMs: number
  readonly answer: (values: readonly string[]) => void
  readonly fail: (reason: unknown) => void
}

function coalescerWith(maxBatch: number, maxCalls: number) {
  const calls: Call[] = []
  const coalescer = createCoalescer<string, string>({
    maxBatch,
    maxCalls,
    call: (keys, waitedMs) =>
      new Promise((resolve, reject) => {
        calls.push({ keys, waitedMs, answer: resolve, fail: reject })
      }),
  })
  return { coalescer, calls, asked: () => calls.map(({ keys }) => keys) }
}

/** To the end of this turn of the event loop, where what arrived together leaves together. */
const turn = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('keys asked for in one turn', () => {
  it('travel in one call, in the order they came', async () => {
    const { coalescer, calls, asked } = coalescerWith(100, 1)
    const answers = Promise.all(['a', 'b', 'c'].map((key) => coalescer.load(key)))
    await turn()
    expect(asked()).toEqual([['a', 'b', 'c']])
    calls[0]!.answer(['A', 'B', 'C'])
    expect(await answers).toEqual(['A', 'B', 'C'])
  })

  it('are split where the registry takes no more, as far as calls are free', async () => {
    const { coalescer, asked } = coalescerWith(2, 2)
    for (const key of ['a', 'b', 'c', 'd', 'e']) void coalescer.load(key)
    await turn()
    expect(asked()).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    expect(coalescer.waiting()).toBe(1)
  })
})

describe('one key', () => {
  it('is asked for once while it is under way, whoever asks', async () => {
    const { coalescer, calls, asked } = coalescerWith(1, 4)
    const first = coalescer.load('a')
    await turn()
    const second = coalescer.load('a')
    await turn()
    expect(asked()).toEqual([['a']])
    calls[0]!.answer(['A'])
    expect(await Promise.all([first, second])).toEqual(['A', 'A'])
  })

  it('is asked for again once it has been answered: the coalescer is no cache', async () => {
    const { coalescer, calls, asked } = coalescerWith(1, 4)
    const first = coalescer.load('a')
    await turn()
    calls[0]!.answer(['A'])
    await first
    void coalescer.load('a')
    await turn()
    expect(asked()).toEqual([['a'], ['a']])
  })

  it('is asked for again after it failed', async () => {
    const { coalescer, calls, asked } = coalescerWith(1, 4)
    const first = coalescer.load('a').catch((reason: unknown) => reason)
    await turn()
    calls[0]!.fail('down')
    expect(await first).toBe('down')
    void coalescer.load('a')
    await turn()
    expect(asked()).toHaveLength(2)
  })
})

describe('while all calls are under way', () => {
  it('what comes waits and travels together as soon as one ends', async () => {
    const { coalescer, calls, asked } = coalescerWith(100, 1)
    void coalescer.load('a')
    await turn()
    void coalescer.load('b')
    await vi.advanceTimersByTimeAsync(30)
    void coalescer.load('c')
    await turn()
    expect(asked()).toEqual([['a']])
    calls[0]!.answer(['A'])
    await turn()
    expect(asked()).toEqual([['a'], ['b', 'c']])
  })

  it('how long the oldest has waited is told: its deadline includes it', async () => {
    const { coalescer, calls } = coalescerWith(100, 1)
    void coalescer.load('a')
    await turn()
    void coalescer.load('b')
    await vi.advanceTimersByTimeAsync(300)
    void coalescer.load('c')
    await vi.advanceTimersByTimeAsync(200)
    calls[0]!.answer(['A'])
    await turn()
    expect(calls[0]!.waitedMs).toBeLessThan(5)
    expect(calls[1]!.waitedMs).toBeGreaterThanOrEqual(500)
    expect(calls[1]!.waitedMs).toBeLessThan(510)
  })

  it('a call that failed frees its place too', async () => {
    const { coalescer, calls, asked } = coalescerWith(1, 1)
    const first = coalescer.load('a').catch((reason: unknown) => reason)
    void coalescer.load('b')
    await turn()
    calls[0]!.fail('down')
    await first
    await turn()
    expect(asked()).toEqual([['a'], ['b']])
  })
})

describe('a call that fails', () => {
  it('fails every key that travelled in it and no other', async () => {
    const { coalescer, calls } = coalescerWith(2, 2)
    const [a, b, c] = ['a', 'b', 'c'].map((key) =>
      coalescer.load(key).catch((reason: unknown) => reason),
    )
    await turn()
    calls[0]!.fail('down')
    calls[1]!.answer(['C'])
    expect(await Promise.all([a, b, c])).toEqual(['down', 'down', 'C'])
  })
})
