import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FAULT_MODES } from '../../../adapters/shared/sandbox/faults.ts'
import type { FaultMode } from '../../../adapters/shared/sandbox/faults.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { startDelta } from '../../support/delta.ts'
import type { Delta } from '../../support/delta.ts'
import { deltaUscc } from '../../support/delta-records.ts'
import type { Answer } from '../../support/gateway-process.ts'
import { WHOLE, rowsFrom, sourceOf } from '../../support/whole-entity.ts'
import type { WholeEntity } from '../../support/whole-entity.ts'
import { promptly } from '../../support/promptly.ts'

const DEADLINE_MS = 600
/** What an answer may take beyond the deadline. */
const GRACE_MS = 500
const IN_TIME_MS = DEADLINE_MS + GRACE_MS

const FAILURES: Readonly<Partial<Record<FaultMode, string>>> = {
  hang: 'PROVINCE_TIMEOUT',
  error500: 'PROVINCE_ERROR',
  reset: 'PROVINCE_UNREACHABLE',
  html: 'PROVINCE_BAD_ANSWER',
  garbage: 'PROVINCE_BAD_ANSWER',
  truncated: 'PROVINCE_BAD_ANSWER',
  wrongCharset: 'PROVINCE_BAD_ANSWER',
  badSignature: 'PROVINCE_REFUSED_SIGNATURE',
  clockSkew: 'PROVINCE_CLOCK_SKEW',
}
const ANSWERING: readonly FaultMode[] = ['none', 'slow', 'unknownCode']
/** Whose protocol carries a time stamp that is checked; the others answer whatever the time. */
const SIGNS_TIME: readonly Province[] = ['ZHEJIANG']

/** One entity for every registrar: what a registry owns is different in each. */
const CODES = PROVINCES.map((_, i) => deltaUscc(i))
const QUERY = `query ($usccs: [String!]!) { entities(usccs: $usccs) { ${WHOLE} } }`

let delta: Delta
let healthy: readonly WholeEntity[]
beforeAll(async () => {
  delta = await startDelta(PROVINCES.length, {
    REGISTRY_DEADLINE_MS: String(DEADLINE_MS),
    REGISTRY_BREAK_AFTER: '1000',
    RECORD_FRESH_SECONDS: '0',
    RECORD_STALE_SECONDS: '0',
  })
  // Asked more often than once, so that the compiled query is compared with itself.
  for (let i = 0; i < 4; i += 1) healthy = entitiesOf(await askAll())
})
afterAll(() => delta?.[Symbol.asyncDispose]())
afterEach(() => delta.registries.heal())

describe('with no fault', () => {
  it('all four registries have something of their own to say', () => {
    for (const entity of healthy) {
      expect(entity.sources.map(({ state }) => state)).toEqual(Array(4).fill('ANSWERED'))
      expect(entity.registrarState).toBe('CONFIRMED')
      for (const province of PROVINCES) {
        for (const rows of Object.values(rowsFrom(entity, [province]))) {
          expect(rows?.length).toBe(1)
        }
      }
    }
  })

  it('every fault of the list is accounted for here', () => {
    expect([...Object.keys(FAILURES), ...ANSWERING].sort()).toEqual([...FAULT_MODES].sort())
  })
})

const cases = PROVINCES.flatMap((province) =>
  Object.entries(FAILURES)
    .filter(([mode]) => mode !== 'clockSkew' || SIGNS_TIME.includes(province))
    .map(([mode, code]) => [province, mode as FaultMode, code] as const),
)

describe.each(cases)('with %s under %s', (province, mode, code) => {
  it('the other three are whole, in time, and what is missing is said once', async () => {
    delta.registries.fail(province, mode)
    const answer = await promptly(IN_TIME_MS, askAll)
    expect(answer.status).toBe(200)
    expect(answer.tookMs).toBeLessThan(IN_TIME_MS)
    expectOthersWhole(answer, province)
    expectFailureSaid(answer, province, code)
    expectNothingLeaks(answer)
  })
})

describe.each(PROVINCES)('with %s answering, but oddly', (province) => {
  it('a slow answer inside the deadline is an answer', async () => {
    delta.registries.fail(province, 'slow', DEADLINE_MS / 3)
    const answer = await askAll()
    expect(answer.errors).toEqual([])
    expect(entitiesOf(answer).map(withoutTimes)).toEqual(healthy.map(withoutTimes))
  })

  it('a slow answer beyond the deadline is none', async () => {
    delta.registries.fail(province, 'slow', DEADLINE_MS * 2)
    const answer = await promptly(IN_TIME_MS, askAll)
    expect(answer.tookMs).toBeLessThan(IN_TIME_MS)
    expectOthersWhole(answer, province)
    expectFailureSaid(answer, province, 'PROVINCE_TIMEOUT')
  })

  it('a code nobody knows is kept and said, and nothing is an error', async () => {
    delta.registries.fail(province, 'unknownCode')
    const answer = await askAll()
    expect(answer.errors).toEqual([])
    const own = entitiesOf(answer)[PROVINCES.indexOf(province)]!
    expect(own.registration?.state).toBe('UNKNOWN')
    expect(sourceOf(own, province)?.unknownCodes).toContainEqual({ field: 'registration.state' })
    expectOthersWhole(answer, province, true)
  })
})

describe('with all four failing in ways of their own', () => {
  const modes = { SHANGHAI: 'hang', JIANGSU: 'error500', ZHEJIANG: 'reset', ANHUI: 'html' } as const

  it('the answer has its four rows, nothing else, and comes in time', async () => {
    for (const province of PROVINCES) delta.registries.fail(province, modes[province])
    const answer = await promptly(IN_TIME_MS, askAll)
    expect(answer.status).toBe(200)
    expect(answer.tookMs).toBeLessThan(IN_TIME_MS)
    for (const entity of entitiesOf(answer)) {
      expect(entity).toMatchObject({ name: null, registrar: null, registration: null })
      expect(entity).toMatchObject({ registrarState: 'UNDETERMINED', penalties: null })
      for (const province of PROVINCES) {
        expect(sourceOf(entity, province)?.code).toBe(FAILURES[modes[province]])
      }
    }
    for (const province of PROVINCES) {
      expect(errorsOf(answer, province)).toHaveLength(CODES.length)
    }
    expectNothingLeaks(answer)
  })

  it('a code that nobody could have is not said to be unknown', async () => {
    for (const province of PROVINCES) delta.registries.fail(province, 'error500')
    const answer = await delta.gateway.ask(
      `{ entity(uscc: "${deltaUscc(99)}") { sources { state } } }`,
    )
    expect(answer.data?.['entity']).toEqual({ sources: Array(4).fill({ state: 'FAILED' }) })
  })
})

describe('when the fault is over', () => {
  it('the answer is what it was', async () => {
    for (const province of PROVINCES) delta.registries.fail(province, 'reset')
    await askAll()
    delta.registries.heal()
    const answer = await askAll()
    expect(answer.errors).toEqual([])
    expect(entitiesOf(answer).map(withoutTimes)).toEqual(healthy.map(withoutTimes))
  })
})

function askAll(): Promise<Answer> {
  return delta.gateway.ask(QUERY, { usccs: CODES })
}

function entitiesOf({ data }: Answer): readonly WholeEntity[] {
  return data?.['entities'] ?? []
}

/** @param same The failing registry's own rows are there too. */
function expectOthersWhole(answer: Answer, failing: Province, same = false): void {
  const others = PROVINCES.filter((province) => province !== failing)
  entitiesOf(answer).forEach((entity, i) => {
    const before = healthy[i]!
    expect(rowsFrom(entity, others)).toEqual(rowsFrom(before, others))
    expect(entity.name).toBe(before.name)
    for (const province of others) expect(sourceOf(entity, province)?.state).toBe('ANSWERED')
    if (same) return
    for (const rows of Object.values(rowsFrom(entity, [failing]))) expect(rows).toEqual([])
    if (before.registrar?.province === failing) {
      expect(entity).toMatchObject({ registrar: null, registration: null })
      expect(entity.registrarState).toBe('UNDETERMINED')
    } else {
      expect(entity.registration).toEqual(before.registration)
      expect(entity.registrar).toEqual(before.registrar)
      expect(entity.registrarState).toBe('PRESUMED')
    }
  })
}

/** One error and one row an entity, nothing about the others. */
function expectFailureSaid(answer: Answer, province: Province, code: string): void {
  const state = code === 'PROVINCE_TIMEOUT' ? 'TIMED_OUT' : 'FAILED'
  for (const entity of entitiesOf(answer)) {
    expect(sourceOf(entity, province)).toMatchObject({ state, code, asOf: null })
  }
  expect(errorsOf(answer, province)).toEqual(
    CODES.map((uscc, i) => ({ path: ['entities', i], code, province, uscc })),
  )
  expect(answer.errors).toHaveLength(CODES.length)
}

function errorsOf({ errors }: Answer, of: Province) {
  return errors
    .filter(({ extensions }) => extensions.province === of)
    .map(({ path, extensions: { code, province, uscc } }) => ({ path, code, province, uscc }))
    .sort((a, b) => Number(a.path?.[1]) - Number(b.path?.[1]))
}

function expectNothingLeaks({ text }: Answer): void {
  expect(text).not.toMatch(/internal error|10\.0\.0\.1|系统维护中|<html|127\.0\.0\.1|HMAC|stack/i)
  for (const secret of delta.registries.secrets) expect(text).not.toContain(secret)
}

function withoutTimes(entity: WholeEntity) {
  const sources = entity.sources.map(({ asOf: _, latencyMs: __, ...rest }) => rest)
  return { ...entity, sources }
}
