/**
 * Promises of answers that were shared or came from the cache: no request took them to their province,
 * so they are sent after it, within the merge delay. A province that misses one for good can still find
 * its leaf in the log; one that is sent what the log lacks has proof of an omission.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Province } from '../../schemas/model/province.ts'
import type { Ticket } from '../pipeline/log-port.ts'

/** 合并时限: by then a province has what is to be sent to it, while it can be reached. */
export const MERGE_DELAY_MS = 5_000
const SEND_AFTER_MS = 1_000
const MOST_IN_REQUEST = 256
const MOST_WAITING = 20_000
const ANSWER_TIMEOUT_MS = 2_000
const PATH = '/_gatehouse/promises'

export interface LatePromises {
  add(province: Province, ticket: Ticket): void
  /** Sends what waits, each province once more. */
  close(): Promise<void>
  waiting(): number
}

export interface LatePromisesOptions {
  /** Where each province's gatehouse listens; without one nothing is sent to it. */
  readonly gatehouses: Readonly<Partial<Record<Province, string>>>
  /** Hears of what did not arrive, and of what is given up for good. */
  readonly onFailure: (province: Province, failure: unknown, givenUp: number) => void
  readonly sendAfterMs?: number
}

export function createLatePromises(options: LatePromisesOptions): LatePromises {
  const { sendAfterMs = SEND_AFTER_MS } = options
  const queues = new Map<Province, Queue>()

  function queueOf(province: Province): Queue | null {
    const url = options.gatehouses[province]
    if (url === undefined) return null
    const failed = (failure: unknown, givenUp: number) =>
      options.onFailure(province, failure, givenUp)
    const queue = queues.get(province) ?? new Queue(addressIn(url), sendAfterMs, failed)
    queues.set(province, queue)
    return queue
  }

  return {
    add: (province, ticket) => queueOf(province)?.add(ticket),
    waiting: () => [...queues.values()].reduce((sum, queue) => sum + queue.length, 0),
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}

/** Below the gatehouse's address, which may have a path. */
function addressIn(url: string): URL {
  return new URL(`${url.replace(/\/$/, '')}${PATH}`)
}

class Queue {
  readonly #url: URL
  readonly #sendAfterMs: number
  readonly #failed: (failure: unknown, givenUp: number) => void
  #tickets: Ticket[] = []
  #most = MOST_IN_REQUEST
  #sending: Promise<void> | null = null
  readonly #closing = new AbortController()

  constructor(url: URL, sendAfterMs: number, failed: (failure: unknown, givenUp: number) => void) {
    this.#url = url
    this.#sendAfterMs = sendAfterMs
    this.#failed = failed
  }

  get length(): number {
    return this.#tickets.length
  }

  add(ticket: Ticket): void {
    if (this.#tickets.length >= MOST_WAITING) {
      this.#tickets.shift()
      this.#failed(null, 1)
    }
    this.#tickets.push(ticket)
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null))
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#sending
    if (this.#tickets.length > 0) this.#failed(null, this.#tickets.length)
  }

  async #sendAll(): Promise<void> {
    const { signal } = this.#closing
    while (this.#tickets.length > 0) {
      const isLast = signal.aborted
      await wait(this.#sendAfterMs, undefined, { signal, ref: false }).catch(() => undefined)
      const isSent = await this.#sendSome()
      if (isLast && !isSent) return
    }
  }

  async #sendSome(): Promise<boolean> {
    const some = this.#tickets.slice(0, this.#most)
    const sent = new Set(some)
    try {
      const status = await post(this.#url, some)
      if (status >= 300) {
        if (status >= 400 && status < 500) this.#refused(some)
        throw new Error(`status ${status}`)
      }
    } catch (failure) {
      this.#failed(failure, 0)
      return false
    }
    this.#most = Math.min(2 * this.#most, MOST_IN_REQUEST)
    this.#tickets = this.#tickets.filter((ticket) => !sent.has(ticket))
    return true
  }

  /** All are kept there or none: fewer are tried, until the one that is refused lets the others pass. */
  #refused(some: readonly Ticket[]): void {
    this.#most = Math.max(1, Math.floor(some.length / 2))
    const [one] = some
    if (some.length > 1 || one === undefined) return
    this.#tickets = [...this.#tickets.filter((ticket) => ticket !== one), one]
  }
}

async function post(url: URL, tickets: readonly Ticket[]): Promise<number> {
  // The promises are JSON already.
  const promises = tickets.map(({ json, disclosure }) => {
    return `{"promise":${json},"disclosure":${JSON.stringify(disclosure)}}`
  })
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"promises":[${promises.join(',')}]}`,
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  })
  await answer.body?.cancel()
  return answer.status
}
