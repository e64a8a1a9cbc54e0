import { FederationError } from '../../../schemas/model/errors.ts'
import { isSelfIssued } from '../certificate.ts'
import { KEY_USAGE } from '../extensions.ts'
import type { Link, Path } from '../path.ts'

/**
 * Every issuer is an authority, may sign certificates, and has no more authorities below it than it
 * allows. Source: RFC 5280, section 6.1.4 (k) to (n). pathLenConstraint counts whatever keyUsage says
 * or does not say; self-issued authorities (a key under the old key) are not counted.
 *
 * @throws {FederationError} `CERT_NOT_CA`, `CERT_NO_CERT_SIGN`, `CERT_PATH_LENGTH_EXCEEDED`.
 */
export function checkConstraints({ links, issuers }: Path): void {
  let below = 0
  for (const [i, issuer] of issuers.entries()) {
    const { certificate, extensions } = issuer
    const { position } = certificate
    if (extensions.basicConstraints?.ca !== true)
      throw new FederationError('CERT_NOT_CA', { position })
    if (!maySignCertificates(issuer)) throw new FederationError('CERT_NO_CERT_SIGN', { position })
    if (i > 0 && !isSelfIssued(links[i]!.certificate)) below += 1
    const limit = extensions.basicConstraints.pathLength
    if (limit !== null && below > limit) {
      throw new FederationError('CERT_PATH_LENGTH_EXCEEDED', { position, limit })
    }
  }
}

function maySignCertificates({ extensions: { keyUsage } }: Link): boolean {
  return keyUsage === null || (keyUsage.bits & KEY_USAGE.keyCertSign) !== 0
}
