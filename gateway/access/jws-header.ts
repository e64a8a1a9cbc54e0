/** Header of a signed token: an allow-list. Source: RFC 7515, section 4.1; RFC 7797; RFC 8725, section 3. */
import { FederationError } from '../../schemas/model/errors.ts'
import { JWS_ALGORITHMS, isJwsAlgorithm } from './jws-algorithms.ts'
import type { JwsAlgorithm } from './jws-algorithms.ts'
import type { JsonObject, JsonValue } from './strict-json.ts'

export interface JwsHeader {
  readonly alg: JwsAlgorithm
  readonly typ: string
  readonly kid: string | null
  /** DER, leaf first. */
  readonly x5c: readonly Buffer[] | null
}

const ALLOWED = new Set(['alg', 'typ', 'kid', 'x5c'])
const KEY_REFERENCES = ['jwk', 'jku', 'x5u', 'x5t', 'x5t#S256']
const MOST_CERTIFICATES = 4

/** @throws {FederationError} `TOKEN_ALGORITHM_…`, `TOKEN_HEADER_…`, `TOKEN_KID_INVALID`, `TOKEN_TYPE_…`, `TOKEN_NESTED`. */
export function headerOf(header: JsonObject, typ: string): JwsHeader {
  refuseKnownTricks(header)
  const alg = algorithmOf(header['alg'])
  checkType(header['typ'], typ)
  return { alg, typ, kid: kidOf(header['kid']), x5c: certificatesOf(header['x5c']) }
}

function refuseKnownTricks(header: JsonObject): void {
  for (const name of KEY_REFERENCES) {
    if (Object.hasOwn(header, name)) {
      throw new FederationError('TOKEN_HEADER_KEY_REFERENCE', { name })
    }
  }
  if (Object.hasOwn(header, 'crit')) throw new FederationError('TOKEN_HEADER_CRITICAL')
  if (Object.hasOwn(header, 'b64')) throw new FederationError('TOKEN_HEADER_UNENCODED')
  if (Object.hasOwn(header, 'zip')) throw new FederationError('TOKEN_HEADER_COMPRESSED')
  if (Object.hasOwn(header, 'cty')) throw new FederationError('TOKEN_NESTED')
  const unknown = Object.keys(header).find((name) => !ALLOWED.has(name))
  if (unknown !== undefined) {
    throw new FederationError('TOKEN_HEADER_UNKNOWN', { name: unknown.slice(0, 64) })
  }
}

function algorithmOf(alg: JsonValue | undefined): JwsAlgorithm {
  if (typeof alg !== 'string') throw new FederationError('TOKEN_HEADER_INVALID', { name: 'alg' })
  if (isJwsAlgorithm(alg)) return alg
  const facts = { alg: alg.slice(0, 32), allowed: JWS_ALGORITHMS.join('、') }
  if (/^none$/i.test(alg)) throw new FederationError('TOKEN_ALGORITHM_NONE', facts)
  if (/^HS/i.test(alg)) throw new FederationError('TOKEN_ALGORITHM_HMAC', facts)
  throw new FederationError('TOKEN_ALGORITHM_UNSUPPORTED', facts)
}

/** Compared as it stands: `application/…`, another case or a list are other words. */
function checkType(typ: JsonValue | undefined, expected: string): void {
  if (typ === undefined) throw new FederationError('TOKEN_TYPE_MISSING', { expected })
  if (typeof typ !== 'string') throw new FederationError('TOKEN_HEADER_INVALID', { name: 'typ' })
  if (typ !== expected) throw new FederationError('TOKEN_TYPE_WRONG', { expected })
}

function kidOf(kid: JsonValue | undefined): string | null {
  if (kid === undefined) return null
  if (typeof kid === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(kid)) return kid
  throw new FederationError('TOKEN_KID_INVALID')
}

/** Standard base64 with padding, RFC 7515, section 4.1.6, in the one spelling an encoder writes. */
function certificatesOf(x5c: JsonValue | undefined): readonly Buffer[] | null {
  if (x5c === undefined) return null
  const invalid = () => new FederationError('TOKEN_HEADER_INVALID', { name: 'x5c' })
  if (!Array.isArray(x5c) || x5c.length === 0 || x5c.length > MOST_CERTIFICATES) throw invalid()
  return x5c.map((text: JsonValue) => {
    const der = typeof text === 'string' ? Buffer.from(text, 'base64') : Buffer.alloc(0)
    if (der.length === 0 || der.toString('base64') !== text) throw invalid()
    return der
  })
}
