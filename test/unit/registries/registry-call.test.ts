import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { provinceError } from '../../../adapters/shared/failure.ts'
import type { ProvinceErrorCode } from '../../../adapters/shared/failure.ts'
import { createRegistryCall } from '../../../gateway/registries/registry-call.ts'
import type { CallOptions } from '../../../gateway/registries/registry-call.ts'
import { createRetryBudget } from '../../../gateway/registries/retry-budget.ts'

const callWith = (options: Partial<CallOptions> = {}) =>
  createRegistryCall({
    province: 'ANHUI',
    deadlineMs: 2_000,
    breakAfter: 3,
    probeAfterMs: 5_000,
    retryShare: 0,
    ...options,
  })

const failing = (code: ProvinceErrorCode) => () => Promise.reject(provinceError(code, 'ANHUI'))
const outcome = (promise: Promise<unknown>) =>
  promise.catch((failure: { readonly code?: string }) => failure.code ?? failure)

/** Never answers; gives up when it is told to, as an adapter does. */
const hanging = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the deadline', () => {
  it('ends a call that hangs, and the adapter is told', async () => {
    let told: AbortSignal | undefined
    const ended = outcome(callWith().run((signal) => hanging((told = signal))))
    await vi.advanceTimersByTimeAsync(1_999)
    expect(told?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(told?.aborted).toBe(true)
    expect(await ended).toBe('PROVINCE_TIMEOUT')
  })

  it('includes what the oldest code has waited before the call', async () => {
    let told: AbortSignal | undefined
    const ended = outcome(callWith().run((signal) => hanging((told = signal)), 1_500))
    await vi.advanceTimersByTimeAsync(500)
    expect(told?.aborted).toBe(true)
    expect(await ended).toBe('PROVINCE_TIMEOUT')
  })

  it('that has passed while waiting: the registry is not asked at all', async () => {
    const work = vi.fn(() => Promise.resolve('late'))
    expect(await outcome(callWith().run(work, 2_000))).toBe('PROVINCE_TIMEOUT')
    expect(work).not.toHaveBeenCalled()
  })

  it('names the province and its milliseconds for the message', async () => {
    const ended = callWith()
      .run(hanging)
      .catch((failure: unknown) => failure)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await ended).toMatchObject({ details: { province: 'ANHUI', timeoutMs: 2_000 } })
  })

  it('leaves no timer behind after an answer', async () => {
    expect(await callWith().run(() => Promise.resolve('quick'))).toBe('quick')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the breaker', () => {
  const broken = async () => {
    const call = callWith()
    for (let i = 0; i < 3; i += 1) await outcome(call.run(failing('PROVINCE_ERROR')))
    return call
  }

  it('opens after so many failures in a row: the registry is left alone', async () => {
    const call = await broken()
    const work = vi.fn(() => Promise.resolve('well'))
    expect(call.circuit()).toBe('OPEN')
    expect(await outcome(call.run(work))).toBe('PROVINCE_SUSPENDED')
    expect(work).not.toHaveBeenCalled()
  })

  it('does not open when an answer comes between', async () => {
    const call = callWith()
    for (let i = 0; i < 6; i += 1) {
      await outcome(call.run(i % 3 === 2 ? () => Promise.resolve(1) : failing('PROVINCE_ERROR')))
    }
    expect(call.circuit()).toBe('CLOSED')
  })

  it('lets one call try again after a while, and closes when it is answered', async () => {
    const call = await broken()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await call.run(() => Promise.resolve('well'))).toBe('well')
    expect(call.circuit()).toBe('CLOSED')
  })

  it('lets one call try and no more while it is under way', async () => {
    const call = await broken()
    await vi.advanceTimersByTimeAsync(5_000)
    const work = vi.fn(hanging)
    const both = [outcome(call.run(work)), outcome(call.run(work))]
    await vi.advanceTimersByTimeAsync(2_000)
    await Promise.all(both)
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('what waited for the try has waited within its deadline', async () => {
    const call = await broken()
    await vi.advanceTimersByTimeAsync(5_000)
    const slow = () => new Promise((resolve) => setTimeout(resolve, 1_900))
    const tried = call.run(slow)
    const ended = outcome(call.run(hanging))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await Promise.race([ended, tried.then(() => 'still waiting')])).toBe('PROVINCE_TIMEOUT')
  })

  it('stays open when the try fails', async () => {
    const call = await broken()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await outcome(call.run(failing('PROVINCE_BAD_ANSWER')))).toBe('PROVINCE_BAD_ANSWER')
    expect(await outcome(call.run(() => Promise.resolve(1)))).toBe('PROVINCE_SUSPENDED')
  })

  it('counts a missed deadline as a failure', async () => {
    const call = callWith({ breakAfter: 1 })
    const ended = outcome(call.run(hanging))
    await vi.advanceTimersByTimeAsync(2_000)
    await ended
    expect(call.circuit()).toBe('OPEN')
  })
})

describe('a retry', () => {
  const failingOnce = (code: ProvinceErrorCode) => {
    let tries = 0
    return vi.fn(() =>
      (tries += 1) === 1 ? Promise.reject(provinceError(code, 'ANHUI')) : Promise.resolve('second'),
    )
  }

  it.each(['PROVINCE_UNREACHABLE', 'PROVINCE_ERROR'] as const)('is made after %s', async (code) => {
    const work = failingOnce(code)
    expect(await callWith({ retryShare: 0.1 }).run(work)).toBe('second')
    expect(work).toHaveBeenCalledTimes(2)
  })

  it.each([
    'PROVINCE_BAD_ANSWER',
    'PROVINCE_REFUSED_SIGNATURE',
    'PROVINCE_CLOCK_SKEW',
    'PROVINCE_BAD_RECORD',
  ] as const)('is not made after %s: asking again will not help', async (code) => {
    const work = failingOnce(code)
    expect(await outcome(callWith({ retryShare: 0.1 }).run(work))).toBe(code)
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('is made once, not again and again', async () => {
    const work = vi.fn(failing('PROVINCE_ERROR'))
    await outcome(callWith({ retryShare: 0.1 }).run(work))
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('lies within the first deadline', async () => {
    const call = callWith({ retryShare: 0.1 })
    let tries = 0
    const ended = outcome(
      call.run(async (signal) => {
        tries += 1
        if (tries > 1) return hanging(signal)
        await new Promise((resolve) => setTimeout(resolve, 1_500))
        throw provinceError('PROVINCE_ERROR', 'ANHUI')
      }),
    )
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await ended).toBe('PROVINCE_TIMEOUT')
  })

  it('is not made after the deadline', async () => {
    const work = vi.fn(hanging)
    const ended = outcome(callWith({ retryShare: 0.1 }).run(work))
    await vi.advanceTimersByTimeAsync(2_000)
    await ended
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('stops when the budget is used up: retries cannot double the load of a registry that fails', async () => {
    const call = callWith({ retryShare: 0.1, breakAfter: 10_000 })
    const work = vi.fn(failing('PROVINCE_ERROR'))
    for (let i = 0; i < 1_000; i += 1) await outcome(call.run(work))
    const retries = work.mock.calls.length - 1_000
    expect(retries).toBeGreaterThanOrEqual(100)
    expect(retries).toBeLessThanOrEqual(110)
  })
})

describe('the retry budget', () => {
  it('starts full, is spent one by one and earned by shares', () => {
    const budget = createRetryBudget(0.5, 2)
    expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false])
    budget.earn()
    expect(budget.spend()).toBe(false)
    budget.earn()
    expect(budget.spend()).toBe(true)
  })

  it('is not saved up beyond its size', () => {
    const budget = createRetryBudget(1, 1)
    for (let i = 0; i < 10; i += 1) budget.earn()
    expect([budget.spend(), budget.spend()]).toEqual([true, false])
  })
})
