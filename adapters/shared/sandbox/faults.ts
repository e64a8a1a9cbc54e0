/** The ways a pretend registry can be made to fail. */
import type { ServerResponse } from 'node:http'
import iconv from 'iconv-lite'
import { z } from 'zod'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import type { RegistryData } from './registry-data.ts'
import type { SandboxReply } from './protocol.ts'

/** `badSignature` and `clockSkew` are played by real keys and a real clock that differ, see server.ts. */
export const FAULT_MODES = [
  'none',
  'slow',
  'hang',
  'error500',
  'reset',
  'html',
  'garbage',
  'truncated',
  'wrongCharset',
  'badSignature',
  'clockSkew',
  'unknownCode',
] as const
export type FaultMode = (typeof FAULT_MODES)[number]

export interface Fault {
  readonly mode: FaultMode
  /** For `slow`: how long an answer is held back. */
  readonly delayMs: number
}

export const NO_FAULT: Fault = { mode: 'none', delayMs: 0 }

const faultSchema = z.object({
  mode: z.enum(FAULT_MODES),
  delayMs: z.number().int().min(0).max(600_000).default(1_000),
})

/** @throws {z.ZodError} on an unknown mode. */
export function parseFault(value: unknown): Fault {
  return faultSchema.parse(value)
}

/** Answers by `reply`, spoilt as the fault says. Never resolves the response under `hang`. */
export async function sendUnderFault(
  fault: Fault,
  response: ServerResponse,
  charset: string,
  reply: () => SandboxReply,
): Promise<void> {
  switch (fault.mode) {
    case 'hang':
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'error500':
      return send(response, plain(500, 'text/plain', 'internal error at 10.0.0.1:8080'))
    case 'html':
      return send(response, plain(200, 'text/html', '<html><body>系统维护中</body></html>'))
    case 'garbage':
      return send(response, plain(200, 'application/json', Buffer.from([0, 159, 146, 150, 255, 7])))
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs).unref())
      return send(response, reply())
    case 'truncated':
      return send(response, halved(reply()))
    case 'wrongCharset':
      return send(response, recoded(reply(), charset))
    default:
      return send(response, reply())
  }
}

/** Under `unknownCode` every registration and listing carries a code that no table has. */
export function dataUnderFault(fault: Fault, data: RegistryData): RegistryData {
  if (fault.mode !== 'unknownCode') return data
  return {
    ...data,
    province: data.province,
    recordsOf: (uscc) => data.recordsOf(uscc).map(withUnknownCodes),
    recordsOfNumber: (number) => data.recordsOfNumber(number).map(withUnknownCodes),
    search: (filter, offset, limit) => data.search(filter, offset, limit),
    close: () => data.close(),
  }
}

function withUnknownCodes(record: RegistryRecord): RegistryRecord {
  const unknown = {
    code: 'UNKNOWN',
    sourceCode: 'Z9',
    sourceText: '虚构未知代码',
    known: false,
  } as const
  if (record.registration === null) return record
  return {
    ...record,
    registration: { ...record.registration, state: unknown },
    abnormalListings: record.abnormalListings.map((entry) => ({ ...entry, reason: unknown })),
  }
}

function send(response: ServerResponse, reply: SandboxReply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length })
  response.end(reply.body)
}

function plain(status: number, type: string, body: string | Buffer): SandboxReply {
  return { status, headers: { 'content-type': type }, body: Buffer.from(body) }
}

/** Half of the body, declared as whole: what a broken proxy delivers. */
function halved(reply: SandboxReply): SandboxReply {
  return { ...reply, body: reply.body.subarray(0, Math.floor(reply.body.length / 2)) }
}

/** The same text in the charset the other side does not expect, headers unchanged. */
function recoded(reply: SandboxReply, charset: string): SandboxReply {
  const text = iconv.decode(reply.body, charset)
  return { ...reply, body: iconv.encode(text, charset === 'utf-8' ? 'gb18030' : 'utf-8') }
}
