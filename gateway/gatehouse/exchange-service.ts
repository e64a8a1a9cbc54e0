/** `POST /_gatehouse/exchange`: no promise, no data. The order of its steps is the whole point. */
import { hash } from 'node:crypto'
import { areKnownHeaders, UNKNOWN } from '../../adapters/shared/gatehouse-protocol.ts'
import type { GatehouseProtocol } from '../../adapters/shared/gatehouse-protocol.ts'
import type { Upstream, UpstreamReply } from '../../adapters/shared/upstream.ts'
import type { Province } from '../../schemas/model/province.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { batchOpener } from '../federation-log/promise.ts'
import { checkAsked } from './check-asked.ts'
import type { LogKeys } from './log-keys.ts'
import type { PromiseRecord } from './promise-record.ts'
import { readExchange } from './read-exchange.ts'
import type { ExchangeRequest } from './read-exchange.ts'
import type { Reply } from './reply.ts'
import { readShown } from './shown-promise.ts'
import type { PromiseRules } from './shown-promise.ts'

export const DIGEST_HEADER = 'x-gatehouse-digest'

export interface ExchangeSettings {
  readonly province: Province
  readonly protocol: GatehouseProtocol
  readonly upstream: Upstream
  readonly record: PromiseRecord
  readonly promises: 'require' | 'off'
  readonly now: () => Date
}

export class ExchangeService {
  readonly #settings: ExchangeSettings
  #rules: PromiseRules | null = null

  constructor(settings: ExchangeSettings) {
    this.#settings = settings
  }

  setLogKeys({ origin, promise }: LogKeys): void {
    const { province } = this.#settings
    this.#rules = { province, origin, open: batchOpener(promise) }
  }

  /** @throws {FederationError} `GATEHOUSE_LOG_KEYS_UNKNOWN`. */
  rules(): PromiseRules {
    if (this.#rules === null) throw new FederationError('GATEHOUSE_LOG_KEYS_UNKNOWN')
    return this.#rules
  }

  /** @throws {FederationError} a refusal by its code; `PROVINCE_UNREACHABLE` of the registry behind. */
  async answer(body: Buffer, signal: AbortSignal): Promise<Reply> {
    const { upstream, promises, record, protocol, now } = this.#settings
    const exchange = readExchange(body)
    if (promises === 'off') return untouched(await upstream.send(exchange.request, signal))
    const asked = await this.#admit(exchange)
    const reply = await upstream.send(exchange.request, signal)
    if (asked.kind === 'ENTITIES') {
      for (const id of protocol.idsIn(reply.body)) asked.heard.add(id)
    }
    const digest = hash('sha256', reply.body, 'base64url')
    await record.answered(exchange.id, reply.status, digest, now())
    const passed = untouched(reply)
    return { ...passed, headers: { ...passed.headers, [DIGEST_HEADER]: digest } }
  }

  async #admit({ id, promises, request }: ExchangeRequest) {
    const { record, protocol, now } = this.#settings
    const rules = this.rules()
    if (promises.length === 0) throw new FederationError('GATEHOUSE_PROMISE_MISSING')
    const isKnown = areKnownHeaders(request.headers, protocol.headers)
    const asked = isKnown ? protocol.askedOf(request) : UNKNOWN
    const shown = readShown(promises, rules)
    const subjects = shown.map(({ subject }) => subject)
    checkAsked(asked, subjects, record.heardBy(id, now()), protocol)
    const { heard } = await record.use(id, shown, now())
    return { kind: asked.kind, heard }
  }
}

const CONNECTION_S_OWN: readonly string[] = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'trailer',
  'upgrade',
]

/** All but what belongs to the connection; the header names of the gatehouse are its own. */
export function untouched({ status, headers, body }: UpstreamReply): Reply {
  const passed = Object.entries(headers).filter(
    ([name]) => !CONNECTION_S_OWN.includes(name) && !name.startsWith('x-gatehouse-'),
  )
  return { status, headers: Object.fromEntries(passed), body }
}
