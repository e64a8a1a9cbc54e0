/**
 * The HTTP server: no environment, no listen of its own accord. /graphql, /healthz (the process),
 * /readyz (what it needs itself; the provinces are not part of it), /metrics.
 */
import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { FederationError } from '../schemas/model/errors.ts'
import type { Principal } from './context.ts'
import type { createGraphQLEndpoint } from './graphql-endpoint.ts'
import type { Logger } from './observe/log.ts'
import type { Metrics } from './observe/metrics.ts'
import { codedError } from './pipeline/answer-errors.ts'

export interface ServerOptions {
  readonly graphql: ReturnType<typeof createGraphQLEndpoint>
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
const DEVELOPMENT: Principal = { id: 'development', kind: 'DEVELOPMENT' }
const REQUEST_ID = /^[\w.-]{1,64}$/

export function createServer(options: ServerOptions): GatewayServer {
  let draining = false
  let underWay = 0
  const http = createHttpServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]
    if (path === '/graphql') return answerGraphQL(request, response)
    void answerOther(path, response).catch(() => response.destroy())
  })

  function answerGraphQL(request: IncomingMessage, response: ServerResponse): void {
    const began = performance.now()
    const requestId = requestIdOf(request)
    response.setHeader('x-request-id', requestId)
    underWay += 1
    response.once('close', () => {
      underWay -= 1
      const milliseconds = performance.now() - began
      options.metrics.requestDone(response.statusCode, milliseconds)
      options.log.info({ requestId, status: response.statusCode, milliseconds }, 'request')
    })
    const declared = Number(request.headers['content-length'] ?? 0)
    if (draining) {
      response.setHeader('connection', 'close')
      return refuse(response, new FederationError('SHUTTING_DOWN'), requestId)
    }
    if (declared > options.maxBodyBytes) {
      response.setHeader('connection', 'close')
      const limit = { limit: options.maxBodyBytes, value: declared }
      return refuse(response, new FederationError('BODY_TOO_LARGE', limit), requestId)
    }
    void options.graphql(request, response, { requestId, principal: DEVELOPMENT })
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
    json(response, 404, { message: '没有此地址，GraphQL接口在/graphql' })
  }

  return {
    http,
    async drain(graceMs) {
      draining = true
      const closed = new Promise<boolean>((resolve) => http.close(() => resolve(true)))
      http.closeIdleConnections()
      const idle = setInterval(() => underWay === 0 && http.closeIdleConnections(), 50)
      const cutOff = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), graceMs))
      const whole = await Promise.race([closed, cutOff])
      clearInterval(idle)
      http.closeAllConnections()
      return whole
    },
  }
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}

function refuse(response: ServerResponse, failure: FederationError, requestId: string): void {
  json(response, failure.status, { errors: [codedError(failure, requestId)] })
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}
