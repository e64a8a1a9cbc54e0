/**
 * The HTTP server: no environment, no listen of its own accord. /graphql, /healthz (the process),
 * /readyz (what it needs itself; the provinces are not part of it), /metrics.
 */
import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { FederationError } from '../schemas/model/errors.ts'
import type { GraphQLEndpoint } from './graphql-endpoint.ts'
import type { Logger } from './observe/log.ts'
import { checkBodyType, servedRanges } from './media-types.ts'
import type { Metrics } from './observe/metrics.ts'
import { codedError } from './pipeline/answer-errors.ts'
import type { Principal } from './principal.ts'

export interface ServerOptions {
  readonly graphql: GraphQLEndpoint
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

/** Until sign-in exists every caller is the development officer. */
const DEVELOPMENT: Principal = { id: 'development', kind: 'UNCHECKED' }
const REQUEST_ID = /^[\w.-]{1,64}$/

export function createServer(options: ServerOptions): GatewayServer {
  let draining = false
  let underWay = 0
  const http = createHttpServer((request, response) => {
    request.url = originForm(request.url)
    response.setHeader('x-request-id', requestIdOf(request))
    const path = request.url.split('?', 1)[0]
    if (path === '/graphql') return answerGraphQL(request, response)
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
    const answered = options.graphql(request, response, { requestId, principal: DEVELOPMENT })
    // Yoga answers its own failures; whatever is left must not end the process.
    void Promise.resolve(answered).catch((failure: unknown) => {
      options.log.error({ err: failure, requestId }, 'request failed')
      response.destroy()
    })
  }

  async function answerOther(path: string | undefined, response: ServerResponse): Promise<void> {
    if (path === '/healthz') return json(response, 200, { status: 'ok' })
    if (path === '/readyz') {
      const missing = draining ? ['draining'] : await options.missing()
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
