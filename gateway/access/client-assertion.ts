/**
 * An agency (机关) signs in: `private_key_jwt` with the certificate chain of its client. Source: RFC
 * 7523, sections 2.2 and 3; RFC 7521, section 4.2.
 *
 * A client id is bound to certificates by their SHA-256 thumbprints, registered by the administrator of
 * its province; two while a certificate is being renewed. A name would be less work at renewal, and
 * would let every authority below the anchors make a second certificate that signs in as that client.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { ID, allowOnly, checkAudience, textOf, tokenIdOf } from './claims.ts'
import { thumbprintOf } from './certificate-thumbprint.ts'
import type { JsonObject } from './strict-json.ts'
import { verifySignedToken } from './signed-token.ts'
import type { SignedBy, TokenKind, TokenTrust, TokenVerdict } from './signed-token.ts'

/** The kind of assertion; libraries write `JWT`, and a stricter word would exclude them all. */
export const CLIENT_ASSERTION_TYPE = 'JWT'

export interface RegisteredClient {
  readonly id: string
  /** Code of the agency it belongs to. */
  readonly agency: string
  /** `x5t#S256` of its certificates. Whoever can add one signs in as this client. */
  readonly certificates: readonly string[]
}

export interface AssertionQuestion {
  /** Exactly as published; compared as it stands. */
  readonly tokenEndpoint: string
  readonly clientOf: (id: string) => RegisteredClient | null
  /** Chains for AGENCY_CLIENT. */
  readonly trust: TokenTrust
  readonly at: Date
}

export interface ClientAssertion {
  readonly client: RegisteredClient
  /**
   * To be consumed by whoever calls, once, until `expiresAt`, together with the client: a second use
   * is a replay. When the store of used ids is gone, nobody signs in.
   */
  readonly tokenId: string
  readonly expiresAt: Date
  /** `x5t#S256` of the certificate that signed. */
  readonly certificate: string
}

const FIVE_MINUTES = 300
const TIMES = { maxLifetimeSeconds: FIVE_MINUTES, maxAheadSeconds: FIVE_MINUTES, skewSeconds: 30 }

/** Never throws for what is in the assertion. */
export function verifyClientAssertion(
  assertion: string,
  { tokenEndpoint, clientOf, trust, at }: AssertionQuestion,
): Promise<TokenVerdict<ClientAssertion>> {
  const kind: TokenKind<ClientAssertion> = {
    typ: CLIENT_ASSERTION_TYPE,
    times: TIMES,
    read: (claims, signed) => readAssertion(claims, signed, tokenEndpoint, clientOf),
  }
  return verifySignedToken(assertion, kind, trust, at)
}

function readAssertion(
  claims: JsonObject,
  { leaf, times }: SignedBy,
  tokenEndpoint: string,
  clientOf: AssertionQuestion['clientOf'],
): ClientAssertion {
  allowOnly(claims, ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti'])
  const id = textOf(claims, 'iss', ID)
  if (textOf(claims, 'sub', ID) !== id) throw new FederationError('TOKEN_SUBJECT_WRONG')
  checkAudience(claims, tokenEndpoint)
  const tokenId = tokenIdOf(claims)
  const client = clientOf(id)
  if (client === null || client.id !== id) throw new FederationError('CLIENT_UNKNOWN')
  const certificate = leaf === null ? null : thumbprintOf(leaf)
  if (certificate === null || !client.certificates.includes(certificate)) {
    throw new FederationError('CLIENT_CERTIFICATE_FOREIGN')
  }
  return { client, tokenId, expiresAt: new Date(times.expiresAt * 1_000), certificate }
}
