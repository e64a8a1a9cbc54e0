/**
 * Whether a public key that comes without certificate is one to rely on. Keys in certificates are
 * judged by the path validator, by the same measures.
 */
import type { KeyObject } from 'node:crypto'
import { hasRocaFingerprint } from '../certification-path/roca.ts'

const LEAST_RSA_BITS = 2048
const MOST_RSA_BITS = 4096
const LEAST_EXPONENT = 65_537n
const MOST_EXPONENT = 0xffff_ffffn

export type KeyProblem = 'kind' | 'curve' | 'size' | 'exponent' | 'roca'

/** Null when there is none. */
export function keyProblem(key: KeyObject): KeyProblem | null {
  if (key.type !== 'public') return 'kind'
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return rsaProblem(key)
    case 'ec':
      return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? null : 'curve'
    case 'ed25519':
      return null
    default:
      return 'kind'
  }
}

function rsaProblem(key: KeyObject): KeyProblem | null {
  const { modulusLength: bits = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) return 'size'
  const soundExponent = publicExponent >= LEAST_EXPONENT && publicExponent <= MOST_EXPONENT
  if (!soundExponent || publicExponent % 2n === 0n) return 'exponent'
  return hasRocaFingerprint(modulusOf(key)) ? 'roca' : null
}

function modulusOf(key: KeyObject): bigint {
  const { n = '' } = key.export({ format: 'jwk' })
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
}
