/** The envelope of an exchange, taken apart. Its form is judged here, nothing of it is believed. */
import { z } from 'zod'
import { readEnvelope } from '../../adapters/shared/exchange-envelope.ts'
import type { RegistryRequest } from '../../adapters/shared/gatehouse-protocol.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { CarriedPromise } from './shown-promise.ts'

/** A registry is asked about 100 codes at most; one code may be asked for by several at once. */
const MOST_PROMISES = 1_000

export const CARRIED = z.array(z.object({ promise: z.unknown(), disclosure: z.string() }))

const HEAD = z.strictObject({
  v: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  promises: CARRIED.max(MOST_PROMISES),
  request: z.strictObject({
    method: z.enum(['GET', 'POST']),
    // Path and query: no authority, nothing that ends a request line.
    path: z.string().regex(/^\/(?!\/)[\x21-\x7e]*$/),
    headers: z.record(z.string().regex(/^[a-zA-Z0-9-]{1,64}$/), z.string().regex(/^[\x20-\x7e]*$/)),
  }),
})

/** The connection's own: they are said anew towards the registry. */
const NOT_SENT_ON: readonly string[] = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'keep-alive',
]

export interface ExchangeRequest {
  readonly id: string
  readonly promises: readonly CarriedPromise[]
  readonly request: RegistryRequest
}

/** @throws {FederationError} `GATEHOUSE_ENVELOPE_MALFORMED`. */
export function readExchange(bytes: Buffer): ExchangeRequest {
  const envelope = readEnvelope(bytes)
  if (envelope === null) throw malformed('envelope')
  const read = HEAD.safeParse(envelope.head)
  if (!read.success) throw malformed(read.error.issues[0]?.path.join('.') ?? 'head')
  const { id, promises, request } = read.data
  const own = Object.keys(request.headers).find((name) => NOT_SENT_ON.includes(name.toLowerCase()))
  if (own !== undefined) throw malformed(`header ${own}`)
  return { id, promises, request: { ...request, body: envelope.body } }
}

function malformed(reason: string): FederationError {
  return new FederationError('GATEHOUSE_ENVELOPE_MALFORMED', { reason })
}
