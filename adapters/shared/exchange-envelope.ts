/**
 * A request to a registry on its way through the gatehouse (前置网关) of its province: promises first, the
 * registry's own request behind them, untouched. Not headers: a hundred promises do not fit into them.
 *
 *     POST /_gatehouse/exchange
 *     4 bytes   length of the JSON, big endian
 *     JSON      {"v":1,"id":…,"promises":[{"promise":{…},"disclosure":…}],"request":{"method","path","headers"}}
 *     the rest  body of the registry's request
 *
 * The answer is the registry's own, untouched; a refusal of the gatehouse's has the header
 * `x-gatehouse-refusal` with its code.
 */
import type { Exchange, ExchangePromise } from './exchange.ts'

export const EXCHANGE_PATH = '/_gatehouse/exchange'
export const REFUSAL_HEADER = 'x-gatehouse-refusal'
const LENGTH_BYTES = 4

export interface EnvelopedRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export function printEnvelope(
  { id, promises }: Pick<Exchange, 'id' | 'promises'>,
  { method, path, headers }: EnvelopedRequest,
  body: Buffer,
): Buffer {
  const head = concatHead(
    `{"v":1,"id":${JSON.stringify(id)},"promises":[`,
    promises,
    `],"request":${JSON.stringify({ method, path, headers })}}`,
  )
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(head.reduce((sum, { length: bytes }) => sum + bytes, 0))
  return Buffer.concat([length, ...head, body])
}

/** The promises are JSON already, and most of the bytes: they are copied, never made into text. */
function concatHead(
  before: string,
  promises: readonly ExchangePromise[],
  after: string,
): readonly Buffer[] {
  const parts: Buffer[] = []
  let between = before
  for (const [i, { promise, disclosure }] of promises.entries()) {
    parts.push(Buffer.from(`${between}${i === 0 ? '' : ','}{"promise":`))
    parts.push(typeof promise === 'string' ? Buffer.from(promise) : promise)
    between = `,"disclosure":${JSON.stringify(disclosure)}}`
  }
  return [...parts, Buffer.from(between + after)]
}

export interface ReadEnvelope {
  /** Not judged yet. */
  readonly head: unknown
  readonly body: Buffer
}

/** Null: not an envelope. */
export function readEnvelope(bytes: Buffer): ReadEnvelope | null {
  if (bytes.length < LENGTH_BYTES) return null
  const end = LENGTH_BYTES + bytes.readUInt32BE()
  if (end > bytes.length) return null
  try {
    const head: unknown = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end))
    return { head, body: bytes.subarray(end) }
  } catch {
    return null
  }
}
