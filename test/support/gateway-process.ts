/**
 * A gateway in a process of its own, and questions to it: as `ydelta serve` starts it, but that
 * everybody may read and nothing is logged.
 */
import { fileURLToPath } from 'node:url'
import { startChild } from '../../gateway/cli/child.ts'
import type { Province } from '../../schemas/model/province.ts'
import { isAlive } from './is-alive.ts'
import { CHILD_ENV } from './child-env.ts'

export interface GatewayProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** Its log, one JSON object a line. */
  readonly log: readonly string[]
  /** Its exit status; null when a signal ended it. */
  readonly ended: Promise<number | null>
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>
}

/** An answer as it came over HTTP. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The body as text: what a caller sees. */
  readonly text: string
  /** Null when nothing was answered for. */
  readonly data: Readonly<Record<string, never>> | null
  readonly errors: readonly AnswerError[]
  readonly tookMs: number
}

export interface AnswerError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions: {
    readonly code: string
    readonly retryable: boolean
    readonly requestId: string
    readonly province?: Province
    readonly uscc?: string
    readonly limit?: number
    readonly value?: number
  }
}

const UNCHECKED = fileURLToPath(new URL('./serve-unchecked.ts', import.meta.url))
const READY_WITHIN_MS = 60_000

/** @param settings Its whole environment but for PATH; PORT is any free one unless given. */
export async function startGateway(
  settings: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const log: string[] = []
  const child = await startChild({
    ...{ words: ['--migrate'], program: UNCHECKED },
    env: { ...CHILD_ENV, PORT: '0', LOG_LEVEL: 'info', ...settings },
    onLine: (line) => log.push(line),
    readyWithinMs: READY_WITHIN_MS,
  })
  const url = String(child.facts['url'])
  return {
    url,
    pid: child.pid,
    log,
    ended: child.ended,
    ask: (query, variables) => askOver(url, query, variables),
    async [Symbol.asyncDispose]() {
      if (isAlive(child.pid)) process.kill(child.pid, 'SIGKILL')
      await child.ended
    },
  }
}

async function askOver(
  url: string,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const began = performance.now()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return readAnswer(response, began)
}

export async function readAnswer(response: Response, began = performance.now()): Promise<Answer> {
  const text = await response.text()
  const { data = null, errors = [] } = JSON.parse(text) as Partial<Answer>
  const tookMs = performance.now() - began
  return { status: response.status, headers: response.headers, text, data, errors, tookMs }
}
