/**
 * The HTTP server: no environment, no listen of its own accord. /graphql, /healthz (the process),
 * /readyz (what it needs itself; the provinces are not part of it), /metrics, and what is given.
 */
import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { FederationError } from '../schemas/model/errors.ts'
import { createSharedReading } from './grants/shared-reading.ts'
import type { GraphQLEndpoint } from './graphql-endpoint.ts'
import type { Logger } from './observe/log.ts'
import { checkBodyType, servedRanges } from './media-types.ts'
import type { Metrics } from './observe/metrics.ts'
import { codedError } from './pipeline/answer-errors.ts'
import type { Asker } from './pipeline/handle.ts'
import { challengeOf } from './sign-in/refused-token.ts'

/** A path of its own: answers, or throws a coded failure, which is answered for it. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** PEM. The client's certificate is asked for, and judged at sign-in, not by TLS. */
export interface ServerTls {
  readonly cert: string
  readonly key: string
  /** Authorities whose certificates clients are asked for; null: of any. */
  readonly clientCa: string | null
}

export interface ServerOptions {
  readonly graphql: GraphQLEndpoint
  /** Who asks. A failure goes through the pipeline too, which refuses and logs it. */
  readonly authenticate: (request: IncomingMessage) => Asker | Promise<Asker>
  /** By first segment of the path. */
  readonly routes?: ReadonlyMap<string, Route>
  /** Null: plain HTTP, on loopback. */
  readonly tls?: ServerTls | null
  readonly metrics: Metrics
  readonly log: Logger
  readonly maxBodyBytes: number
  /** Names of what is missing; empty: ready. */
  readonly missing: () => Promise<readonly string[]>
}

export interface GatewayServer {
  readonly http: Server
  /** Answers what is under way, refuses what is new, closes idle connections; false when cut off. */
  drain(graceMs: number): Promise<boolean>
}

const REQUEST_ID = /^[\w.-]{1,64}$/

export function createServer(options: ServerOptions): GatewayServer {
  // Anybody may ask, and each time stores are asked: together for all who wait.
  const missingNow = createSharedReading(options.missing)
  let draining = false
  let underWay = 0
  const http = listener(options.tls ?? null, (request, response) => {
    request.url = originForm(request.url)
    response.setHeader('x-request-id', requestIdOf(request))
    const path = request.url.split('?', 1)[0]!
    if (path === '/graphql') return answerGraphQL(request, response)
    const route = options.routes?.get(path.split('/', 2)[1]!)
    if (route !== undefined) return void answerRoute(route, request, response)
    void answerOther(path, response).catch(() => response.destroy())
  })

  function answerGraphQL(request: IncomingMessage, response: ServerResponse): void {
    const began = performance.now()
    const requestId = idOn(response)
    underWay += 1
    response.once('close', () => {
      underWay -= 1
      const milliseconds = performance.now() - began
      options.metrics.requestDone(response.statusCode, milliseconds)
      options.log.info({ requestId, status: response.statusCode, milliseconds }, 'request')
    })
    try {
      if (draining) throw new FederationError('SHUTTING_DOWN')
      checkLength(request, options.maxBodyBytes)
      readyForYoga(request)
    } catch (failure) {
      if (!(failure instanceof FederationError)) throw failure
      // What is left of the body is not read: the connection cannot be used again.
      response.setHeader('connection', 'close')
      return refuse(response, failure)
    }
    // Yoga answers its own failures; whatever is left must not end the process.
    void askGraphQL(request, response, requestId).catch((failure: unknown) => {
      options.log.error({ err: failure, requestId }, 'request failed')
      response.destroy()
    })
  }

  async function askGraphQL(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    const principal = await options.authenticate(request)
    const challenge = principal instanceof FederationError ? challengeOf(principal) : null
    if (challenge !== null) response.setHeader('www-authenticate', challenge)
    await options.graphql(request, response, { requestId, principal })
  }

  async function answerRoute(
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    underWay += 1
    response.once('close', () => (underWay -= 1))
    try {
      if (draining) throw new FederationError('SHUTTING_DOWN')
      await route(request, response)
    } catch (failure) {
      const requestId = idOn(response)
      const coded = failure instanceof FederationError ? failure : new FederationError('INTERNAL')
      if (coded !== failure) options.log.error({ err: failure, requestId }, 'request failed')
      if (response.headersSent) return void response.destroy()
      refuse(response, coded)
    }
  }

  async function answerOther(path: string, response: ServerResponse): Promise<void> {
    if (path === '/healthz') return json(response, 200, { status: 'ok' })
    if (path === '/readyz') {
      const missing = draining ? ['draining'] : await missingNow()
      return json(response, missing.length === 0 ? 200 : 503, {
        ready: missing.length === 0,
        missing,
      })
    }
    if (path === '/metrics') {
      response.setHeader('content-type', options.metrics.contentType)
      response.end(await options.metrics.text())
      return
    }
    refuse(response, new FederationError('PATH_UNKNOWN'))
  }

  return {
    http,
    async drain(graceMs) {
      draining = true
      const closed = new Promise<boolean>((resolve) => http.close(() => resolve(true)))
      http.closeIdleConnections()
      const idle = setInterval(() => underWay === 0 && http.closeIdleConnections(), 50)
      const cutOff = Promise.withResolvers<boolean>()
      const timer = setTimeout(() => cutOff.resolve(false), graceMs)
      const whole = await Promise.race([closed, cutOff.promise])
      clearTimeout(timer)
      clearInterval(idle)
      http.closeAllConnections()
      return whole
    },
  }
}

/**
 * TLS 1.3 alone: its connections keep the certificate they began with, to which tokens are bound. Any
 * certificate passes here, so that a refusal is one of ours, with its code.
 */
/** How long a caller may take to send a request: whoever sends slowly holds a socket. */
const TIMES = { requestTimeout: 60_000, headersTimeout: 20_000 } as const

function listener(
  tls: ServerTls | null,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  if (tls === null) return createHttpServer(TIMES, answer)
  const { cert, key, clientCa } = tls
  return createHttpsServer(
    {
      ...TIMES,
      ...{ cert, key, minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: false },
      ...(clientCa === null ? {} : { ca: clientCa }),
    },
    answer,
  )
}

/** The target without scheme and host, which a client may send too (RFC 9112, section 3.2.2). */
function originForm(target = '/'): string {
  if (!/^https?:/i.test(target) || !URL.canParse(target)) return target
  const { pathname, search } = new URL(target)
  return pathname + search
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}

function idOn(response: ServerResponse): string {
  return String(response.getHeader('x-request-id'))
}

/** @throws {FederationError} `BODY_TOO_LARGE`; one of no declared length is measured as it is read. */
function checkLength(request: IncomingMessage, limit: number): void {
  const value = Number(request.headers['content-length'] ?? 0)
  if (value > limit) throw new FederationError('BODY_TOO_LARGE', { limit, value })
}

/**
 * Yoga builds an address from the caller's Host, answers with a stack where it cannot, and would
 * also read forms and write event streams: it gets to see neither.
 *
 * @throws {FederationError} `MEDIA_TYPE_UNSUPPORTED`, `ANSWER_TYPE_UNSUPPORTED`.
 */
function readyForYoga(request: IncomingMessage): void {
  const { headers, method } = request
  const accept = servedRanges(headers)
  if (method === 'POST') checkBodyType(headers)
  headers.host = 'gateway'
  if (accept !== null) headers.accept = accept
}

function refuse(response: ServerResponse, failure: FederationError): void {
  json(response, failure.status, { errors: [codedError(failure, idOn(response))] })
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}
