/** Times of a signed token. Source: RFC 7519, sections 4.1.4 to 4.1.6; RFC 8725. All in whole seconds since 1970. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { JsonObject } from './strict-json.ts'

export interface TimeRules {
  /** From `iat` to `exp`. */
  readonly maxLifetimeSeconds: number
  /** From the instant of verification to `exp`. */
  readonly maxAheadSeconds: number
  /** How far another clock may be ahead of ours. Never granted to `exp`. */
  readonly skewSeconds: number
  /** `nbf` may lie ahead: whoever uses what the token says looks at it then. */
  readonly mayBeginLater?: true
}

export interface TokenTimes {
  readonly issuedAt: number
  readonly notBefore: number
  readonly expiresAt: number
}

/** @throws {FederationError} `TOKEN_CLAIM_MISSING`, `TOKEN_TIME_INVALID`, `TOKEN_EXPIRED`, `TOKEN_NOT_YET_VALID`, `TOKEN_ISSUED_AHEAD`, `TOKEN_TIMES_DISORDERED`, `TOKEN_LIFETIME_TOO_LONG`. */
export function checkTimes(claims: JsonObject, rules: TimeRules, at: Date): TokenTimes {
  const issuedAt = required(secondsOf(claims, 'iat'), 'iat')
  const expiresAt = required(secondsOf(claims, 'exp'), 'exp')
  const notBefore = secondsOf(claims, 'nbf') ?? issuedAt
  const now = at.getTime() / 1_000
  const latest = now + rules.skewSeconds
  if (!(issuedAt <= latest)) {
    throw new FederationError('TOKEN_ISSUED_AHEAD', { issued: textOf(issuedAt) })
  }
  if (!(notBefore <= latest) && rules.mayBeginLater !== true) {
    throw new FederationError('TOKEN_NOT_YET_VALID', { from: textOf(notBefore) })
  }
  if (!(now < expiresAt)) throw new FederationError('TOKEN_EXPIRED', { until: textOf(expiresAt) })
  if (expiresAt <= issuedAt || expiresAt <= notBefore) {
    throw new FederationError('TOKEN_TIMES_DISORDERED')
  }
  checkLifetime(expiresAt - issuedAt, rules.maxLifetimeSeconds)
  checkLifetime(expiresAt - now, rules.maxAheadSeconds)
  return { issuedAt, notBefore, expiresAt }
}

/** For messages and facts; a number may be far beyond any calendar. */
export function textOf(seconds: number): string {
  const instant = new Date(seconds * 1_000)
  return Number.isNaN(instant.getTime()) ? String(seconds) : instant.toISOString()
}

function checkLifetime(seconds: number, limit: number): void {
  if (!(seconds <= limit)) throw new FederationError('TOKEN_LIFETIME_TOO_LONG', { limit })
}

function secondsOf(claims: JsonObject, claim: string): number | null {
  const value = claims[claim]
  if (value === undefined) return null
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new FederationError('TOKEN_TIME_INVALID', { claim })
}

function required(value: number | null, claim: string): number {
  if (value === null) throw new FederationError('TOKEN_CLAIM_MISSING', { claim })
  return value
}
