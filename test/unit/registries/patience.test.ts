import { describe, expect, it } from 'vitest'
import { createPatience } from '../../../gateway/registries/patience.ts'
import type { Patience } from '../../../gateway/registries/patience.ts'
import type { Province } from '../../../schemas/model/province.ts'

const DEADLINE_MS = 1_000

describe('the patience of one request', () => {
  it.each([
    ['the first question has the whole deadline', [], 1_000],
    ['a question after one that took 400 ms has the rest', [400], 600],
    ['every question before it counts', [400, 300], 300],
    ['one after a question that used it up is not asked', [1_000], 0],
    ['too little for an answer is nothing', [990], 0],
    ['next to nothing is not taken off', [10], 1_000],
  ])('%s', async (_, before, left) => {
    const clock = createClock()
    for (const tookMs of before) await clock.question('ANHUI', tookMs)
    expect(await clock.question('ANHUI', 0)).toBe(left)
  })

  it('is for each registry its own', async () => {
    const clock = createClock()
    await clock.question('ANHUI', 1_000)
    expect(await clock.question('JIANGSU', 0)).toBe(DEADLINE_MS)
  })

  it('counts questions asked together once', async () => {
    const clock = createClock()
    const [first, second] = [clock.open('ANHUI'), clock.open('ANHUI')]
    clock.pass(400)
    await Promise.all([first.answer(), second.answer()])
    expect(await clock.question('ANHUI', 0)).toBe(600)
  })

  it('counts a question that fails', async () => {
    const clock = createClock()
    const question = clock.open('ANHUI')
    clock.pass(700)
    await question.fail()
    expect(await clock.question('ANHUI', 0)).toBe(300)
  })

  it('does not count the time in which nothing was asked', async () => {
    const clock = createClock()
    await clock.question('ANHUI', 100)
    clock.pass(5_000)
    expect(await clock.question('ANHUI', 0)).toBe(900)
  })
})

/** A patience whose time is moved by hand. */
function createClock() {
  let now = 0
  const patience: Patience = createPatience(() => now)
  const pass = (ms: number) => void (now += ms)

  function open(province: Province) {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    let left = NaN
    const asked = patience.waitFor(province, DEADLINE_MS, (leftMs) => {
      left = leftMs
      return promise
    })
    return {
      async answer() {
        resolve()
        await asked
        return left
      },
      async fail() {
        reject(new Error('failed'))
        await expect(asked).rejects.toThrow()
      },
    }
  }

  return {
    pass,
    open,
    /** Gives what it was told to be left. */
    question(province: Province, tookMs: number): Promise<number> {
      const question = open(province)
      pass(tookMs)
      return question.answer()
    },
  }
}
