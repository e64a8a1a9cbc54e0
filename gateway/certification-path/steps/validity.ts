import { FederationError } from '../../../schemas/model/errors.ts'
import type { Certificate } from '../certificate.ts'
import { nameText } from '../name.ts'
import type { Path } from '../path.ts'

/**
 * Every certificate, the anchor too, is valid at the instant. Both ends are inclusive. Source:
 * RFC 5280, sections 4.1.2.5 and 6.1.3 (a) (2).
 *
 * @throws {FederationError} `CERT_NOT_YET_VALID`, `CERT_LEAF_EXPIRED`, `CERT_INTERMEDIATE_EXPIRED`, `CERT_ANCHOR_EXPIRED`.
 */
export function checkValidity({ links, anchor }: Path, at: Date): void {
  const instant = at.getTime()
  for (const { certificate } of [...links, anchor]) {
    if (instant < certificate.notBefore) {
      const { position } = certificate
      const notBefore = new Date(certificate.notBefore).toISOString()
      throw new FederationError('CERT_NOT_YET_VALID', { position, notBefore })
    }
    // Validity is stated in whole seconds: the last one counts to its end.
    if (instant >= certificate.notAfter + 1_000) throw expired(certificate)
  }
}

/** The last second counts to its end. */
export function isInTime({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return at.getTime() >= notBefore && at.getTime() < notAfter + 1_000
}

function expired(certificate: Certificate): FederationError {
  const { position } = certificate
  const notAfter = new Date(certificate.notAfter).toISOString()
  if (position === 0) {
    const subject = nameText(certificate.subject)
    return new FederationError('CERT_ANCHOR_EXPIRED', { subject, notAfter })
  }
  const code = position === 1 ? 'CERT_LEAF_EXPIRED' : 'CERT_INTERMEDIATE_EXPIRED'
  return new FederationError(code, { position, notAfter })
}
