import { runStep, type Outcome, type RunOptions } from './run-step.ts'
import type { Step } from './steps.ts'

/**
 * Runs every step, also after one has failed, and writes a summary. Its last line is
 * `N passed, N failed`; a step that counts no tests of its own counts as one.
 */
export async function runSteps(
  steps: readonly Step[],
  options: RunOptions,
): Promise<{ passed: number; failed: number }> {
  const outcomes: Outcome[] = []
  for (const step of steps) {
    if (options.signal.aborted) break
    options.write(`\n== ${step.name}: ${step.command.join(' ')}\n`)
    const outcome = await runStep(step, options)
    options.write(`${lineOf(outcome)}\n`)
    outcomes.push(outcome)
  }
  const total = (count: 'passed' | 'failed') =>
    outcomes.reduce((sum, outcome) => sum + outcome[count], 0)
  const [passed, failed] = [total('passed'), total('failed')]
  const lines = ['', '== summary', ...outcomes.map(lineOf), `${passed} passed, ${failed} failed`]
  options.write(`${lines.join('\n')}\n`)
  return { passed, failed }
}

function lineOf({ step, failed, seconds, remark }: Outcome): string {
  const word = failed === 0 ? 'ok    ' : 'FAILED'
  return `${word} ${step.name.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s  ${remark}`.trimEnd()
}
