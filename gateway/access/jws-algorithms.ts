/**
 * Signature algorithms of tokens: by policy, never by what a token says. Source: RFC 7518, section 3;
 * RFC 8037, section 3.1. China's SGD_SM3_SM2 (GM/T 0125.1) gets its row here when it is supported.
 */
import type { KeyObject } from 'node:crypto'

interface AlgorithmFacts {
  /** As `KeyObject` names it. */
  readonly keyType: 'rsa' | 'ec' | 'ed25519'
  /** Named curve, where the key type has several. */
  readonly curve?: string
  /** Bytes of a signature; absent: as many as the modulus. */
  readonly signatureBytes?: number
}

const FACTS = {
  PS256: { keyType: 'rsa' },
  RS256: { keyType: 'rsa' },
  ES256: { keyType: 'ec', curve: 'prime256v1', signatureBytes: 64 },
  EdDSA: { keyType: 'ed25519', signatureBytes: 64 },
} as const satisfies Record<string, AlgorithmFacts>

export type JwsAlgorithm = keyof typeof FACTS

export const JWS_ALGORITHMS = Object.keys(FACTS) as readonly JwsAlgorithm[]

export function isJwsAlgorithm(word: string): word is JwsAlgorithm {
  return Object.hasOwn(FACTS, word)
}

export function fitsKey(algorithm: JwsAlgorithm, key: KeyObject): boolean {
  const facts: AlgorithmFacts = FACTS[algorithm]
  if (key.asymmetricKeyType !== facts.keyType) return false
  return facts.curve === undefined || key.asymmetricKeyDetails?.namedCurve === facts.curve
}

/** For messages: `ec prime256v1`. */
export function keyTypeText(key: KeyObject): string {
  const curve = key.asymmetricKeyDetails?.namedCurve
  return [key.asymmetricKeyType ?? key.type, curve].filter((word) => word !== undefined).join(' ')
}

/** What is wrong with the form of a signature, before any is computed; null when nothing is. */
export function signatureProblem(
  algorithm: JwsAlgorithm,
  signature: Buffer,
  key: KeyObject,
): 'length' | 'zero' | null {
  const facts: AlgorithmFacts = FACTS[algorithm]
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (signature.length !== (facts.signatureBytes ?? Math.ceil(bits / 8))) return 'length'
  if (facts.keyType !== 'ec') return null
  const half = signature.length / 2
  const isZero = (part: Buffer) => part.every((byte) => byte === 0)
  // CVE-2022-21449: some verifiers take r = s = 0 for a signature of anything.
  return isZero(signature.subarray(0, half)) || isZero(signature.subarray(half)) ? 'zero' : null
}
