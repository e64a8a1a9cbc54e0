/** One run of the command line, to its end. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { CHILD_ENV } from './child-env.ts'

const COMMAND_LINE = resolve(import.meta.dirname, '../../gateway/cli/ydelta.ts')
/** A command that goes on longer is killed, and its status is null. */
const END_WITHIN_MS = 30_000

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunYdeltaOptions {
  /** Its whole environment but for PATH. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly cwd?: string
}

export function runYdelta(words: readonly string[], options: RunYdeltaOptions = {}): Promise<Run> {
  const { env = {}, input = '', cwd } = options
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [COMMAND_LINE, ...words],
      {
        env: { ...CHILD_ENV, ...env },
        timeout: END_WITHIN_MS,
        killSignal: 'SIGKILL',
        maxBuffer: 16 * 1024 * 1024,
        ...(cwd === undefined ? {} : { cwd }),
      },
      (_, stdout, stderr) => done({ status: child.exitCode, stdout, stderr }),
    )
    child.stdin?.on('error', () => {}) // it ended before it read all
    child.stdin?.end(input)
  })
}
