/** The recorder as the suite sees it. */
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { startChild } from '../../gateway/cli/child.ts'
import { CHILD_ENV } from '../support/child-env.ts'
import type { Counts, Order } from './recorder.ts'

const PROGRAM = fileURLToPath(new URL('recorder.ts', import.meta.url))
const POLL_MS = 20

export interface Recording {
  open(url: string, token: string): void
  /** Stops asking. @returns the counts once nothing is under way. */
  shut(): Promise<Counts>
  counts(): Promise<Counts>
  /** Asks for the counts until they are so. @throws {Error} not within a time. */
  until(what: string, isSo: (counts: Counts) => boolean): Promise<Counts>
  stop(): Promise<void>
}

export interface RecordingOptions {
  /** Of acknowledgements, NDJSON. */
  readonly file: string
  readonly seed: string
  readonly callers: number
  readonly withinMs: number
}

export async function startRecording(options: RecordingOptions): Promise<Recording> {
  const waiting: ((counts: Counts) => void)[] = []
  const child = await startChild({
    ...{ program: PROGRAM, words: [options.file, options.seed, String(options.callers)] },
    env: CHILD_ENV,
    onLine: () => undefined,
    onMore: ({ counts }) => waiting.shift()?.(counts as Counts),
  })
  const ask = (order: Order): Promise<Counts> => {
    const { promise, resolve } = Promise.withResolvers<Counts>()
    waiting.push(resolve)
    child.send(order)
    return promise
  }
  const counts = () => ask({ count: true })
  return {
    open: (url, token) => child.send({ open: { url, token } } satisfies Order),
    shut: () => ask({ shut: true }),
    counts,
    async until(what, isSo) {
      const givingUpAt = performance.now() + options.withinMs
      for (;;) {
        const now = await counts()
        if (isSo(now)) return now
        if (performance.now() > givingUpAt) {
          throw new Error(`not within ${options.withinMs} ms: ${what}: ${JSON.stringify(now)}`)
        }
        await wait(POLL_MS)
      }
    },
    stop: () => child.stop(),
  }
}
