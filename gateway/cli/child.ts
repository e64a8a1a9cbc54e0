/** One of our own processes, started by another: it says when it is ready and does not outlive us. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { FederationError } from '../../schemas/model/errors.ts'

export interface Child {
  readonly pid: number
  /** What it said when it was ready. */
  readonly facts: Readonly<Record<string, unknown>>
  /** Settles when it has ended, asked or not. */
  readonly ended: Promise<number | null>
  stop(): Promise<void>
  /** Over the channel; lost when it has ended. */
  send(message: Readonly<Record<string, unknown>>): void
  /** Tells it that all has started: what it does beside its work no longer delays anybody. */
  sayAllStarted(): void
}

export interface ChildOptions {
  readonly words: readonly string[]
  /** Path of the program; without it the command line. */
  readonly program?: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Its stdout, line by line; stderr is passed on. */
  readonly onLine: (line: string) => void
  /** Receives what it says after it was ready. */
  readonly onMore?: (facts: Readonly<Record<string, unknown>>) => void
  readonly readyWithinMs?: number
  /** Receives what stops it, before it is ready. May be called again. */
  readonly onSpawn?: (stop: () => Promise<void>) => void
}

const COMMAND_LINE = fileURLToPath(new URL('./ydelta.ts', import.meta.url))
const READY_WITHIN_MS = 600_000
const STOP_WITHIN_MS = 15_000

export async function startChild(options: ChildOptions): Promise<Child> {
  const { words, env, onLine, readyWithinMs = READY_WITHIN_MS } = options
  const child = spawn(process.execPath, [options.program ?? COMMAND_LINE, ...words], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    // Ctrl-C in the terminal reaches us alone; we stop the others in good order.
    detached: true,
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  options.onSpawn?.(() => stop(child, ended))
  passLines(child, onLine)
  child.on('message', (message: Readonly<Record<string, unknown>>) => {
    if (message['ready'] !== true) options.onMore?.(message)
  })
  // Ended meanwhile: then nobody waits for it.
  const send = (message: object): void =>
    void (child.connected && child.send(message, () => undefined))
  const facts = await readyFacts(child, ended, words.join(' '), readyWithinMs)
  return {
    pid: child.pid ?? 0,
    facts,
    ended,
    stop: () => stop(child, ended),
    send,
    sayAllStarted: () => send({ allStarted: true }),
  }
}

function readyFacts(
  child: ChildProcess,
  ended: Promise<number | null>,
  name: string,
  withinMs: number,
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const failed = (problem: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new FederationError('CHILD_FAILED', { name, problem }))
    }
    const timer = setTimeout(() => failed('未在时限内就绪'), withinMs)
    void ended.then((status) => failed(`已退出，状态${status ?? '信号'}`))
    child.on('message', (message: { ready?: boolean }) => {
      if (message.ready !== true) return
      clearTimeout(timer)
      resolve(message as Readonly<Record<string, unknown>>)
    })
  })
}

async function stop(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await ended
  clearTimeout(timer)
}

function passLines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(onLine)
  })
}
