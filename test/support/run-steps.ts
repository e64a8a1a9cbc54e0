import { availableParallelism } from 'node:os'
import { runStep, type Outcome, type RunOptions } from './run-step.ts'
import type { Step } from './steps.ts'

export interface RunStepsOptions extends RunOptions {
  /** Most steps that run at the same time. Default: one for each processor. */
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
  const outcomes: Outcome[] = []
  for (const group of groupsOf(steps)) outcomes.push(...(await runGroup(group, options)))
  const total = (count: 'passed' | 'failed') =>
    outcomes.reduce((sum, outcome) => sum + outcome[count], 0)
  const [passed, failed] = [total('passed'), total('failed')]
  const lines = ['', '== summary', ...outcomes.map(lineOf), `${passed} passed, ${failed} failed`]
  options.write(`${lines.join('\n')}\n`)
  return { passed, failed }
}

/** Neighbours that may run together, and every other step alone. */
function groupsOf(steps: readonly Step[]): Step[][] {
  const groups: Step[][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (step.together && last?.[0]?.together) last.push(step)
    else groups.push([step])
  }
  return groups
}

/** Outcomes in the order of `steps`, whichever ends first; none of steps that were not started. */
async function runGroup(steps: readonly Step[], options: RunStepsOptions): Promise<Outcome[]> {
  const run = steps.length === 1 ? runAloud : runQuietly
  const outcomes = new Map<Step, Outcome>()
  const waiting = [...steps]
  const runNext = async (): Promise<void> => {
    const step = options.signal.aborted ? undefined : waiting.shift()
    if (step === undefined) return
    outcomes.set(step, await run(step, options))
    await runNext()
  }
  const { atOnce = availableParallelism() } = options
  await Promise.all(Array.from({ length: atOnce }, runNext))
  return steps.flatMap((step) => outcomes.get(step) ?? [])
}

/** What the step prints is passed on as it comes. */
async function runAloud(step: Step, options: RunOptions): Promise<Outcome> {
  options.write(`\n== ${step.name}: ${step.command.join(' ')}\n`)
  const outcome = await runStep(step, options)
  options.write(`${lineOf(outcome)}\n`)
  return outcome
}

/** What the step prints is kept until it has ended, so that nothing of another comes in between. */
async function runQuietly(step: Step, options: RunOptions): Promise<Outcome> {
  let text = ''
  const outcome = await runAloud(step, { ...options, write: (more) => (text += more) })
  options.write(text)
  return outcome
}

function lineOf({ step, failed, seconds, remark }: Outcome): string {
  const word = failed === 0 ? 'ok    ' : 'FAILED'
  return `${word} ${step.name.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s  ${remark}`.trimEnd()
}
