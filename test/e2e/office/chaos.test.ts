/** The short form of `npm run chaos`: test/chaos/main.ts. */
import { describe, expect, it } from 'vitest'
import { planKills } from '../../chaos/kill-plan.ts'
import { lossesIn, unpairedIn, unpromisedIn } from '../../chaos/judge-entries.ts'
import type { Entry } from '../../chaos/judge-entries.ts'
import { linesOf, problemsOf, shareInFlight } from '../../chaos/report.ts'
import { runChaos } from '../../chaos/run-chaos.ts'
import { STEPS } from '../../chaos/steps.ts'

/** Half a minute on a machine that does nothing else. */
const LONG = 300_000
const seed = String(Date.now())

describe(`kill -9 under load, seed ${seed}`, () => {
  it(
    'loses no acknowledged leaf, answers nothing without its intent, leaves no hole',
    async () => {
      const plan = { seed, kills: 5, databaseKills: 2, bothKills: 1, callers: 8 }
      const report = await runChaos(plan, () => undefined)
      const said = linesOf(report, 0).join('\n')
      expect(problemsOf(report, false), said).toEqual([])
      expect(report.killed, said).toHaveLength(5)
      expect(report.databaseKilled.map(({ what }) => what === 'postmaster')).toEqual([true, false])
      expect(report.bothKilled, said).toMatchObject([{ first: 'GATEWAY' }])
      expect(shareInFlight(report), said).toBeGreaterThanOrEqual(0.8)
      expect(report.judgement.acknowledged, said).toBeGreaterThan(0)
      // Somebody was cut off between his intent and its outcome.
      expect(report.judgement.unknown, said).toBeGreaterThan(0)
    },
    LONG,
  )
})

describe('the plan of kills', () => {
  it('is the same for the same seed, and aims a hundred of them at every step', () => {
    const plan = planKills('any', 100)
    expect(planKills('any', 100)).toEqual(plan)
    expect(planKills('other', 100)).not.toEqual(plan)
    const aimed = plan.flatMap((kill) => (kill.kind === 'AT_STEP' ? [kill.step] : []))
    expect(new Set(aimed)).toEqual(new Set(STEPS))
    expect(plan.filter(({ kind }) => kind === 'AT_RANDOM').length).toBeGreaterThan(40)
  })
})

describe('the judge', () => {
  const operation = { hash: 'o', leaf: { type: 'OPERATION', operation: 'asked' } } as Entry
  const intent = (hash: string) =>
    ({
      hash,
      leaf: { type: 'INTENT', asks: 'o', provinces: ['ANHUI'], _sd: ['one'] },
    }) as unknown as Entry
  const outcome = (of: string) =>
    ({ hash: `of ${of}`, leaf: { type: 'OUTCOME', intent: of } }) as unknown as Entry
  const log = [operation, intent('a'), outcome('a'), intent('b'), outcome('b')]
  const told = { index: 3, leafHash: 'b', operation: 'asked' }
  const shown = { index: 1, leafHash: 'a', subject: 'one' }

  it('finds nothing wrong with a log that is whole', () => {
    expect(lossesIn(log, [told])).toEqual([])
    expect(unpromisedIn(log, [shown], 'ANHUI')).toEqual([])
    expect(unpairedIn(log)).toEqual([])
  })

  it('names a leaf that was acknowledged and is lost, moved, another question, or told twice', () => {
    expect(lossesIn(log.slice(0, 3), [told])).toHaveLength(1)
    expect(lossesIn(log, [{ ...told, index: 1 }])).toHaveLength(1)
    expect(lossesIn(log, [{ ...told, operation: 'another' }])).toHaveLength(1)
    expect(lossesIn(log.with(0, { ...operation, hash: 'p' }), [told])).toHaveLength(1)
    expect(lossesIn(log, [told, told])).toHaveLength(1)
  })

  it('names a question to a registry without an intent for it', () => {
    expect(unpromisedIn(log, [{ ...shown, leafHash: 'c' }], 'ANHUI')).toHaveLength(1)
    expect(unpromisedIn(log, [{ ...shown, subject: 'other' }], 'ANHUI')).toHaveLength(1)
    expect(unpromisedIn(log, [shown], 'SHANGHAI')).toHaveLength(1)
  })

  it('names an intent without an outcome, and one with two', () => {
    expect(unpairedIn(log.slice(0, 4))).toEqual(['intent 3 has 0 outcomes'])
    expect(unpairedIn([...log, outcome('a')])).toEqual(['intent 1 has 2 outcomes'])
  })
})
