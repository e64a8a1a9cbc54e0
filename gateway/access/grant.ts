/**
 * A grant (授权): what one agency may read of one province's data, for one purpose. Signed by the
 * province that owns the data; the gateway can enforce it and cannot make it.
 *
 * The highest version replaces all below it at once. A grant is withdrawn by a version that says
 * `revoked`: whoever knows it can never go back to an older one.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import {
  ID,
  WORD,
  allowOnly,
  countOf,
  invalid,
  objectOf,
  presentOf,
  textOf,
  textsOf,
} from './claims.ts'
import { GRADES } from './grades.ts'
import type { Grade } from './grades.ts'
import { signToken, verifySignedToken } from './signed-token.ts'
import type { SignedBy, TokenKind, TokenSigner, TokenTrust, TokenVerdict } from './signed-token.ts'
import type { JsonObject, JsonValue } from './strict-json.ts'
import { checkTimes } from './token-times.ts'

export const GRANT_TYPE = 'access-grant+jwt'

/** How data of a grade is handed out: as it is, or masked. */
export type Clarity = 'CLEAR' | 'MASKED'

export interface Grant {
  /** 数据提供方. */
  readonly owner: Province
  readonly id: string
  /** From 1. */
  readonly version: number
  readonly revoked: boolean
  /** 数据使用方: code of the agency. */
  readonly agency: string
  /** Root fields of the graph, such as `entity`. */
  readonly operations: readonly string[]
  /** Names of fields by type. No wildcard: a field that is added later is not granted. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** A grade that is not named is not granted. */
  readonly grades: Readonly<Partial<Record<Grade, Clarity>>>
  readonly purpose: string
  readonly legalBases: readonly string[]
  /** 审批人: the owner's own ids of who decided; two where it is about bulk screening. */
  readonly approvers: readonly string[]
  readonly issuedAt: Date
  readonly validFrom: Date
  /** The first instant at which it no longer holds. */
  readonly validUntil: Date
}

declare const verified: unique symbol
/** A grant whose signature and chain were checked. Nothing else is ever enforced. */
export type VerifiedGrant = Grant & { readonly [verified]: 'VerifiedGrant' }

/** Reading many entities at once (批量筛查): a grant of its own, approved by two persons. */
export const BULK_OPERATIONS: ReadonlySet<string> = new Set(['screen'])

const VERSION = 1
const DAY_SECONDS = 86_400
const TIMES = {
  maxLifetimeSeconds: 366 * DAY_SECONDS,
  maxAheadSeconds: 366 * DAY_SECONDS,
  skewSeconds: 60,
  mayBeginLater: true,
} as const

/** `signer`: GRANT_SIGNER of the owner, with its chain. @throws {FederationError} what verification would refuse. */
export async function signGrant(grant: Grant, signer: TokenSigner): Promise<string> {
  const claims = claimsOf(grant)
  checkTimes(claims, TIMES, grant.issuedAt)
  readGrant(claims, grant.owner, grant)
  return signToken(GRANT_TYPE, claims, signer)
}

/**
 * `trust`: chains for GRANT_SIGNER below the anchors of `owner` and nobody else's; a grant that comes
 * through another province is refused by its chain. Never throws for what is in the token.
 */
export function verifyGrant(
  token: string,
  owner: Province,
  trust: TokenTrust,
  at: Date,
): Promise<TokenVerdict<VerifiedGrant>> {
  const kind: TokenKind<VerifiedGrant> = {
    typ: GRANT_TYPE,
    times: TIMES,
    read: (claims, { times }: SignedBy) =>
      readGrant(claims, owner, {
        issuedAt: new Date(times.issuedAt * 1_000),
        validFrom: new Date(times.notBefore * 1_000),
        validUntil: new Date(times.expiresAt * 1_000),
      }) as VerifiedGrant,
  }
  return verifySignedToken(token, kind, trust, at)
}

function claimsOf(grant: Grant): JsonObject {
  const seconds = (at: Date) => Math.floor(at.getTime() / 1_000)
  return {
    v: VERSION,
    iss: grant.owner,
    sub: grant.agency,
    grant_id: grant.id,
    version: grant.version,
    ...(grant.revoked ? { revoked: true } : {}),
    iat: seconds(grant.issuedAt),
    nbf: seconds(grant.validFrom),
    exp: seconds(grant.validUntil),
    operations: grant.operations,
    fields: grant.fields,
    grades: grant.grades as JsonObject,
    purpose: grant.purpose,
    legal_bases: grant.legalBases,
    approvers: grant.approvers,
  }
}

const CLAIMS = [
  ...['v', 'iss', 'sub', 'grant_id', 'version', 'revoked', 'iat', 'nbf', 'exp', 'operations'],
  ...['fields', 'grades', 'purpose', 'legal_bases', 'approvers'],
]
const OPERATION = /^[a-z][A-Za-z0-9]{0,63}$/

type Validity = Pick<Grant, 'issuedAt' | 'validFrom' | 'validUntil'>

function readGrant(claims: JsonObject, owner: Province, validity: Validity): Grant {
  const version = presentOf(claims, 'v')
  if (version !== VERSION) {
    throw new FederationError('TOKEN_VERSION_UNSUPPORTED', {
      version: String(version).slice(0, 32),
    })
  }
  allowOnly(claims, CLAIMS)
  const iss = PROVINCES.find((each) => each === presentOf(claims, 'iss'))
  if (iss === undefined) throw invalid('iss')
  if (iss !== owner) throw new FederationError('GRANT_OWNER_WRONG', { owner: iss })
  const { issuedAt, validFrom, validUntil } = validity
  const grant: Grant = {
    owner,
    id: textOf(claims, 'grant_id', ID),
    version: countOf(claims, 'version'),
    revoked: isRevoked(claims['revoked']),
    agency: textOf(claims, 'sub', ID),
    operations: textsOf(claims, 'operations', OPERATION),
    fields: fieldsOf(objectOf(claims, 'fields')),
    grades: gradesOf(objectOf(claims, 'grades')),
    purpose: textOf(claims, 'purpose', WORD),
    legalBases: textsOf(claims, 'legal_bases', WORD),
    approvers: textsOf(claims, 'approvers', ID),
    ...{ issuedAt, validFrom, validUntil },
  }
  checkBulk(grant)
  return grant
}

function isRevoked(claim: JsonValue | undefined): boolean {
  if (claim === undefined || claim === true) return claim === true
  throw invalid('revoked')
}

function fieldsOf(claim: JsonObject): Grant['fields'] {
  const types = Object.keys(claim)
  const isType = (type: string) => /^[A-Z][A-Za-z0-9]{0,63}$/.test(type)
  if (types.length === 0 || !types.every(isType)) throw invalid('fields')
  return Object.fromEntries(types.map((type) => [type, textsOf(claim, type, OPERATION)]))
}

function gradesOf(claim: JsonObject): Grant['grades'] {
  const isGrade = (word: string) => (GRADES as readonly string[]).includes(word)
  const isClarity = (value: JsonValue) => value === 'CLEAR' || value === 'MASKED'
  const sound = Object.entries(claim).every(([grade, how]) => isGrade(grade) && isClarity(how))
  if (!sound || Object.keys(claim).length === 0) throw invalid('grades')
  return claim as Grant['grades']
}

function checkBulk({ operations, approvers }: Grant): void {
  const bulk = operations.filter((operation) => BULK_OPERATIONS.has(operation))
  if (bulk.length === 0) return
  if (bulk.length < operations.length) throw new FederationError('GRANT_BULK_NOT_SEPARATE')
  if (approvers.length < 2) throw new FederationError('GRANT_SECOND_PERSON_MISSING')
}
