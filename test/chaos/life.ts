/** One life of the gateway: from its start until it is killed, kills itself, or is asked to stop. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CHILD_ENV } from '../support/child-env.ts'
import type { Aim } from './serve-observed.ts'
import { stepOf } from './steps.ts'
import type { Step } from './steps.ts'

const PROGRAM = fileURLToPath(new URL('serve-observed.ts', import.meta.url))
const LINES_KEPT = 20

export interface Life {
  /** Its address; rejects with {@link StartRefused} when it ends first. */
  readonly ready: Promise<string>
  /** Signal or status. */
  readonly ended: Promise<string>
  aim(aim: Aim): void
  kill(signal: 'SIGKILL' | 'SIGTERM'): void
  /** So far; after `ended` all of them, in order. */
  steps(): readonly Step[]
  /** The last of what it printed. */
  lines(): readonly string[]
}

/** It ended before it was ready, by itself or killed. */
export class StartRefused extends Error {
  /** Of its own refusal; null: it gave none. */
  readonly code: string | null

  constructor(how: string, lines: readonly string[]) {
    super(`the gateway did not start (${how}): ${lines.join('\n')}`)
    this.code = /^([A-Z_]+)：/.exec(lines.at(-1) ?? '')?.[1] ?? null
  }
}

export function startLife(settings: Readonly<Record<string, string>>, traceFile: string): Life {
  // It may be killed before it can do that itself.
  writeFileSync(traceFile, '')
  const child = spawn(process.execPath, [PROGRAM, traceFile], {
    env: { ...CHILD_ENV, ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream!.setEncoding('utf8').on('data', (text: string) => {
      printed.push(...text.split('\n').filter((line) => line !== ''))
      printed.splice(0, printed.length - LINES_KEPT)
    })
  }
  const ended = once(child, 'close').then(([status, signal]) => String(signal ?? status))
  const ready = Promise.withResolvers<string>()
  child.on('message', (message: { ready?: boolean; url?: string }) => {
    if (message.ready === true) ready.resolve(message.url!)
  })
  void ended.then((how) => ready.reject(new StartRefused(how, printed)))
  // Whoever kills it before it is ready does not wait for that.
  ready.promise.catch(() => undefined)
  return {
    ready: ready.promise,
    ended,
    aim: (aim) => void child.send({ aim }, () => undefined),
    kill: (signal) => void child.kill(signal),
    steps: () => [...readFileSync(traceFile, 'utf8')].flatMap((letter) => stepOf(letter) ?? []),
    lines: () => printed,
  }
}
