/** Whose signature on a revocation list counts. Source: RFC 5280, section 6.3.3 (f). */
import { checkAlgorithms } from '../steps/algorithms.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { isSelfIssued } from '../certificate.ts'
import type { Certificate } from '../certificate.ts'
import { isInTime } from '../in-time.ts'
import { KEY_USAGE, extensionsOf } from '../extensions.ts'
import { sameName, suspectIn } from '../name.ts'
import type { Link, Path } from '../path.ts'
import { isSignedBy } from '../signature.ts'
import type { WorkMeter } from '../work.ts'

/** A key that signs lists only, and the authority that says so. */
export interface SeparateSigner {
  readonly link: Link
  readonly issuer: Link
}

/**
 * First the authorities of the path that bear the issuer's name, at and above link `i`: they are
 * checked as parts of the path. An authority that changed its key is there twice.
 */
export function signersInPath(path: Path, i: number): readonly Link[] {
  const { issuer } = path.links[i]!.certificate
  return path.issuers.slice(i).filter(({ certificate }) => sameName(certificate.subject, issuer))
}

/**
 * Then keys of the same name that only sign lists: certified by the authority itself, or by the one
 * that certified it. Their own revocation is for the caller to check.
 */
export function separateSigners(
  path: Path,
  i: number,
  given: readonly Certificate[],
  at: Date,
  meter: WorkMeter,
): readonly SeparateSigner[] {
  const { issuer } = path.links[i]!.certificate
  return given
    .filter(({ subject }) => sameName(subject, issuer))
    .flatMap((certificate) => {
      const parent = isSelfIssued(certificate) ? path.issuers[i] : path.issuers[i + 1]
      const link = parent === undefined ? null : soundSigner(certificate, parent, at, meter)
      return link === null ? [] : [{ link, issuer: parent! }]
    })
}

/** Null for one that would not stand as a part of a path: another may be given that does. */
function soundSigner(
  certificate: Certificate,
  parent: Link,
  at: Date,
  meter: WorkMeter,
): Link | null {
  try {
    checkAlgorithms(certificate, meter)
    const extensions = extensionsOf(certificate, meter)
    const bits = extensions.keyUsage?.bits ?? 0
    // One that signs certificates too is the authority under a new key, if it says so itself; otherwise
    // another authority of the same name, with serials of its own.
    const isSame = isSelfIssued(certificate) || (bits & KEY_USAGE.keyCertSign) === 0
    const signsLists = (bits & KEY_USAGE.cRLSign) !== 0 && isSame
    const isNamed = suspectIn(certificate.subject) === null
    const fits = isNamed && sameName(certificate.issuer, parent.certificate.subject)
    if (!signsLists || !fits || !isInTime(certificate, at)) return null
    return isSignedBy(certificate, parent.certificate, meter) ? { certificate, extensions } : null
  } catch (failure) {
    if (!(failure instanceof FederationError) || failure.code === 'CHAIN_TOO_MUCH_WORK')
      throw failure
    return null
  }
}
