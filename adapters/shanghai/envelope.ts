/**
 * The envelope of Shanghai's answers: a code, which is the text "000000" when all is well, a total
 * and rows; as JSON, and the same as XML.
 */
import { isUtf8 } from 'node:buffer'
import type { FederationError } from '../../schemas/model/errors.ts'
import { provinceError, readingAnswer } from '../shared/failure.ts'
import type { UpstreamReply } from '../shared/upstream.ts'
import { isCount, isRow, isRows } from './wire.ts'
import type { Row } from './wire.ts'
import { parseXml } from './xml.ts'

/** Some rows of `total`. */
export interface AnswerPage {
  readonly total: number
  readonly rows: readonly Row[]
}

const SUCCESS = '000000'
/** Hardly any entity is on a court's list: this one answer, to the letter, needs no parser. */
const NO_ROWS =
  /^<\?xml version="1\.0" encoding="UTF-8"\?>\s?<result><code>000000<\/code><message>success<\/message><total>0<\/total><data><\/data><\/result>\s?$/
const NOTHING: Row = { code: SUCCESS, total: '0', data: '' }
/** The registry's own words for a token that is missing, unknown or not allowed here. */
const REFUSALS: ReadonlySet<string> = new Set(['000401', '000403'])

/** @throws {FederationError} `PROVINCE_REFUSED_SIGNATURE`, `PROVINCE_ERROR`, `PROVINCE_BAD_ANSWER`. */
export function readJson(reply: UpstreamReply): AnswerPage {
  return readingAnswer('SHANGHAI', () => {
    const answer = envelopeOf(reply, (text) => JSON.parse(text) as unknown)
    if (!isCount(answer.total) || !isRows(answer.data)) throw new Error('total or data is missing')
    return { total: answer.total, rows: answer.data }
  })
}

/** `<result><code/><message/><total/><data><row>…</row>…</data></result>`. Throws as {@link readJson}. */
export function readXml(reply: UpstreamReply): AnswerPage {
  return readingAnswer('SHANGHAI', () => {
    const answer = envelopeOf(reply, (text) =>
      NO_ROWS.test(text) ? NOTHING : parseXml(text).result,
    )
    const total = /^\d{1,9}$/.test(String(answer.total)) ? Number(answer.total) : undefined
    const rows = isRow(answer.data) ? (answer.data.row ?? []) : answer.data === '' ? [] : undefined
    if (total === undefined || !isRows(rows)) throw new Error('total or data is missing')
    return { total, rows }
  })
}

function envelopeOf(reply: UpstreamReply, parse: (text: string) => unknown): Row {
  refuseStatus(reply)
  const answer = parse(textOfBody(reply.body))
  if (!isRow(answer) || typeof answer.code !== 'string') throw new Error('no envelope')
  if (answer.code !== SUCCESS) throw refusal(answer.code, String(answer.message))
  return answer
}

function refuseStatus({ status, body }: UpstreamReply): void {
  if (status === 200) return
  const cause = new Error(`HTTP ${status}: ${body.subarray(0, 500).toString('utf8')}`)
  if (status === 401 || status === 403)
    throw provinceError('PROVINCE_REFUSED_SIGNATURE', 'SHANGHAI', cause)
  throw provinceError(status >= 400 ? 'PROVINCE_ERROR' : 'PROVINCE_BAD_ANSWER', 'SHANGHAI', cause)
}

function refusal(code: string, message: string): FederationError {
  const cause = new Error(`registry answered ${code}: ${message}`)
  const ours = REFUSALS.has(code) ? 'PROVINCE_REFUSED_SIGNATURE' : 'PROVINCE_ERROR'
  return provinceError(ours, 'SHANGHAI', cause)
}

/** UTF-8 or nothing: replacement characters would pass for a name. */
function textOfBody(body: Buffer): string {
  if (!isUtf8(body)) throw new Error('body is not UTF-8')
  const text = body.toString('utf8')
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}
