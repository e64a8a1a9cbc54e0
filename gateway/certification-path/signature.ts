/** Whether one key made one signature. */
import { verify } from 'node:crypto'
import { standingOf } from './algorithms.ts'
import type { SignatureAlgorithm } from './algorithms.ts'
import type { Certificate } from './certificate.ts'
import type { WorkMeter } from './work.ts'

/** @throws {FederationError} `CHAIN_TOO_MUCH_WORK`. */
export function isSignedBy(child: Certificate, issuer: Certificate, meter: WorkMeter): boolean {
  if (digestFor(child.innerAlgorithm, issuer) === undefined) return false
  meter.signature()
  return holds(() => child.x509.verify(issuer.x509.publicKey))
}

/** For what is no certificate: a revocation list. @throws {FederationError} `CHAIN_TOO_MUCH_WORK`. */
export function isSignatureOver(
  data: Buffer,
  signature: Buffer,
  algorithm: SignatureAlgorithm,
  issuer: Certificate,
  meter: WorkMeter,
): boolean {
  const digest = digestFor(algorithm, issuer)
  if (digest === undefined) return false
  meter.signature()
  return holds(() => verify(digest, data, issuer.x509.publicKey, signature))
}

/** Undefined when the algorithm is not accepted or not one for this key; null where there is none. */
function digestFor(algorithm: SignatureAlgorithm, issuer: Certificate): string | null | undefined {
  const standing = standingOf(algorithm)
  if (standing?.standing !== 'ACCEPTED' || standing.keyType !== issuer.key.type) return undefined
  return standing.digest
}

/** OpenSSL throws on some keys and signatures that it cannot even begin with. */
function holds(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}
