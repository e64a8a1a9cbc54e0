import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { provinceError } from '../../../adapters/shared/failure.ts'
import { createMemoryCache } from '../../../gateway/cache/memory-cache.ts'
import { NO_CACHE } from '../../../gateway/cache/record-cache.ts'
import { createSource } from '../../../gateway/registries/source.ts'
import type { SourceOptions } from '../../../gateway/registries/source.ts'
import type { FederationError } from '../../../schemas/model/errors.ts'
import { fictitiousUscc, plainRecord } from '../../support/fictitious-records.ts'
import { createFakeAdapter } from '../../support/fake-adapter.ts'

const AT = new Date('2026-03-10T01:00:00.000Z')
const [ONE, TWO, THREE] = [fictitiousUscc(1), fictitiousUscc(2), fictitiousUscc(3)]
const RECORD = plainRecord(1)
const HOUR_MS = 3_600_000

function openSource(options: Partial<SourceOptions> = {}) {
  const adapter = createFakeAdapter('ANHUI')
  const observer = { answered: vi.fn(), failed: vi.fn(), unknownCodes: vi.fn() }
  const source = createSource({
    adapter,
    cache: NO_CACHE,
    freshMs: 0,
    staleMs: 0,
    deadlineMs: 2_000,
    breakAfter: 3,
    probeAfterMs: 5_000,
    retryShare: 0,
    maxCalls: 4,
    now: () => new Date(),
    observer,
    ...options,
  })
  return { adapter, source, observer }
}

const memory = () => createMemoryCache({ maxEntries: 100, keepMs: HOUR_MS, now: Date.now })

/** The answer, once what it waits for has come to pass. */
async function settled<T>(promise: Promise<T>, ms = 0): Promise<T> {
  await vi.advanceTimersByTimeAsync(ms)
  return promise
}

beforeEach(() => void vi.useFakeTimers({ now: AT }))
afterEach(() => void vi.useRealTimers())

describe('an answer', () => {
  it('with records is ANSWERED, dated by the answer', async () => {
    const { adapter, source, observer } = openSource()
    adapter.say(() => [RECORD])
    expect(await settled(source.ask(ONE))).toEqual({
      province: 'ANHUI',
      state: 'ANSWERED',
      fetchedAt: AT.toISOString(),
      latencyMs: 0,
      code: null,
      records: [RECORD],
    })
    expect(observer.answered).toHaveBeenCalledExactlyOnceWith('ANHUI', 'ANSWERED', 0)
    expect(observer.failed).not.toHaveBeenCalled()
  })

  it('without records is NO_RECORD: it spoke', async () => {
    const { source } = openSource()
    expect(await settled(source.ask(ONE))).toMatchObject({
      state: 'NO_RECORD',
      fetchedAt: AT.toISOString(),
      code: null,
    })
  })

  it('tells when the registry last answered', async () => {
    const { source } = openSource()
    expect(source.lastAnswerAt()).toBeNull()
    await settled(source.ask(ONE))
    expect(source.lastAnswerAt()).toBe(AT.toISOString())
  })

  it('to several codes asked for together is one call', async () => {
    const { adapter, source } = openSource()
    adapter.say((uscc) => [{ ...RECORD, uscc }])
    const answers = await settled(Promise.all([ONE, TWO, ONE].map((uscc) => source.ask(uscc))))
    expect(adapter.asked).toEqual([[ONE, TWO]])
    expect(answers.map(({ records }) => records[0]?.uscc)).toEqual([ONE, TWO, ONE])
  })
})

describe('a failure never rejects; it is said with its code', () => {
  it.each([
    ['FAILED', provinceError('PROVINCE_ERROR', 'ANHUI')],
    ['FAILED', provinceError('PROVINCE_BAD_ANSWER', 'ANHUI')],
    ['FAILED', provinceError('PROVINCE_REFUSED_SIGNATURE', 'ANHUI')],
  ])('%s', async (state, failure) => {
    const { adapter, source, observer } = openSource()
    adapter.fail(failure)
    expect(await settled(source.ask(ONE))).toMatchObject({
      state,
      code: failure.code,
      fetchedAt: null,
      records: [],
    })
    expect(observer.failed).toHaveBeenCalledExactlyOnceWith('ANHUI', failure)
  })

  it('TIMED_OUT when the deadline passed', async () => {
    const { adapter, source } = openSource()
    adapter.hang()
    expect(await settled(source.ask(ONE), 2_000)).toMatchObject({
      state: 'TIMED_OUT',
      code: 'PROVINCE_TIMEOUT',
      latencyMs: 2_000,
    })
  })

  it('NOT_ASKED while the breaker is open, without a latency', async () => {
    const { adapter, source } = openSource()
    adapter.fail(provinceError('PROVINCE_UNREACHABLE', 'ANHUI'))
    for (let i = 0; i < 3; i += 1) await settled(source.ask(ONE))
    expect(source.circuit()).toBe('OPEN')
    const calls = adapter.asked.length
    expect(await settled(source.ask(ONE))).toMatchObject({
      state: 'NOT_ASKED',
      code: 'PROVINCE_SUSPENDED',
      latencyMs: null,
    })
    expect(adapter.asked).toHaveLength(calls)
  })

  it('INTERNAL for an adapter’s own fault, whose words stay in the log', async () => {
    const { adapter, source, observer } = openSource()
    const fault = new TypeError('reading 10.0.0.1')
    adapter.fail(fault)
    const answer = await settled(source.ask(ONE))
    expect(answer).toMatchObject({ state: 'FAILED', code: 'INTERNAL' })
    expect(JSON.stringify(answer)).not.toContain('10.0.0.1')
    const [, failure] = observer.failed.mock.calls[0] as [string, FederationError]
    expect(failure.cause).toBe(fault)
  })

  it('one bad record of a batch fails that code alone, and not the registry', async () => {
    const { adapter, source } = openSource({ breakAfter: 1 })
    const bad = provinceError('PROVINCE_BAD_RECORD', 'ANHUI')
    adapter.say((uscc) => (uscc === TWO ? bad : [{ ...RECORD, uscc }]))
    const answers = await settled(Promise.all([ONE, TWO, THREE].map((uscc) => source.ask(uscc))))
    expect(answers.map(({ state, code }) => [state, code])).toEqual([
      ['ANSWERED', null],
      ['FAILED', 'PROVINCE_BAD_RECORD'],
      ['ANSWERED', null],
    ])
    expect(source.circuit()).toBe('CLOSED')
  })
})

describe('the cache', () => {
  const opened = () => {
    const open = openSource({ cache: memory(), freshMs: 30_000, staleMs: HOUR_MS })
    open.adapter.say(() => [RECORD])
    return open
  }

  it('answers while the answer is young, with the day it was given', async () => {
    const { adapter, source } = opened()
    await settled(source.ask(ONE))
    await vi.advanceTimersByTimeAsync(29_999)
    expect(await settled(source.ask(ONE))).toMatchObject({
      state: 'ANSWERED',
      fetchedAt: AT.toISOString(),
      latencyMs: 0,
    })
    expect(adapter.asked).toHaveLength(1)
  })

  it('answers that there was no record, too', async () => {
    const { adapter, source } = opened()
    adapter.say(() => [])
    await settled(source.ask(ONE))
    expect(await settled(source.ask(ONE))).toMatchObject({ state: 'NO_RECORD' })
    expect(adapter.asked).toHaveLength(1)
  })

  it('is passed over when the answer is no longer young', async () => {
    const { adapter, source } = opened()
    await settled(source.ask(ONE))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await settled(source.ask(ONE))).toMatchObject({
      state: 'ANSWERED',
      fetchedAt: '2026-03-10T01:00:30.000Z',
    })
    expect(adapter.asked).toHaveLength(2)
  })

  it('gives a STALE answer with its day and the failure’s code when the registry fails', async () => {
    const { adapter, source } = opened()
    await settled(source.ask(ONE))
    await vi.advanceTimersByTimeAsync(60_000)
    adapter.fail(provinceError('PROVINCE_UNREACHABLE', 'ANHUI'))
    expect(await settled(source.ask(ONE))).toMatchObject({
      state: 'STALE',
      code: 'PROVINCE_UNREACHABLE',
      fetchedAt: AT.toISOString(),
      records: [RECORD],
    })
  })

  it('gives a STALE answer when the deadline passed and while the breaker is open', async () => {
    const { adapter, source } = opened()
    await settled(source.ask(ONE))
    await vi.advanceTimersByTimeAsync(60_000)
    adapter.hang()
    for (const code of ['PROVINCE_TIMEOUT', 'PROVINCE_TIMEOUT', 'PROVINCE_TIMEOUT']) {
      expect(await settled(source.ask(ONE), 2_000)).toMatchObject({ state: 'STALE', code })
    }
    expect(await settled(source.ask(ONE))).toMatchObject({
      state: 'STALE',
      code: 'PROVINCE_SUSPENDED',
    })
  })

  it('gives no answer older than what may be shown', async () => {
    const { adapter, source } = opened()
    await settled(source.ask(ONE))
    await vi.advanceTimersByTimeAsync(HOUR_MS)
    adapter.fail(provinceError('PROVINCE_UNREACHABLE', 'ANHUI'))
    expect(await settled(source.ask(ONE))).toMatchObject({ state: 'FAILED', records: [] })
  })

  it('never says "no record" for a registry that fails', async () => {
    const { adapter, source } = opened()
    adapter.say(() => [])
    await settled(source.ask(ONE))
    await vi.advanceTimersByTimeAsync(60_000)
    adapter.fail(provinceError('PROVINCE_UNREACHABLE', 'ANHUI'))
    expect(await settled(source.ask(ONE))).toMatchObject({ state: 'FAILED' })
  })

  it('is not asked where both lives are zero', async () => {
    const cache = { get: vi.fn(), put: vi.fn(), close: vi.fn() }
    const { source } = openSource({ cache })
    await settled(source.ask(ONE))
    expect(cache.get).not.toHaveBeenCalled()
    expect(cache.put).not.toHaveBeenCalled()
  })

  it('is not waited for when it takes an answer', async () => {
    const cache = { ...NO_CACHE, put: () => new Promise<never>(() => undefined) }
    const { adapter, source } = openSource({ cache, staleMs: HOUR_MS })
    adapter.say(() => [RECORD])
    expect(await settled(source.ask(ONE))).toMatchObject({ state: 'ANSWERED' })
  })

  it('does not keep a bad record in place of a good one', async () => {
    const { adapter, source } = opened()
    await settled(source.ask(ONE))
    await vi.advanceTimersByTimeAsync(60_000)
    adapter.say(() => provinceError('PROVINCE_BAD_RECORD', 'ANHUI'))
    expect(await settled(source.ask(ONE))).toMatchObject({
      state: 'STALE',
      code: 'PROVINCE_BAD_RECORD',
      records: [RECORD],
    })
  })
})

describe('a search', () => {
  it('fails with the code of its failure', async () => {
    const { adapter, source, observer } = openSource()
    adapter.fail(provinceError('PROVINCE_BAD_ANSWER', 'ANHUI'))
    const failure = await settled(
      source.search({ name: '虚构' }, null, 20).catch((reason: unknown) => reason),
    )
    expect(failure).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
    expect(observer.failed).toHaveBeenCalledOnce()
  })

  it('shares the breaker with the questions for codes', async () => {
    const { adapter, source } = openSource()
    adapter.fail(provinceError('PROVINCE_UNREACHABLE', 'ANHUI'))
    for (let i = 0; i < 3; i += 1) await settled(source.ask(ONE))
    const failure = await settled(
      source.search({ name: '虚构' }, null, 20).catch((reason: unknown) => reason),
    )
    expect(failure).toMatchObject({ code: 'PROVINCE_SUSPENDED' })
  })

  it('has the registry’s deadline', async () => {
    const { adapter, source } = openSource()
    adapter.hang()
    const search = source.search({ name: '虚构' }, null, 20).catch((reason: unknown) => reason)
    expect(await settled(search, 2_000)).toMatchObject({ code: 'PROVINCE_TIMEOUT' })
  })
})
