import { FederationError } from '../../../schemas/model/errors.ts'
import { standingOf } from '../algorithms.ts'
import type { SignatureAlgorithm } from '../algorithms.ts'
import type { Certificate } from '../certificate.ts'
import { isSoundEd25519Point } from '../ed25519-point.ts'
import type { PublicKeyInfo } from '../public-key.ts'
import { hasRocaFingerprint } from '../roca.ts'
import type { WorkMeter } from '../work.ts'

const LEAST_RSA_BITS = 2048
const LEAST_EXPONENT = 65_537n
const MOST_EXPONENT = 0xffff_ffffn

/** Point lengths, uncompressed: 1 + 2 × 32 and 1 + 2 × 48. Source: RFC 5480, sections 2.1.1.1, 2.2. */
const CURVES: Readonly<Record<string, number>> = { '1.2.840.10045.3.1.7': 65, '1.3.132.0.34': 97 }
const UNCOMPRESSED = 4
const ED25519_BYTES = 32

/**
 * Signature algorithm and key of one certificate are of the accepted kinds and strengths.
 *
 * @throws {FederationError} `CERT_ALGORITHM_…`, `CERT_KEY_…`, `CERT_CURVE_UNSUPPORTED`.
 */
export function checkAlgorithms(certificate: Certificate, meter: WorkMeter): void {
  const { position, innerAlgorithm: inner, outerAlgorithm: outer } = certificate
  if (!inner.der.equals(outer.der)) {
    throw new FederationError('CERT_ALGORITHM_MISMATCH', { position })
  }
  checkSignatureAlgorithm(inner, position)
  checkKey(certificate.key, position, meter.limits.rsaBits)
  // OpenSSL decodes the key only now: a point off its curve ends here.
  if (certificate.key.type !== 'RSA' && !canUse(certificate)) {
    throw new FederationError('CERT_KEY_INVALID', { position })
  }
}

function checkSignatureAlgorithm(algorithm: SignatureAlgorithm, position: number): void {
  const standing = standingOf(algorithm)
  if (standing?.standing === 'WEAK') {
    throw new FederationError('CERT_ALGORITHM_WEAK', { position, algorithm: standing.name })
  }
  if (standing === null || !algorithm.soundParameters) {
    throw new FederationError('CERT_ALGORITHM_UNSUPPORTED', { position, algorithm: algorithm.oid })
  }
}

function checkKey(key: PublicKeyInfo, position: number, mostBits: number): void {
  switch (key.type) {
    case 'RSA':
      return checkRsa(key, position, mostBits)
    case 'EC': {
      const length = key.curve === null ? undefined : CURVES[key.curve]
      if (length === undefined) {
        const curve = key.curve ?? '未命名'
        throw new FederationError('CERT_CURVE_UNSUPPORTED', { position, curve })
      }
      if (key.point.length === length && key.point[0] === UNCOMPRESSED) return
      throw new FederationError('CERT_KEY_INVALID', { position })
    }
    case 'ED25519':
      if (key.point.length === ED25519_BYTES && isSoundEd25519Point(key.point)) return
      throw new FederationError('CERT_KEY_INVALID', { position })
    case 'OTHER':
      throw new FederationError('CERT_KEY_UNSUPPORTED', { position, algorithm: key.algorithm })
  }
}

function checkRsa(
  { modulus, bits, exponent }: PublicKeyInfo & { type: 'RSA' },
  position: number,
  mostBits: number,
): void {
  if (bits < LEAST_RSA_BITS) {
    throw new FederationError('CERT_KEY_TOO_SMALL', { position, bits, limit: LEAST_RSA_BITS })
  }
  if (bits > mostBits) {
    throw new FederationError('CERT_KEY_TOO_LARGE', { position, bits, limit: mostBits })
  }
  if (exponent < LEAST_EXPONENT || exponent > MOST_EXPONENT || exponent % 2n === 0n) {
    throw new FederationError('CERT_KEY_EXPONENT', { position })
  }
  if (modulus % 2n === 0n) throw new FederationError('CERT_KEY_INVALID', { position })
  if (hasRocaFingerprint(modulus)) throw new FederationError('CERT_KEY_ROCA', { position })
}

function canUse({ x509 }: Certificate): boolean {
  try {
    return x509.publicKey.type === 'public'
  } catch {
    return false
  }
}
