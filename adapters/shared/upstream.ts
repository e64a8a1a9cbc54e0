/**
 * HTTP to one registry: a bounded pool, a bounded body, no redirects, no retries (the gateway
 * decides those). The address comes from configuration only, never from an answer.
 */
import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import type { Province } from '../../schemas/model/province.ts'
import { EXCHANGE_PATH, REFUSAL_HEADER, printEnvelope } from './exchange-envelope.ts'
import { exchangeOf } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { provinceError } from './failure.ts'
import { connectOptions } from './upstream-tls.ts'
import type { UpstreamTls } from './upstream-tls.ts'

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query, beginning with `/`, already percent-encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface UpstreamReply {
  readonly status: number
  /** Header names in lower case; of a repeated header the first value. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Upstream {
  /**
   * @throws {FederationError} `PROVINCE_UNREACHABLE` refused, reset or closed early;
   * `PROVINCE_BAD_ANSWER` larger than allowed. The signal's own reason when it is aborted.
   */
  send(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamReply>
  close(): Promise<void>
}

export interface UpstreamOptions {
  readonly province: Province
  readonly baseUrl: string
  /** Most sockets to this registry. */
  readonly connections?: number
  readonly maxBytes?: number
  /** For an https address; null or left out: the system's authorities, no certificate of ours. */
  readonly tls?: UpstreamTls | null
}

const DEFAULT_CONNECTIONS = 64
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024

/** The real path: an undici pool, driven through `dispatch` because it costs least per call. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { province, maxBytes = DEFAULT_MAX_BYTES } = options
  const base = new URL(options.baseUrl)
  const prefix = base.pathname.replace(/\/$/, '')
  const pool = new Pool(base.origin, {
    connections: options.connections ?? DEFAULT_CONNECTIONS,
    pipelining: 1,
    connect: connectOptions(options.tls ?? null),
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  })
  return {
    send(request, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error)
        const exchange = exchangeOf(signal)
        const sent = exchange === undefined ? request : enveloped(exchange, request)
        const heard =
          exchange === undefined ? resolve : hearing(exchange, province, resolve, reject)
        const collector = new ReplyCollector(province, maxBytes, signal, heard, reject)
        pool.dispatch(
          {
            method: sent.method,
            path: prefix + sent.path,
            headers: sent.headers,
            body: sent.body ?? null,
          },
          collector,
        )
      })
    },
    close: () => pool.destroy(),
  }
}

/** Through the gatehouse, promises first. */
function enveloped(exchange: Exchange, { method, path, headers, body }: UpstreamRequest) {
  const own = typeof body === 'string' ? Buffer.from(body) : (body ?? Buffer.alloc(0))
  return {
    method: 'POST',
    path: EXCHANGE_PATH,
    headers: { 'content-type': 'application/vnd.ydelta.exchange' },
    body: printEnvelope(exchange, { method, path, headers }, own),
  } as const
}

/** A refusal of the gatehouse's is not the registry's answer. */
function hearing(
  exchange: Exchange,
  province: Province,
  resolve: (reply: UpstreamReply) => void,
  reject: (reason: unknown) => void,
): (reply: UpstreamReply) => void {
  return (reply) => {
    const reason = reply.headers[REFUSAL_HEADER]
    if (reason !== undefined) {
      return reject(provinceError('PROVINCE_REFUSED_PROMISE', province, undefined, { reason }))
    }
    exchange.heard(reply.body)
    resolve(reply)
  }
}

/** Over a given `fetch`, for unit tests whose interceptor does not see undici's own pool. */
export function createFetchUpstream(
  options: UpstreamOptions & { readonly fetch: typeof globalThis.fetch },
): Upstream {
  const prefix = options.baseUrl.replace(/\/$/, '')
  return {
    async send(request, signal) {
      try {
        const response = await options.fetch(prefix + request.path, {
          method: request.method,
          headers: request.headers,
          redirect: 'manual',
          signal,
          ...(request.body === undefined
            ? {}
            : { body: new Uint8Array(Buffer.from(request.body)) }),
        })
        const body = Buffer.from(await response.arrayBuffer())
        return { status: response.status, headers: Object.fromEntries(response.headers), body }
      } catch (cause) {
        if (signal.aborted) throw signal.reason
        throw provinceError('PROVINCE_UNREACHABLE', options.province, cause)
      }
    },
    close: () => Promise.resolve(),
  }
}

/** Collects one reply; settles its promise exactly once. */
class ReplyCollector implements Dispatcher.DispatchHandler {
  readonly #province: Province
  readonly #maxBytes: number
  readonly #signal: AbortSignal
  readonly #resolve: (reply: UpstreamReply) => void
  readonly #reject: (reason: unknown) => void
  #controller: Dispatcher.DispatchController | null = null
  #status = 0
  #headers: Record<string, string> = {}
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(
    province: Province,
    maxBytes: number,
    signal: AbortSignal,
    resolve: (reply: UpstreamReply) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#province = province
    this.#maxBytes = maxBytes
    this.#signal = signal
    this.#resolve = resolve
    this.#reject = reject
    signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** Rejects at once, also while the request still waits for a free socket. */
  readonly #onAbort = (): void => {
    this.#reject(this.#signal.reason)
    this.#controller?.abort(this.#signal.reason as Error)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#signal.aborted) controller.abort(this.#signal.reason as Error)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status
    for (const [name, value] of Object.entries(headers)) {
      const first = Array.isArray(value) ? value[0] : value
      if (first !== undefined) this.#headers[name] = first
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#maxBytes) {
      const cause = new Error(`answer longer than ${this.#maxBytes} bytes`)
      this.#reject(provinceError('PROVINCE_BAD_ANSWER', this.#province, cause))
      controller.abort(cause)
      return
    }
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)
    this.#resolve({ status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, cause: Error): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    if (this.#signal.aborted) this.#reject(this.#signal.reason)
    else this.#reject(provinceError('PROVINCE_UNREACHABLE', this.#province, cause))
  }
}
