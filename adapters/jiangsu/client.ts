/**
 * The wire of Jiangsu's registry: form POSTs in GB18030, signed, answered by an envelope in
 * GB18030. Every failure of the protocol becomes a `PROVINCE_…` code here.
 */
import { createHmac } from 'node:crypto'
import { provinceError, readingAnswer } from '../shared/failure.ts'
import type { AdapterSettings } from '../shared/define-adapter.ts'
import type { UpstreamReply } from '../shared/upstream.ts'
import { decodeGb18030, encodeForm } from './charset.ts'
import { parseEnvelope, type Envelope } from './wire.ts'

export type Service = 'queryCorpBase' | 'queryCorpRecords' | 'queryCorpList'

/** @throws {FederationError} `PROVINCE_…`; the signal's own reason when it is aborted. */
export type Call = (
  service: Service,
  fields: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<Envelope>

const PATH = '/infoQueryServlet.json'
export const HEADERS = {
  'content-type': 'application/x-www-form-urlencoded; charset=GB18030',
  accept: 'application/json',
}

export function createCall({ upstream, credentials, now }: AdapterSettings): Call {
  const { userId = '', secretKey = '' } = credentials
  return async (service, fields, signal) => {
    const form = encodeForm({
      specificQuery: service,
      ...fields,
      USER_ID: userId,
      TIME_STAMP: timeStampOf(now()),
    })
    const body = `${form}&SIGN=${signatureOf(form, secretKey)}`
    const reply = await upstream.send(
      { method: 'POST', path: PATH, headers: HEADERS, body },
      signal,
    )
    return readReply(reply)
  }
}

/** Upper-case hexadecimal HMAC-SHA256 over the form as sent, up to and without `&SIGN=`. */
export function signatureOf(form: string, secretKey: string): string {
  return createHmac('sha256', secretKey).update(form, 'latin1').digest('hex').toUpperCase()
}

const BEIJING_OFFSET_MS = 8 * 3_600_000

/** `yyyyMMddHHmmss` in Beijing time. */
export function timeStampOf(at: Date): string {
  return new Date(at.getTime() + BEIJING_OFFSET_MS).toISOString().replace(/\D/g, '').slice(0, 14)
}

function readReply(reply: UpstreamReply): Envelope {
  if (reply.status >= 500 || reply.status === 429) throw failure('PROVINCE_ERROR', reply)
  if (reply.status === 401 || reply.status === 403) {
    throw failure('PROVINCE_REFUSED_SIGNATURE', reply)
  }
  if (reply.status !== 200) throw failure('PROVINCE_BAD_ANSWER', reply)
  const envelope = readingAnswer('JIANGSU', () => parseEnvelope(decodeGb18030(reply.body)))
  if (envelope.code === '0') return envelope
  const cause = new Error(`${envelope.code} ${envelope.message}`)
  throw provinceError(CODES[envelope.code] ?? 'PROVINCE_ERROR', 'JIANGSU', cause)
}

/** RESULT_CODE of refusals; every other one is the registry's own trouble. */
const CODES: Readonly<Record<string, Parameters<typeof provinceError>[0]>> = {
  E101: 'PROVINCE_REFUSED_SIGNATURE',
  E102: 'PROVINCE_REFUSED_SIGNATURE',
  E103: 'PROVINCE_CLOCK_SKEW',
}

const LONGEST_CAUSE = 500

function failure(code: Parameters<typeof provinceError>[0], { status, body }: UpstreamReply) {
  const said = body.subarray(0, LONGEST_CAUSE).toString('latin1')
  return provinceError(code, 'JIANGSU', new Error(`HTTP ${status}: ${said}`))
}
