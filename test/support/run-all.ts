/**
 * `npm test`: every step of steps.ts, also after one has failed. The last line is
 * `N passed, N failed`, a step without tests of its own counting as one; the exit code follows it.
 */
import { resolve } from 'node:path'
import { runStep, type Outcome } from './run-step.ts'
import { STEPS } from './steps.ts'

const root = resolve(import.meta.dirname, '../..')
const interrupted = new AbortController()
// Once, so that a second Ctrl-C ends us at once. The step in progress hears the first.
process.once('SIGINT', () => interrupted.abort())
process.once('SIGTERM', () => interrupted.abort())

const outcomes: Outcome[] = []
for (const step of STEPS) {
  if (interrupted.signal.aborted) break
  console.log(`\n== ${step.name}: ${step.command.join(' ')}`)
  const outcome = await runStep(step, {
    root,
    write: (text) => process.stdout.write(text),
    ci: Boolean(process.env['CI']),
    signal: interrupted.signal,
  })
  console.log(line(outcome))
  outcomes.push(outcome)
}

const passed = total('passed')
const failed = total('failed')
console.log(`\n== summary\n${outcomes.map(line).join('\n')}\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || interrupted.signal.aborted ? 1 : 0

function line({ step, failed, seconds, remark }: Outcome): string {
  const word = failed === 0 ? 'ok    ' : 'FAILED'
  return `${word} ${step.name.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s ${remark}`.trimEnd()
}

function total(count: 'passed' | 'failed'): number {
  return outcomes.reduce((sum, outcome) => sum + outcome[count], 0)
}
