/** The wire of the Zhejiang data-sharing gateway: signed GET requests, one JSON envelope. */
import { isUtf8 } from 'node:buffer'
import { provinceError, readingAnswer } from '../shared/failure.ts'
import type { AdapterSettings } from '../shared/define-adapter.ts'
import type { UpstreamReply } from '../shared/upstream.ts'
import { canonicalQuery, signatureHeaders } from './signature.ts'
import type { QueryParameters } from './signature.ts'
import { countOf } from './wire-cells.ts'

const PROVINCE = 'ZHEJIANG'
const SUCCESS = '00'
const LONGEST_CAUSE = 500

/** A successful answer: rows not yet looked at. */
export interface Answer {
  /** All rows there are; `datas` may be one page of them. */
  readonly dataCount: number
  readonly datas: readonly unknown[]
}

/**
 * Asks one service.
 *
 * @throws {FederationError} `PROVINCE_REFUSED_SIGNATURE`, `PROVINCE_CLOCK_SKEW`, `PROVINCE_ERROR`,
 * `PROVINCE_BAD_ANSWER`, and what the upstream throws. What the registry said is in the cause only.
 */
export async function askService(
  settings: AdapterSettings,
  path: string,
  query: QueryParameters,
  signal: AbortSignal,
): Promise<Answer> {
  const request = { method: 'GET', path, query } as const
  const key = {
    accessKey: settings.credentials['accessKey'] ?? '',
    secretKey: settings.credentials['secretKey'] ?? '',
  }
  const headers = {
    ...signatureHeaders(request, key, settings.now()),
    accept: 'application/json',
  }
  const target = `${path}?${canonicalQuery(query)}`
  const reply = await settings.upstream.send({ method: 'GET', path: target, headers }, signal)
  return readingAnswer(PROVINCE, () => readReply(reply))
}

function readReply(reply: UpstreamReply): Answer {
  if (reply.status !== 200) throw failureOfStatus(reply)
  const envelope = JSON.parse(utf8Of(reply.body)) as unknown
  if (typeof envelope !== 'object' || envelope === null) throw new Error('no envelope')
  const { code, msg, dataCount, datas } = envelope as Partial<Record<string, unknown>>
  if (typeof code !== 'string') throw new Error('envelope without a code')
  if (code !== SUCCESS) throw failure('PROVINCE_ERROR', `code ${code}: ${String(msg)}`)
  const rows = datas ?? []
  if (!Array.isArray(rows)) throw new Error('datas is not a list')
  const count = countOf(dataCount)
  if (rows.length > count) throw new Error(`${rows.length} rows, ${count} announced`)
  return { dataCount: count, datas: rows }
}

/** Replacement characters would turn a wrong charset into wrong names, so decoding is all or nothing. */
function utf8Of(body: Buffer): string {
  if (!isUtf8(body)) throw new Error('the answer is not UTF-8')
  return body.toString('utf8')
}

/** The gateway's refusals are published; each is `{"message": …}` with status 401. */
function failureOfStatus(reply: UpstreamReply): Error {
  const text = reply.body.toString('utf8', 0, LONGEST_CAUSE)
  const what = `HTTP ${reply.status}: ${text}`
  if (reply.status === 401 || reply.status === 403) {
    const late = text.includes('Clock skew exceeded')
    return failure(late ? 'PROVINCE_CLOCK_SKEW' : 'PROVINCE_REFUSED_SIGNATURE', what)
  }
  if (reply.status < 400) return failure('PROVINCE_BAD_ANSWER', what)
  return failure('PROVINCE_ERROR', what)
}

function failure(code: Parameters<typeof provinceError>[0], cause: string): Error {
  return provinceError(code, PROVINCE, new Error(cause.slice(0, LONGEST_CAUSE)))
}
