/** Claims of a token, read one by one; what is not read is refused. */
import { FederationError } from '../../schemas/model/errors.ts'
import { isObject } from './strict-json.ts'
import type { JsonObject, JsonValue } from './strict-json.ts'

/** @throws {FederationError} `TOKEN_CLAIM_UNKNOWN`. `within` names the object in messages. */
export function allowOnly(claims: JsonObject, names: readonly string[], within = ''): void {
  const unknown = Object.keys(claims).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw new FederationError('TOKEN_CLAIM_UNKNOWN', { claim: within + unknown.slice(0, 64) })
  }
}

/** @throws {FederationError} `TOKEN_CLAIM_MISSING`, `TOKEN_CLAIM_INVALID`. */
export function textOf(claims: JsonObject, name: string, form: RegExp = TEXT): string {
  const value = presentOf(claims, name)
  if (typeof value === 'string' && form.test(value)) return value
  throw invalid(name)
}

/** At least one, none twice. @throws {FederationError} as {@link textOf}. */
export function textsOf(claims: JsonObject, name: string, form: RegExp): readonly string[] {
  const value = presentOf(claims, name)
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_ITEMS) throw invalid(name)
  const texts = value.filter((each) => typeof each === 'string' && form.test(each)) as string[]
  if (texts.length !== value.length || new Set(texts).size !== texts.length) throw invalid(name)
  return texts
}

/** @throws {FederationError} as {@link textOf}. */
export function objectOf(claims: JsonObject, name: string): JsonObject {
  const value = presentOf(claims, name)
  if (isObject(value)) return value
  throw invalid(name)
}

/** @throws {FederationError} as {@link textOf}. */
export function countOf(claims: JsonObject, name: string): number {
  const value = presentOf(claims, name)
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  throw invalid(name)
}

export function presentOf(claims: JsonObject, name: string): JsonValue {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  if (value === undefined) throw new FederationError('TOKEN_CLAIM_MISSING', { claim: name })
  return value
}

export function invalid(claim: string): FederationError {
  return new FederationError('TOKEN_CLAIM_INVALID', { claim })
}

/** 22 characters of base64url hold 132 bits; that they are random nobody can see. */
export function tokenIdOf(claims: JsonObject): string {
  const id = textOf(claims, 'jti')
  if (/^[A-Za-z0-9_-]{22,64}$/.test(id)) return id
  throw new FederationError('TOKEN_ID_TOO_SHORT')
}

/** One string, compared as it stands. A list is refused even if it holds the right one. */
export function checkAudience(claims: JsonObject, audience: string): void {
  if (presentOf(claims, 'aud') !== audience) throw new FederationError('TOKEN_AUDIENCE_WRONG')
}

const MOST_ITEMS = 64

/** Visible text without control characters. */
export const TEXT = /^[^\p{C}\p{Z}]([^\p{C}]{0,126}[^\p{C}\p{Z}])?$/u
/** Names of purposes, bases, roles. */
export const WORD = /^[A-Z][A-Z0-9_]{0,63}$/
/** Ids of clients, agencies, officers, grants: nothing that means something to a path, URL or query. */
export const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/
/** SHA-256 in base64url; the last character holds two bits that are zero. */
export const THUMBPRINT = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/
