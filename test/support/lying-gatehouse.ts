/** A loopback address in front of a gatehouse that passes everything on, until it is told to lie. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request as ask } from 'undici'

export interface PassedReply {
  status: number
  headers: Record<string, string>
  body: Buffer
}

export interface LyingGatehouse extends AsyncDisposable {
  readonly url: string
  /** What becomes of replies to exchanges from now on; null: nothing. */
  lie(alter: ((reply: PassedReply) => PassedReply) | null): void
  /** Bodies of exchanges as they left here, since the last lie. */
  readonly sent: readonly Buffer[]
}

export async function startLyingGatehouse(target: string): Promise<LyingGatehouse> {
  let alter: ((reply: PassedReply) => PassedReply) | null = null
  let sent: Buffer[] = []
  const server = createServer((request, response) => {
    void passOn(target, request)
      .then((reply) => {
        const isExchange = request.url === '/_gatehouse/exchange'
        const told = isExchange && alter !== null ? alter(reply) : reply
        if (isExchange) sent.push(told.body)
        response.writeHead(told.status, told.headers).end(told.body)
      })
      .catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lie(next) {
      alter = next
      sent = []
    },
    get sent() {
      return sent
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function passOn(target: string, request: IncomingMessage): Promise<PassedReply> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const { 'content-type': contentType = '' } = request.headers
  const reply = await ask(target + request.url!, {
    method: request.method as 'GET' | 'POST',
    headers: { 'content-type': contentType },
    body: body.length === 0 ? null : body,
  })
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(reply.headers)) {
    if (typeof value === 'string' && !OF_THE_CONNECTION.has(name)) headers[name] = value
  }
  return { status: reply.statusCode, headers, body: Buffer.from(await reply.body.arrayBuffer()) }
}

const OF_THE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'date',
])
