/** `npm test`: runs the steps of steps.ts and ends with 1 when anything failed. */
import { resolve } from 'node:path'
import { runSteps } from './run-steps.ts'
import { STEPS } from './steps.ts'

const interrupted = new AbortController()
// Once, so that a second Ctrl-C ends us at once. The step in progress hears the first.
process.once('SIGINT', () => interrupted.abort())
process.once('SIGTERM', () => interrupted.abort())

const { failed } = await runSteps(STEPS, {
  root: resolve(import.meta.dirname, '../..'),
  write: (text) => process.stdout.write(text),
  ci: Boolean(process.env['CI']),
  signal: interrupted.signal,
})
process.exitCode = failed > 0 || interrupted.signal.aborted ? 1 : 0
