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
import { asciiJson } from '../../schemas/model/ascii-json.ts'
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
  // Made as text and copied once; of ASCII alone it has one byte a character.
  const head =
    `{"v":1,"id":${asciiJson(id)},"promises":[${promises.map(printShown).join(',')}],` +
    `"request":${asciiJson({ method, path, headers })}}`
  const length = Buffer.byteLength(head)
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + length + body.length)
  bytes.writeUInt32BE(length)
  bytes.write(head, LENGTH_BYTES)
  bytes.set(body, LENGTH_BYTES + length)
  return bytes
}

function printShown({ promise, disclosure }: ExchangePromise): string {
  return `{"promise":${promise},"disclosure":"${disclosure}"}`
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
