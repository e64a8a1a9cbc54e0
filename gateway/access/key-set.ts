/** Public keys that are trusted by configuration, not by certificate: a JWK Set. Source: RFC 7517, section 5. */
import { createPublicKey } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { fitsKey, isJwsAlgorithm } from './jws-algorithms.ts'
import type { JwsAlgorithm } from './jws-algorithms.ts'
import { keyProblem } from './key-strength.ts'

/** One key, one algorithm: what signs RS256 does not verify PS256. */
export interface TrustedKey {
  readonly alg: JwsAlgorithm
  readonly key: KeyObject
}

/** By `kid`. */
export type KeySet = ReadonlyMap<string, TrustedKey>

const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** @throws {FederationError} `TOKEN_KEY_SET_INVALID`: one bad key refuses the set, nothing is left out in silence. */
export function loadKeySet(jwks: { readonly keys: readonly JsonWebKey[] }): KeySet {
  const keys = new Map<string, TrustedKey>()
  jwks.keys.forEach((jwk, i) => {
    const invalid = (reason: string) =>
      new FederationError('TOKEN_KEY_SET_INVALID', { number: i + 1, reason })
    const { kid, alg, use } = jwk as Record<string, unknown>
    if (typeof kid !== 'string' || !/^[A-Za-z0-9_-]{1,128}$/.test(kid)) throw invalid('kid')
    if (keys.has(kid)) throw invalid('kid twice')
    if (typeof alg !== 'string' || !isJwsAlgorithm(alg)) throw invalid('alg')
    if (use !== undefined && use !== 'sig') throw invalid('use')
    if (PRIVATE_PARTS.some((part) => Object.hasOwn(jwk, part))) throw invalid('private')
    const key = publicKeyOf(jwk)
    if (key === null) throw invalid('unreadable')
    const problem = keyProblem(key) ?? (fitsKey(alg, key) ? null : 'alg')
    if (problem !== null) throw invalid(problem)
    keys.set(kid, { alg, key })
  })
  return keys
}

function publicKeyOf(jwk: JsonWebKey): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return null
  }
}
