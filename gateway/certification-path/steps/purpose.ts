import {
  CERTIFICATE_PURPOSES,
  CERTIFICATE_PURPOSE_NAMES,
} from '../../../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../../../schemas/model/certificate-purpose.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { KEY_USAGE } from '../extensions.ts'
import type { Path } from '../path.ts'

const ANY_PURPOSE = '2.5.29.37.0'

/**
 * The leaf is an end entity, may sign, and is for exactly this purpose; where an authority above it, the
 * anchor too, states purposes, they include it. Source: RFC 5280, sections 4.2.1.3 and 4.2.1.12.
 *
 * @throws {FederationError} `CERT_LEAF_IS_CA`, `CERT_NO_DIGITAL_SIGNATURE`, `CERT_PURPOSE_…`.
 */
export function checkPurpose({ links, issuers }: Path, purpose: CertificatePurpose): void {
  const [leaf] = links
  const { basicConstraints, keyUsage, extendedKeyUsage } = leaf!.extensions
  if (basicConstraints?.ca === true) throw new FederationError('CERT_LEAF_IS_CA', {})
  if (((keyUsage?.bits ?? 0) & KEY_USAGE.digitalSignature) === 0) {
    throw new FederationError('CERT_NO_DIGITAL_SIGNATURE', {})
  }
  const facts = { purpose, purposeName: CERTIFICATE_PURPOSE_NAMES[purpose] }
  if (extendedKeyUsage === null) throw new FederationError('CERT_PURPOSE_MISSING', facts)
  if (extendedKeyUsage.includes(ANY_PURPOSE)) throw new FederationError('CERT_PURPOSE_ANY', {})
  const wanted = CERTIFICATE_PURPOSES[purpose]
  const isExact = extendedKeyUsage.length === 1 && extendedKeyUsage[0] === wanted
  if (!isExact) throw new FederationError('CERT_PURPOSE_WRONG', { position: 1, ...facts })
  for (const { certificate, extensions } of issuers) {
    if (extensions.extendedKeyUsage?.includes(wanted) ?? true) continue
    const { position } = certificate
    throw new FederationError('CERT_PURPOSE_WRONG', { position, ...facts })
  }
}
