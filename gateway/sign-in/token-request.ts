/**
 * What a client sends to the token endpoint. Source: RFC 6749, sections 2.3, 3.2 and 4.4.2; RFC 7523,
 * section 2.2; RFC 9396, section 2. Parameters that no standard here names are ignored, as RFC 6749 asks.
 */
import type { IncomingMessage } from 'node:http'
import { FederationError } from '../../schemas/model/errors.ts'
import { detailsOf } from '../access/access-token.ts'
import type { AccessDetails } from '../access/access-token.ts'
import { parseStrictObject } from '../access/strict-json.ts'

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** An assertion of 16 KiB, the rest, and the percent signs of both. */
export const MOST_FORM_BYTES = 32 * 1024

export interface TokenRequest {
  readonly assertion: string
  /** As the client says; null: only the assertion says. */
  readonly clientId: string | null
  /** JSON, not judged yet. */
  readonly details: string
}

const FORM = /^application\/x-www-form-urlencoded(; *charset="?utf-8"?)?$/i

/** @throws {FederationError} `SIGN_IN_FORM_INVALID`, `BODY_TOO_LARGE`, `SIGN_IN_SECOND_METHOD`, `SIGN_IN_PARAMETER_…`, `SIGN_IN_GRANT_TYPE_UNSUPPORTED`. */
export async function readTokenRequest(request: IncomingMessage): Promise<TokenRequest> {
  const { headers } = request
  if (headers.authorization !== undefined) {
    throw new FederationError('SIGN_IN_SECOND_METHOD', { method: 'Authorization' })
  }
  const isForm = FORM.test(headers['content-type'] ?? '')
  if (!isForm || headers['content-encoding'] !== undefined) {
    throw new FederationError('SIGN_IN_FORM_INVALID')
  }
  return requestIn(formIn(await bodyOf(request)))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const tooLarge = () => new FederationError('BODY_TOO_LARGE', { limit: MOST_FORM_BYTES })
  if (Number(request.headers['content-length'] ?? 0) > MOST_FORM_BYTES) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    // Left early, the stream would take the connection with it, and nobody could be told why.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length
      if (bytes > MOST_FORM_BYTES) throw tooLarge()
      chunks.push(chunk as Buffer)
    }
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    // The client has left: no fault of ours, which the log would be full of.
    throw new FederationError('SIGN_IN_FORM_INVALID', {}, { cause })
  }
  return Buffer.concat(chunks).toString('latin1')
}

const NOT_ASCII = /[^\x20-\x7e]/

function formIn(body: string): ReadonlyMap<string, string> {
  if (NOT_ASCII.test(body)) throw new FederationError('SIGN_IN_FORM_INVALID')
  const form = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(body)) {
    // What percent signs spell is no UTF-8: its replacement character is left.
    if (`${name}${value}`.includes('\uFFFD')) throw new FederationError('SIGN_IN_FORM_INVALID')
    const parameter = name.slice(0, 64)
    if (form.has(name)) throw new FederationError('SIGN_IN_PARAMETER_TWICE', { parameter })
    form.set(name, value)
  }
  return form
}

function requestIn(form: ReadonlyMap<string, string>): TokenRequest {
  const required = (parameter: string): string => {
    const value = form.get(parameter)
    if (value) return value
    throw new FederationError('SIGN_IN_PARAMETER_MISSING', { parameter })
  }
  if (required('grant_type') !== 'client_credentials') {
    throw new FederationError('SIGN_IN_GRANT_TYPE_UNSUPPORTED')
  }
  if (form.has('client_secret')) {
    throw new FederationError('SIGN_IN_SECOND_METHOD', { method: 'client_secret' })
  }
  if (required('client_assertion_type') !== ASSERTION_TYPE) {
    throw new FederationError('SIGN_IN_PARAMETER_INVALID', { parameter: 'client_assertion_type' })
  }
  return {
    assertion: required('client_assertion'),
    clientId: form.get('client_id') ?? null,
    details: required('authorization_details'),
  }
}

/** Exactly one object, in the form that stands in the token. @throws {FederationError} `SIGN_IN_DETAILS_INVALID`. */
export function readDetails(json: string): AccessDetails {
  const invalid = (field: string, cause?: unknown) =>
    new FederationError('SIGN_IN_DETAILS_INVALID', { field }, { cause })
  try {
    // The reader takes objects only. A text that ends this one early leaves a second key.
    const held = parseStrictObject(Buffer.from(`{"authorization_details":${json}}`), 'payload')
    if (Object.keys(held).length !== 1) throw invalid('authorization_details')
    return detailsOf(held)
  } catch (cause) {
    if (!(cause instanceof FederationError) || cause.code === 'SIGN_IN_DETAILS_INVALID') throw cause
    throw invalid(String(cause.details['claim'] ?? 'authorization_details'), cause)
  }
}
