/** What a run of the suite says, and what is wrong with it. */
import type { ChaosReport } from './run-chaos.ts'
import { APPEND_STEPS, STEPS } from './steps.ts'
import type { Step } from './steps.ts'

const LEAST_SHARE_IN_FLIGHT = 0.8

export function shareInFlight({ killed }: ChaosReport): number {
  return killed.filter(({ inFlight }) => inFlight > 0).length / killed.length
}

/** Kills aimed at a step, and kills from outside that found it the last one taken. */
export function hitsOf({ killed }: ChaosReport): Readonly<Record<Step, string>> {
  const rows = STEPS.map((step) => {
    const aimed = killed.filter(({ kill }) => kill.kind === 'AT_STEP' && kill.step === step)
    const found = killed.filter(({ kill, lastStep }) => {
      return kill.kind === 'AT_RANDOM' && lastStep === step
    })
    return [step, `${aimed.length}+${found.length}`] as const
  })
  return Object.fromEntries(rows) as Record<Step, string>
}

/** `isWhole`: long enough that every step must have been hit. */
export function problemsOf(report: ChaosReport, isWhole: boolean): readonly string[] {
  const { counts, judgement, databaseKilled } = report
  const hits = hitsOf(report)
  const missed = APPEND_STEPS.filter((step) => hits[step].startsWith('0+'))
  const share = shareInFlight(report)
  const silent = databaseKilled.filter(({ what, missing }) => {
    return what === 'postmaster' && missing.length === 0
  })
  return [
    ...judgement.problems,
    ...(counts.unlogged > 0 ? [`${counts.unlogged} answers name no leaf`] : []),
    ...(counts.final > 0 ? [`${counts.final} refusals were final`] : []),
    ...(counts.acknowledged === judgement.acknowledged ? [] : ['acknowledgements were not kept']),
    ...(silent.length > 0 ? ['/readyz did not say that PostgreSQL is away'] : []),
    ...(isWhole && share < LEAST_SHARE_IN_FLIGHT ? [`only ${share} found work in flight`] : []),
    ...(isWhole ? missed.map((step) => `no kill at ${step}`) : []),
  ]
}

export function linesOf(report: ChaosReport, seconds: number): readonly string[] {
  const { killed, databaseKilled, counts, closed, judgement } = report
  const { problems, ...found } = judgement
  const inFlight = killed.map((one) => one.inFlight).toSorted((a, b) => a - b)
  return [
    `kills: ${killed.length}, with work in flight: ${(100 * shareInFlight(report)).toFixed(0)} %, questions cut off: median ${inFlight[Math.floor(inFlight.length / 2)] ?? 0}`,
    `hits per step (aimed + found by chance): ${JSON.stringify(hitsOf(report))}`,
    ...databaseKilled.map((one) => `PostgreSQL: ${JSON.stringify(one)}`),
    ...report.bothKilled.map((one) => `both: ${JSON.stringify(one)}`),
    `callers: ${JSON.stringify(counts)}`,
    `log: ${JSON.stringify({ ...found, closedAsUnknown: closed })}`,
    `problems: ${problems.length}`,
    `starts refused by a slow PostgreSQL: ${report.refusedStarts}; seconds: ${seconds.toFixed(0)}`,
  ]
}
