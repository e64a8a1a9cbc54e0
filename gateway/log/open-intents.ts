/**
 * Intents without outcome, left behind by a process that ended: they are found in the store, and closed
 * as UNKNOWN by whoever comes first.
 */
import { randomUUID } from 'node:crypto'
import { instantOf } from '../../schemas/model/time.ts'
import type { LogStore, OpenIntent } from '../store/log-store.ts'
import type { RowFacts, Unsealed } from './make-row.ts'

/** 意图逾期: an intent is given up after this. Above any deadline of a request. */
export const OUTCOME_TERM_MS = 60_000
const MOST_AT_ONCE = 1_000

export interface OpenIntents {
  /** @returns how many were closed. */
  closeOld(now: Date): Promise<number>
}

export interface OpenIntentsOptions {
  readonly store: LogStore
  readonly termMs: number
  /** Hexadecimal hashes of intents whose outcome waits to be written by this process. */
  readonly waitingLinks: () => ReadonlySet<string>
  /** Resolves when it is written, or another process was faster. */
  readonly write: (leaf: Unsealed, facts: RowFacts) => Promise<'WRITTEN' | 'CONCLUDED_BEFORE'>
}

export function createOpenIntents(options: OpenIntentsOptions): OpenIntents {
  const { store, termMs } = options

  async function close(intent: OpenIntent, now: Date): Promise<number> {
    const { agency, purpose, provinces } = intent
    const done = await options.write(unknownOutcome(intent, now), { agency, purpose, provinces })
    return Number(done === 'WRITTEN')
  }

  return {
    async closeOld(now) {
      let closed = 0
      for (;;) {
        const open = await store.openIntents(now, termMs, MOST_AT_ONCE)
        const waiting = options.waitingLinks()
        const alone = open.filter(({ hash }) => !waiting.has(hash.toString('hex')))
        const done = await Promise.all(alone.map((intent) => close(intent, now)))
        closed += done.reduce((sum, each) => sum + each, 0)
        if (open.length < MOST_AT_ONCE || alone.length === 0) break
      }
      await store.rememberClosed()
      return closed
    },
  }
}

function unknownOutcome({ hash }: OpenIntent, now: Date): Unsealed {
  return {
    type: 'OUTCOME',
    id: randomUUID(),
    at: instantOf(now),
    intent: hash.toString('base64url'),
    result: 'UNKNOWN',
    fields: [],
    answers: [],
  }
}
