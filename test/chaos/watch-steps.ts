/**
 * Sees the steps of a gateway in this process from outside: by what its parts tell their observers, by
 * the diagnostics channels of Node and undici, and by what goes to PostgreSQL. Nothing in the gateway
 * knows of it.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import pg from 'pg'
import { EXCHANGE_PATH } from '../../adapters/shared/exchange-envelope.ts'
import type { LogObserver } from '../../gateway/log/log-service.ts'
import type { FederationLog } from '../../gateway/pipeline/log-port.ts'
import type { Step } from './steps.ts'

export type Reached = (step: Step) => void

export function watchLog<T extends FederationLog>(log: T, reached: Reached): T {
  return {
    ...log,
    async intend(facts) {
      const intending = log.intend(facts)
      // The row is made within this turn; what the sequencer does with it comes in the next one.
      setImmediate(reached, 'ROW_MADE')
      const intended = await intending
      reached('PROMISED')
      return intended
    },
    conclude(facts) {
      log.conclude(facts)
      reached('CONCLUDED')
    },
  }
}

export function watchCommits(observer: LogObserver, reached: Reached): LogObserver {
  return {
    ...observer,
    committed(leaves, milliseconds) {
      reached('COMMITTED')
      observer.committed(leaves, milliseconds)
    },
  }
}

export function watchCalls(reached: Reached): void {
  const onExchange = (step: Step) => (message: unknown) => {
    if ((message as { request: { path?: string } }).request.path === EXCHANGE_PATH) reached(step)
  }
  subscribe('undici:request:bodySent', onExchange('ASKED'))
  subscribe('undici:request:trailers', onExchange('HEARD'))
  subscribe('http.server.response.finish', (message) => {
    const { request } = message as { request: IncomingMessage }
    if (request.url?.startsWith('/graphql') === true) reached('ANSWERED')
  })
}

const BY_TEXT: readonly (readonly [RegExp, Step])[] = [
  [/UPDATE log_edge/, 'TILES_SENT'],
  [/insert into "log_checkpoint"/, 'CHECKPOINT_SENT'],
  [/update "log_checkpoint"/, 'SIGNATURE_SENT'],
  [/insert into "log_witness"/, 'COSIGNATURE_SENT'],
]

type Query = (...words: unknown[]) => unknown

/** A turn later what was sent is with the operating system, and not answered yet. */
export function watchStatements(reached: Reached): void {
  const client = pg.Client.prototype as unknown as { query: Query }
  // Called with its own `this`, below.
  const { query } = client
  client.query = function sent(this: unknown, ...words: unknown[]): unknown {
    const step = stepIn(words[0])
    if (step !== null) setImmediate(reached, step)
    return query.apply(this, words)
  }
}

function stepIn(statement: unknown): Step | null {
  const { name, text } = statement as { readonly name?: string; readonly text?: string }
  if (name === 'log_append') return 'STATEMENT_SENT'
  const words = typeof statement === 'string' ? statement : (text ?? '')
  return BY_TEXT.find(([pattern]) => pattern.test(words))?.[1] ?? null
}
