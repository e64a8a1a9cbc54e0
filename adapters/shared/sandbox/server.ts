/**
 * A pretend registry over HTTP: the province's own protocol handler, wrapped with faults that can be
 * switched while it runs (`PUT /_sandbox/fault`, body `{"mode":"hang"}`). For tests and `npm start` only.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Province } from '../../../schemas/model/province.ts'
import { FAULT_MODES, NO_FAULT, dataUnderFault, parseFault, sendUnderFault } from './faults.ts'
import type { Fault } from './faults.ts'
import type { SandboxDefinition } from './protocol.ts'
import type { RegistryData } from './registry-data.ts'

export type { SandboxContext, SandboxDefinition, SandboxReply, SandboxRequest } from './protocol.ts'

export interface RunningSandbox {
  readonly province: Province
  readonly url: string
  /** Credentials for the adapter. */
  readonly credentials: Readonly<Record<string, string>>
  setFault(fault: Fault): void
  /** Requests that reached the protocol handler or a fault, since start. */
  requestCount(): number
  close(): Promise<void>
}

export interface SandboxOptions {
  readonly definition: SandboxDefinition
  readonly data: RegistryData
  readonly port?: number
  readonly credentials?: ReturnType<SandboxDefinition['issueCredentials']>
  readonly now?: () => Date
}

const MAX_REQUEST_BYTES = 4 * 1024 * 1024

export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { definition, data, now = () => new Date() } = options
  const issued = options.credentials ?? definition.issueCredentials()
  const stranger = definition.issueCredentials()
  let fault = NO_FAULT
  let requests = 0

  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy())
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
    if (path === '/_sandbox/fault') {
      const wanted = request.method === 'PUT' ? readFault(body) : fault
      fault = wanted ?? fault
      response.writeHead(wanted === null ? 400 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(wanted ?? { modes: FAULT_MODES }))
      return
    }
    requests += 1
    const mode = fault.mode
    await sendUnderFault(fault, response, definition.charset, () =>
      definition.handle(
        { method: request.method ?? 'GET', path, query, headers: request.headers, body },
        {
          data: dataUnderFault(fault, data),
          // Our signature is refused for real: the registry holds other keys.
          credentials: mode === 'badSignature' ? stranger.registry : issued.registry,
          now: mode === 'clockSkew' ? new Date(now().getTime() + 600_000) : now(),
        },
      ),
    )
  }

  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  return {
    province: definition.province,
    url: `http://127.0.0.1:${port}`,
    credentials: issued.gateway,
    setFault: (next) => void (fault = next),
    requestCount: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Null for what is no fault. */
function readFault(body: Buffer): Fault | null {
  try {
    return parseFault(JSON.parse(body.toString('utf8')))
  } catch {
    return null
  }
}

function listen(server: Server, port: number): Promise<void> {
  server.keepAliveTimeout = 60_000
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_REQUEST_BYTES) throw new Error('request too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
