/**
 * Access tokens (访问令牌) of the gateway: one officer, one purpose, one case, at most ten minutes.
 * Source: RFC 9068 (claims and `typ`), RFC 9396 (authorization_details), RFC 8705 (binding to the
 * client's TLS certificate). `sub` is the client: RFC 9068, section 2.2, where no user signs in.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import {
  ID,
  TEXT,
  THUMBPRINT,
  WORD,
  allowOnly,
  checkAudience,
  invalid,
  objectOf,
  presentOf,
  textOf,
  textsOf,
  tokenIdOf,
} from './claims.ts'
import { thumbprintOf } from './certificate-thumbprint.ts'
import { isRole } from './roles.ts'
import type { Role } from './roles.ts'
import { isObject } from './strict-json.ts'
import type { JsonObject } from './strict-json.ts'
import { signToken, verifySignedToken } from './signed-token.ts'
import type { TokenKind, TokenSigner, TokenVerdict } from './signed-token.ts'
import type { KeySet } from './key-set.ts'
import { checkTimes } from './token-times.ts'

export const ACCESS_TOKEN_TYPE = 'at+jwt'
/** The one type of RFC 9396, section 2, that is issued and read here. */
export const DETAILS_TYPE = 'registry_query'
export const MOST_ACCESS_SECONDS = 600

/** Who asks, and why. */
export interface AccessDetails {
  /** 机关: its code. */
  readonly agency: string
  /** 经办人: the agency's own id of the person; null for systems and the public. */
  readonly officer: string | null
  readonly roles: readonly Role[]
  readonly purpose: string
  readonly legalBasis: string
  /** 案件或业务编号. */
  readonly caseNumber: string | null
}

export interface AccessToken {
  readonly tokenId: string
  readonly clientId: string
  readonly details: AccessDetails
  /** `x5t#S256` of the certificate it is bound to; null: a plain bearer token. */
  readonly certificate: string | null
  readonly issuedAt: Date
  readonly expiresAt: Date
}

export interface TokenPlace {
  readonly issuer: string
  readonly audience: string
}

/** @throws {FederationError} `TOKEN_…` when the token would not pass its own verification. */
export async function signAccessToken(
  token: AccessToken,
  { issuer, audience }: TokenPlace,
  signer: TokenSigner,
): Promise<string> {
  const seconds = (at: Date) => Math.floor(at.getTime() / 1_000)
  const claims: JsonObject = {
    iss: issuer,
    aud: audience,
    sub: token.clientId,
    client_id: token.clientId,
    iat: seconds(token.issuedAt),
    exp: seconds(token.expiresAt),
    jti: token.tokenId,
    authorization_details: [detailsClaim(token.details)],
    ...(token.certificate === null ? {} : { cnf: { 'x5t#S256': token.certificate } }),
  }
  readClaims(claims, { issuer, audience })
  checkTimes(claims, TIMES, token.issuedAt)
  return signToken(ACCESS_TOKEN_TYPE, claims, signer)
}

const SKEW_SECONDS = 5 // between the gateway's own processes
const TIMES = {
  maxLifetimeSeconds: MOST_ACCESS_SECONDS,
  maxAheadSeconds: MOST_ACCESS_SECONDS + SKEW_SECONDS,
  skewSeconds: SKEW_SECONDS,
}

/** Never throws for what is in the token. What it is bound to is looked at by {@link checkBinding}. */
export function verifyAccessToken(
  token: string,
  place: TokenPlace,
  keys: KeySet,
  at: Date,
): Promise<TokenVerdict<AccessToken>> {
  const kind: TokenKind<AccessToken> = {
    typ: ACCESS_TOKEN_TYPE,
    times: TIMES,
    read: (claims, { times: { issuedAt, expiresAt } }) => ({
      ...readClaims(claims, place),
      issuedAt: new Date(issuedAt * 1_000),
      expiresAt: new Date(expiresAt * 1_000),
    }),
  }
  return verifySignedToken(token, kind, { by: 'KEY_SET', keys }, at)
}

/**
 * `certificate`: DER of the client's certificate on this TLS connection, null without one. A token
 * that is bound stays bound everywhere; an unbound one is for development on loopback.
 *
 * @throws {FederationError} `ACCESS_TOKEN_UNBOUND`, `ACCESS_TOKEN_CERTIFICATE_MISSING`, `ACCESS_TOKEN_CERTIFICATE_FOREIGN`.
 */
export function checkBinding(
  { certificate: bound }: Pick<AccessToken, 'certificate'>,
  certificate: Uint8Array | null,
  unbound: 'REFUSED' | 'ALLOWED_ON_LOOPBACK',
): void {
  if (bound === null) {
    if (unbound === 'ALLOWED_ON_LOOPBACK') return
    throw new FederationError('ACCESS_TOKEN_UNBOUND')
  }
  if (certificate === null) throw new FederationError('ACCESS_TOKEN_CERTIFICATE_MISSING')
  if (thumbprintOf(certificate) !== bound) {
    throw new FederationError('ACCESS_TOKEN_CERTIFICATE_FOREIGN')
  }
}

const CLAIMS = [
  'iss',
  'aud',
  'sub',
  'client_id',
  'iat',
  'exp',
  'jti',
  'authorization_details',
  'cnf',
]

function readClaims(claims: JsonObject, { issuer, audience }: TokenPlace) {
  allowOnly(claims, CLAIMS)
  if (presentOf(claims, 'iss') !== issuer) throw new FederationError('TOKEN_ISSUER_WRONG')
  checkAudience(claims, audience)
  const clientId = textOf(claims, 'client_id', ID)
  if (textOf(claims, 'sub', ID) !== clientId) throw new FederationError('TOKEN_SUBJECT_WRONG')
  const tokenId = tokenIdOf(claims)
  return { tokenId, clientId, details: detailsOf(claims), certificate: bindingOf(claims) }
}

/** RFC 7800, section 3.1: another way of confirmation would be one that nobody here checks. */
function bindingOf(claims: JsonObject): string | null {
  if (claims['cnf'] === undefined) return null
  const cnf = objectOf(claims, 'cnf')
  allowOnly(cnf, ['x5t#S256'], 'cnf.')
  return textOf(cnf, 'x5t#S256', THUMBPRINT)
}

function detailsClaim(details: AccessDetails): JsonObject {
  const { agency, officer, roles, purpose, legalBasis, caseNumber } = details
  return {
    type: DETAILS_TYPE,
    agency,
    roles,
    purpose,
    legal_basis: legalBasis,
    ...(officer === null ? {} : { officer }),
    ...(caseNumber === null ? {} : { case_number: caseNumber }),
  }
}

const DETAILS = ['type', 'agency', 'officer', 'roles', 'purpose', 'legal_basis', 'case_number']

/** Exactly one: with two, one would be checked and the other believed. */
export function detailsOf(claims: JsonObject): AccessDetails {
  const all = presentOf(claims, 'authorization_details')
  const [details, ...more] = Array.isArray(all) ? all : []
  if (!isObject(details) || more.length > 0) throw invalid('authorization_details')
  allowOnly(details, DETAILS, 'authorization_details.')
  if (presentOf(details, 'type') !== DETAILS_TYPE) throw invalid('type')
  const roles = textsOf(details, 'roles', WORD)
  if (!roles.every(isRole)) throw invalid('roles')
  const optional = (name: string, form: RegExp) =>
    details[name] === undefined ? null : textOf(details, name, form)
  return {
    agency: textOf(details, 'agency', ID),
    officer: optional('officer', ID),
    roles,
    purpose: textOf(details, 'purpose', WORD),
    legalBasis: textOf(details, 'legal_basis', WORD),
    caseNumber: optional('case_number', TEXT),
  }
}
