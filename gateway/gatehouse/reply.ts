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

/**
 * What is beyond the limit is read and dropped: a request that is left half read blocks the next one
 * on its connection.
 *
 * @throws {FederationError} `BODY_TOO_LARGE`.
 */
export function bodyOf(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limit) chunks.push(chunk)
      else {
        chunks.length = 0
        reject(new FederationError('BODY_TOO_LARGE', { limit }))
      }
    })
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('close', () => reject(new Error('the connection ended before the request')))
  })
}

/** @throws {FederationError} `GATEHOUSE_ENVELOPE_MALFORMED`. */
export function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new FederationError('GATEHOUSE_ENVELOPE_MALFORMED', { reason: 'json' }, { cause })
  }
}
