/** What a call to one registry carries for its gatehouse, and what it brings back for the log. */
import { hash, randomBytes } from 'node:crypto'
import { bindExchange } from '../../adapters/shared/exchange.ts'
import { digestOfAnswers } from '../federation-log/answers-digest.ts'
import type { Ticket } from '../pipeline/log-port.ts'

export interface PromisedCall {
  /** To be called with the signal of every try: a retry is the same exchange. */
  bind(signal: AbortSignal): void
  /** Of all bodies so far ({@link digestOfAnswers}); null before any came. */
  digest(): string | null
}

const ID_BYTES = 16

/** Null without tickets: the call goes straight to the registry. */
export function promisedCall(tickets: readonly (Ticket | undefined)[]): PromisedCall | null {
  const given = tickets.filter((ticket) => ticket !== undefined)
  if (given.length === 0) return null
  const digests: string[] = []
  const exchange = {
    id: randomBytes(ID_BYTES).toString('base64url'),
    promises: given.map(({ json, disclosure }) => ({ promise: json, disclosure })),
    heard: (body: Buffer) => void digests.push(hash('sha256', body, 'base64url')),
  }
  return {
    bind: (signal) => bindExchange(signal, exchange),
    digest: () => digestOfAnswers(digests),
  }
}
