/** What a gatehouse answers by itself; a registry's answer passes as it came. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { REFUSAL_HEADER } from '../../adapters/shared/exchange-envelope.ts'
import { FederationError } from '../../schemas/model/errors.ts'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string
}

export function jsonReply(status: number, value: unknown): Reply {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  return { status, headers, body: JSON.stringify(value) }
}

/** What has no code is a fault of the gatehouse's own. */
export function refusalReply(failure: unknown): Reply {
  const refused = failure instanceof FederationError ? failure : new FederationError('INTERNAL')
  const { code, message, status } = refused
  const reply = jsonReply(status, { code, message })
  return { ...reply, headers: { ...reply.headers, [REFUSAL_HEADER]: code } }
}

export function sendReply(response: ServerResponse, { status, headers, body }: Reply): void {
  const length = Buffer.byteLength(body)
  response.writeHead(status, { ...headers, 'content-length': String(length) })
  response.end(body)
}

/** @throws {FederationError} `BODY_TOO_LARGE`. */
export async function bodyOf(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > limit) throw new FederationError('BODY_TOO_LARGE', { limit })
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

/** @throws {FederationError} `GATEHOUSE_ENVELOPE_MALFORMED`. */
export function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new FederationError('GATEHOUSE_ENVELOPE_MALFORMED', { reason: 'json' }, { cause })
  }
}
