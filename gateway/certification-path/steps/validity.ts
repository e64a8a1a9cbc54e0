import { FederationError } from '../../../schemas/model/errors.ts'
import type { Certificate } from '../certificate.ts'
import { hasEnded } from '../in-time.ts'
import { nameText } from '../name.ts'
import type { Path } from '../path.ts'

/**
 * Every certificate, the anchor too, is valid at the instant. Source: RFC 5280, sections 4.1.2.5 and
 * 6.1.3 (a) (2), but for the last second: see in-time.ts.
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
    if (hasEnded(certificate.notAfter, at)) throw expired(certificate)
  }
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
