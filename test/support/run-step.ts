/** Runs one step of `npm test` as a process of its own and says how it went. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Step } from './steps.ts'
import { COMPILE_CACHE } from './child-env.ts'

const DEFAULT_TIMEOUT_MS = 600_000
/** A step that does not end when asked to is killed after this. */
const GRACE_MS = 10_000

export interface Outcome {
  readonly step: Step
  readonly passed: number
  readonly failed: number
  readonly seconds: number
  readonly remark: string
}

export interface RunOptions {
  readonly root: string
  /** Where the step's output goes, both streams. */
  readonly write: (text: string) => void
  /** In CI what could not be run counts as failed. */
  readonly ci: boolean
  /** Ends the step early. */
  readonly signal: AbortSignal
}

/** Never throws: a step that cannot even be started has failed. */
export async function runStep(step: Step, options: RunOptions): Promise<Outcome> {
  const startedAt = performance.now()
  const results = step.results === undefined ? undefined : join(options.root, step.results)
  if (results !== undefined) await rm(results, { force: true })
  const ended = await runProcess(step, options)
  const seconds = (performance.now() - startedAt) / 1000
  const counted = results === undefined ? undefined : await readCounts(results)
  return { step, seconds, ...judge(ended, counted, step, options.ci) }
}

interface Ended {
  /** Undefined when all is well, else what ended the process. */
  readonly trouble: string | undefined
  readonly notRun: boolean
}

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

function judge(ended: Ended, counted: Counts | undefined, step: Step, ci: boolean) {
  const trouble =
    ended.trouble ??
    (step.results !== undefined && counted === undefined
      ? 'left no readable results'
      : undefined) ??
    (ended.notRun && ci ? 'NOT RUN counts as failed in CI' : undefined)
  const { passed, failed, skipped } = counted ?? { passed: 0, failed: 0, skipped: 0 }
  const remark = trouble ?? (skipped > 0 ? `${skipped} skipped` : '')
  if (step.results === undefined)
    return { passed: trouble ? 0 : 1, failed: trouble ? 1 : 0, remark }
  // A bad exit without a failed test (an error outside any test) must not read as a success.
  return { passed, failed: trouble ? Math.max(failed, 1) : failed, remark }
}

function runProcess(step: Step, options: RunOptions): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>()
  const [command, ...args] = step.command
  const child = spawn(command, args, { cwd: options.root, env: environment(options.root) })
  if (step.aside) giveWay(child)
  let notRun = false
  let trouble: string | undefined
  const pass = (chunk: string) => {
    notRun ||= /^\s*NOT RUN: /m.test(chunk)
    options.write(chunk)
  }
  child.stdout.setEncoding('utf8').on('data', pass)
  child.stderr.setEncoding('utf8').on('data', pass)

  const timeoutMs = step.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const deadline = setTimeout(() => {
    trouble = `not done after ${timeoutMs / 1000} s`
    end(child)
  }, timeoutMs)
  const onAbort = () => {
    trouble = 'interrupted'
    end(child)
  }
  options.signal.addEventListener('abort', onAbort, { once: true })

  const done = (reason: string | undefined) => {
    clearTimeout(deadline)
    options.signal.removeEventListener('abort', onAbort)
    resolve({ trouble: trouble ?? reason, notRun })
  }
  child.once('error', (error) => done(error.message))
  child.once('close', (code, signal) => {
    if (code === 0) done(undefined)
    else done(signal === null ? `exit ${code}` : `ended by ${signal}`)
  })
  return promise
}

/** Before it has threads of its own, which take over what it has. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended already.
  }
}

/** SIGTERM lets vitest stop the servers it started; SIGKILL is for what does not listen. */
function end(child: ChildProcess): void {
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  child.once('close', () => clearTimeout(force))
}

/** The project's own tools and this very Node come first, also when it was not npm that started us. */
function environment(root: string): NodeJS.ProcessEnv {
  const first = [join(root, 'node_modules', '.bin'), dirname(process.execPath)]
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }
  return {
    ...process.env,
    ...colour,
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    PATH: [...first, process.env['PATH']].join(delimiter),
  }
}

async function readCounts(file: string): Promise<Counts | undefined> {
  try {
    const results = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
    const field = (name: string) => Number(results[name])
    const counts = {
      passed: field('numPassedTests'),
      // A test file that does not load has no failed test, only a failed suite.
      failed: field('numFailedTests') || field('numFailedTestSuites'),
      skipped: field('numPendingTests'),
    }
    return Object.values(counts).every(Number.isInteger) ? counts : undefined
  } catch {
    return undefined
  }
}
