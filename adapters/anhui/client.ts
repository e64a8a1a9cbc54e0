/** The wire to the Anhui registry: signs a request, reads the envelope, names what went wrong. */
import { randomUUID } from 'node:crypto'
import { provinceError, readingAnswer } from '../shared/failure.ts'
import type { ProvinceErrorCode } from '../shared/failure.ts'
import type { AdapterSettings } from '../shared/define-adapter.ts'
import type { UpstreamReply } from '../shared/upstream.ts'
import { canonicalQuery, createSigner, digestOf, urlEncode } from './sign.ts'
import { readEnvelope } from './wire.ts'
import type { Envelope, Service } from './wire.ts'

/**
 * Asks one service. `content` becomes the JSON string of the parameter of that name.
 *
 * @throws {FederationError} `PROVINCE_…`; the signal's own reason when it is aborted.
 */
export type Call = (service: Service, content: object, signal: AbortSignal) => Promise<Envelope>

/** @throws {FederationError} `CONFIG_INVALID` the private key cannot be used. */
export function createClient({ upstream, credentials, now }: AdapterSettings): Call {
  const { appKey = '', userName = '', privateKeyFile = '' } = credentials
  const sign = createSigner(privateKeyFile)
  return async (service, content, signal) => {
    const query = canonicalQuery({
      appKey,
      content: JSON.stringify(content),
      messageId: randomUUID(),
      status: STATUS,
      timestamp: String(now().getTime()),
      userName,
    })
    const signature = await sign(digestOf(query)).catch((cause: unknown) => {
      throw provinceError('PROVINCE_REFUSED_SIGNATURE', 'ANHUI', cause)
    })
    const body = `${query}&sign=${urlEncode(signature)}`
    const request = { method: 'POST', path: service, headers: HEADERS, body } as const
    return readReply(await upstream.send(request, signal))
  }
}

/** The published sample sends the parameter without saying what it is for; the registry wants `1`. */
const STATUS = '1'
export const HEADERS = {
  'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
  accept: 'application/json',
}

/** The registry's error codes; every other one is its own trouble. */
const REFUSALS: Readonly<Record<string, ProvinceErrorCode>> = {
  SIGN_ERROR: 'PROVINCE_REFUSED_SIGNATURE',
  APPKEY_ERROR: 'PROVINCE_REFUSED_SIGNATURE',
  TIMESTAMP_ERROR: 'PROVINCE_CLOCK_SKEW',
}

/** A wrong charset must not become a wrong name: undecodable bytes refuse the answer. */
const UTF8 = new TextDecoder('utf-8', { fatal: true })

function readReply({ status, body }: UpstreamReply): Envelope {
  if (status !== 200) throw provinceError(codeOfStatus(status), 'ANHUI', causeOf(status, body))
  const envelope = readingAnswer('ANHUI', () => readEnvelope(UTF8.decode(body)))
  if (envelope.IsSuccess) return envelope
  const { ErrorCode, Message } = envelope
  const code = Object.hasOwn(REFUSALS, ErrorCode ?? '') ? REFUSALS[ErrorCode!]! : 'PROVINCE_ERROR'
  throw provinceError(code, 'ANHUI', new Error(`${ErrorCode ?? 'no code'}: ${Message ?? ''}`))
}

function codeOfStatus(status: number): ProvinceErrorCode {
  if (status >= 500) return 'PROVINCE_ERROR'
  return status === 401 || status === 403 ? 'PROVINCE_REFUSED_SIGNATURE' : 'PROVINCE_BAD_ANSWER'
}

function causeOf(status: number, body: Buffer): Error {
  return new Error(`HTTP ${status}: ${body.subarray(0, 500).toString('utf8')}`)
}
