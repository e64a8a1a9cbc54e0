/** Paths of a gatehouse. What none of them is goes to the registry when promises are off, and nowhere when they are required. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { EXCHANGE_PATH } from '../../adapters/shared/exchange-envelope.ts'
import type { Upstream } from '../../adapters/shared/upstream.ts'
import type { Province } from '../../schemas/model/province.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Witness } from '../federation-log/cosignature.ts'
import { MOST_NOTE_BYTES } from '../federation-log/note.ts'
import type { GatehouseCounters } from './counters.ts'
import type { DisclosureDesk } from './disclosure-desk.ts'
import { untouched } from './exchange-service.ts'
import type { ExchangeService } from './exchange-service.ts'
import { keepLatePromises } from './late-promises.ts'
import type { LogKeys } from './log-keys.ts'
import { exportPromises } from './promise-lists.ts'
import type { PromiseRecord } from './promise-record.ts'
import type { ReconciliationJob } from './reconciliation-job.ts'
import { bodyOf, jsonReply, refusalReply, sendReply } from './reply.ts'
import type { Reply } from './reply.ts'
import { addCheckpoint } from './witness-service.ts'
import type { WitnessStore } from './witness-store.ts'

const MOST_EXCHANGE_BYTES = 16 * 1024 * 1024
const MOST_WITNESS_BYTES = MOST_NOTE_BYTES + 4_096
const MOST_PLAIN_BYTES = 4 * 1024 * 1024

export interface RouteParts {
  readonly province: Province
  readonly promises: 'require' | 'off'
  readonly folder: string
  readonly upstream: Upstream
  readonly exchange: ExchangeService
  readonly record: PromiseRecord
  readonly reconciliation: ReconciliationJob
  /** Null until it is known who may have disclosures. */
  readonly desk: () => DisclosureDesk | null
  readonly counters: GatehouseCounters
  readonly keys: () => LogKeys | null
  readonly witness: () => Witness | null
  readonly witnessStore: WitnessStore
  readonly now: () => Date
  readonly tell: (line: string) => void
}

type Route = (request: IncomingMessage, signal: AbortSignal) => Promise<Reply>

export function createRoutes(parts: RouteParts) {
  const routes = routesOf(parts)
  return (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    if (request.method === 'GET' && path === PROMISES) return sendList(response, parts)
    const route =
      routes[`${request.method} ${path}`] ?? ((one, signal) => other(one, signal, parts))
    route(request, gone.signal).then(
      (reply) => sendReply(response, reply),
      (failure: unknown) => refuse(response, failure, parts),
    )
  }
}

const PROMISES = '/_gatehouse/promises'

function routesOf(parts: RouteParts): Readonly<Record<string, Route>> {
  const { exchange, record, desk, counters, now } = parts
  return {
    [`POST ${EXCHANGE_PATH}`]: async (request, signal) => {
      const reply = await exchange.answer(await bodyOf(request, MOST_EXCHANGE_BYTES), signal)
      counters.exchanged()
      return reply
    },
    [`POST ${PROMISES}`]: async (request) => {
      const body = await bodyOf(request, MOST_EXCHANGE_BYTES)
      return keepLatePromises(body, exchange.rules(), record, now())
    },
    'POST /_gatehouse/disclosures': async (request) => {
      const opened = desk()
      if (opened === null) throw new FederationError('GATEHOUSE_DISCLOSURES_OFF')
      return opened.answer(await bodyOf(request, MOST_PLAIN_BYTES))
    },
    'POST /_witness/add-checkpoint': async (request) =>
      witnessReply(await bodyOf(request, MOST_WITNESS_BYTES), parts),
    'GET /_gatehouse/health': () => Promise.resolve(healthReply(parts)),
    'GET /_gatehouse/metrics': async () => {
      const headers = { 'content-type': counters.contentType }
      return { status: 200, headers, body: await counters.text() }
    },
  }
}

function witnessReply(body: Buffer, parts: RouteParts): Promise<Reply> {
  const { witness: current, keys, witnessStore: store, now, tell } = parts
  const [witness, known] = [current(), keys()]
  if (witness === null) throw new FederationError('GATEHOUSE_WITNESS_NOT_READY')
  if (known === null) throw new FederationError('GATEHOUSE_LOG_KEYS_UNKNOWN')
  return addCheckpoint(body, {
    witness,
    logKeys: known.log,
    store,
    now,
    // Signed by the log, and no continuation of what was cosigned: to be kept by whoever reads this.
    onConflict: (code) =>
      tell(`见证：检查点不是此前检查点的延续（${code}）：${body.toString('base64')}`),
  })
}

/** Missing promises do not make a gatehouse ill: they make the log suspect. */
function healthReply(parts: RouteParts) {
  const { province, promises, keys, witness, record, reconciliation, now } = parts
  const { writable, ...counts } = record.counts()
  const isReady = promises === 'off' || (keys() !== null && writable)
  return jsonReply(isReady ? 200 : 503, {
    province,
    promises,
    logKeys: keys() !== null,
    witness: witness() !== null,
    record: writable ? 'OK' : 'FAILING',
    ...counts,
    overdue: record.places.overdue(now()),
    checkedSize: record.places.lastChecked?.size ?? null,
    reconciliation: reconciliation.failure ?? 'OK',
  })
}

async function other(
  request: IncomingMessage,
  signal: AbortSignal,
  { promises, upstream }: RouteParts,
): Promise<Reply> {
  const path = request.url ?? '/'
  if (/^\/_(gatehouse|witness)(\/|$)/.test(path))
    throw new FederationError('GATEHOUSE_PATH_UNKNOWN')
  if (promises === 'require') throw new FederationError('GATEHOUSE_PROMISE_MISSING')
  const body = await bodyOf(request, MOST_PLAIN_BYTES)
  const {
    host: _host,
    connection: _c,
    'content-length': _l,
    'transfer-encoding': _t,
    ...rest
  } = request.headers
  const headers = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, String(value)]),
  )
  const method = request.method as 'GET' | 'POST'
  return untouched(await upstream.send({ method, path, headers, body }, signal))
}

function refuse(response: ServerResponse, failure: unknown, { counters, tell }: RouteParts): void {
  if (response.destroyed) return
  const code = failure instanceof FederationError ? failure.code : 'INTERNAL'
  // As the registry did: its connection ended early, so does this one.
  if (code === 'PROVINCE_UNREACHABLE' || code === 'PROVINCE_BAD_ANSWER') {
    response.destroy()
    return
  }
  counters.refused(code)
  if (code === 'INTERNAL') tell(`INTERNAL：${String(failure)}`)
  if (code === 'GATEHOUSE_RECORD_FAILED') tell(`${code}：${String(failure)}`)
  sendReply(response, refusalReply(failure))
}

function sendList(response: ServerResponse, { folder, province, tell }: RouteParts): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' })
  const lines = async function* () {
    for await (const line of exportPromises(folder, province)) yield `${line}\n`
  }
  const stream = Readable.from(lines())
  stream.once('error', (failure) => {
    tell(`${String(failure)}`)
    response.destroy() // half a list must not look like a whole one
  })
  stream.pipe(response)
}
