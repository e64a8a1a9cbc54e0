import { availableParallelism } from 'node:os'
import { runStep, type Outcome, type RunOptions } from './run-step.ts'
import type { Step } from './steps.ts'

export interface RunStepsOptions extends RunOptions {
  /** Most steps aside that run at the same time. Default: one for each processor. */
  readonly atOnce?: number
}

/**
 * Runs every step, also after one has failed, and writes a summary. Its last line is
 * `N passed, N failed`; a step that counts no tests of its own counts as one.
 */
export async function runSteps(
  steps: readonly Step[],
  options: RunStepsOptions,
): Promise<{ passed: number; failed: number }> {
  const outcomes = await runBoth(steps, options)
  const total = (count: 'passed' | 'failed') =>
    outcomes.reduce((sum, outcome) => sum + outcome[count], 0)
  const [passed, failed] = [total('passed'), total('failed')]
  const lines = ['', '== summary', ...outcomes.map(lineOf), `${passed} passed, ${failed} failed`]
  options.write(`${lines.join('\n')}\n`)
  return { passed, failed }
}

/**
 * One after the other, and beside them those aside. Outcomes in the order of `steps`, whichever ends
 * first; none of steps that were not started.
 */
async function runBoth(steps: readonly Step[], options: RunStepsOptions): Promise<Outcome[]> {
  const outcomes = new Map<Step, Outcome>()
  let kept = ''
  let isTelling = false
  const tellKept = () => {
    options.write(kept)
    kept = ''
  }
  const runAloud = async (step: Step) => {
    isTelling = true
    outcomes.set(step, await runAndTell(step, options))
    isTelling = false
    tellKept()
  }
  // What they print is kept until one of the others has ended: nothing of another comes in between.
  const runAside = async (step: Step) => {
    let text = ''
    outcomes.set(step, await runAndTell(step, { ...options, write: (more) => (text += more) }))
    kept += text
    if (!isTelling) tellKept()
  }
  const { atOnce = availableParallelism(), signal } = options
  await Promise.all([
    runThrough(
      steps.filter(({ aside }) => !aside),
      1,
      runAloud,
      signal,
    ),
    runThrough(
      steps.filter(({ aside }) => aside),
      atOnce,
      runAside,
      signal,
    ),
  ])
  return steps.flatMap((step) => outcomes.get(step) ?? [])
}

async function runThrough(
  steps: readonly Step[],
  atOnce: number,
  run: (step: Step) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...steps]
  const runNext = async (): Promise<void> => {
    const step = signal.aborted ? undefined : waiting.shift()
    if (step === undefined) return
    await run(step)
    await runNext()
  }
  await Promise.all(Array.from({ length: atOnce }, runNext))
}

async function runAndTell(step: Step, options: RunOptions): Promise<Outcome> {
  options.write(`\n== ${step.name}: ${step.command.join(' ')}\n`)
  const outcome = await runStep(step, options)
  options.write(`${lineOf(outcome)}\n`)
  return outcome
}

function lineOf({ step, failed, seconds, remark }: Outcome): string {
  const word = failed === 0 ? 'ok    ' : 'FAILED'
  return `${word} ${step.name.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s  ${remark}`.trimEnd()
}
