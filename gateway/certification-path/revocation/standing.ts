/** Whether a revocation list may be believed at all, whichever certificate it is about. */
import { createHash } from 'node:crypto'
import { FederationError } from '../../../schemas/model/errors.ts'
import { standingOf } from '../algorithms.ts'
import type { Certificate } from '../certificate.ts'
import { hasEnded } from '../in-time.ts'
import { KEY_USAGE } from '../extensions.ts'
import type { Link } from '../path.ts'
import { isSignatureOver } from '../signature.ts'
import { namesKeyOf } from '../steps/key-identifiers.ts'
import type { WorkMeter } from '../work.ts'
import type { Crl } from './crl.ts'

/**
 * What it says of itself: a complete direct list, fully understood, in time.
 *
 * @throws {FederationError} `CRL_…`
 */
export function checkForm(crl: Crl, at: Date): void {
  const { unknownCritical: extension, innerAlgorithm: inner, outerAlgorithm: outer } = crl
  if (crl.point?.indirect === true) throw new FederationError('CRL_INDIRECT_UNSUPPORTED')
  if (extension !== null) throw new FederationError('CRL_EXTENSION_UNKNOWN_CRITICAL', { extension })
  const isAccepted = standingOf(inner)?.standing === 'ACCEPTED' && inner.soundParameters
  if (!isAccepted || !inner.der.equals(outer.der)) {
    throw new FederationError('CRL_ALGORITHM_UNSUPPORTED', { algorithm: inner.oid })
  }
  if (crl.number === null) throw new FederationError('CRL_NUMBER_MISSING')
  checkTime(crl, at)
}

function checkTime({ thisUpdate, nextUpdate }: Crl, at: Date): void {
  if (at.getTime() < thisUpdate) {
    const iso = new Date(thisUpdate).toISOString()
    throw new FederationError('CRL_NOT_YET_VALID', { thisUpdate: iso })
  }
  if (nextUpdate === null || hasEnded(nextUpdate, at)) {
    const iso = nextUpdate === null ? '（未写明）' : new Date(nextUpdate).toISOString()
    throw new FederationError('CRL_EXPIRED', { nextUpdate: iso })
  }
}

/**
 * The one of `signers` that signed it and is allowed to. What the list says of its key holds too: a
 * key can be certified under one name twice, and only one of the two is meant.
 *
 * @throws {FederationError} `CRL_SIGNATURE_INVALID`, `CRL_SIGNER_NOT_ALLOWED`,
 * `CRL_ISSUER_KEY_DIFFERS`, `CHAIN_TOO_MUCH_WORK`.
 */
export function signerOf(crl: Crl, signers: Iterable<Link>, meter: WorkMeter): Link {
  for (const signer of signers) {
    const { certificate, extensions } = signer
    if (!isSignatureOver(crl.tbs, crl.signature, crl.innerAlgorithm, certificate, meter)) continue
    const { keyUsage } = extensions
    if (keyUsage !== null && (keyUsage.bits & KEY_USAGE.cRLSign) === 0) {
      throw new FederationError('CRL_SIGNER_NOT_ALLOWED')
    }
    if (namesKeyOf(crl.authorityKeyId, signer)) return signer
    throw new FederationError('CRL_ISSUER_KEY_DIFFERS')
  }
  throw new FederationError('CRL_SIGNATURE_INVALID')
}

/** Under which name the number of a list is remembered: its signer's key and its point. */
export function numberKeyOf(crl: Crl, signer: Certificate): string {
  const hash = createHash('sha256').update(signer.key.spki).update(crl.pointHex)
  return hash.digest('hex')
}

/** @throws {FederationError} `CRL_ROLLED_BACK`, `CRL_KNOWN_NUMBER_INVALID`. */
export function checkNumber(crl: Crl, key: string, known: Readonly<Record<string, string>>): void {
  const seen = Object.hasOwn(known, key) ? known[key]! : '0'
  // Kept by others: damaged, it says nothing on what was seen.
  if (!isDecimal(seen)) throw new FederationError('CRL_KNOWN_NUMBER_INVALID', { key })
  const number = crl.number ?? 0n
  if (number >= BigInt(seen)) return
  throw new FederationError('CRL_ROLLED_BACK', { number: number.toString(), seen })
}

/** As many digits as 20 octets have, and not more: converting takes the square of them. */
function isDecimal(text: unknown): boolean {
  return typeof text === 'string' && /^\d{1,49}$/.test(text)
}
