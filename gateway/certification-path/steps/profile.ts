import { FederationError } from '../../../schemas/model/errors.ts'
import { KEY_USAGE } from '../extensions.ts'
import type { Link, Path } from '../path.ts'
import { ALL_REASONS } from '../revocation/distribution-point.ts'

/**
 * What RFC 5280 asks of whoever issues certificates and lets a validator overlook; nothing of it is
 * overlooked once a certificate is used for a purpose. `rule` in the facts is the first broken one.
 *
 * @throws {FederationError} `CERT_PROFILE_BROKEN`.
 */
export function checkProfile({ links, anchor }: Path): void {
  for (const link of [...links, anchor]) {
    const { position } = link.certificate
    const rules = link.extensions.basicConstraints?.ca === true ? AUTHORITY_RULES : LEAF_RULES
    const broken = [...rules, ...COMMON_RULES].find(({ holds }) => !holds(link))
    if (broken === undefined) continue
    throw new FederationError('CERT_PROFILE_BROKEN', { position, rule: broken.rule })
  }
}

interface Rule {
  /** Section of RFC 5280, and what it asks. */
  readonly rule: string
  holds(link: Link): boolean
}

const signsCertificates = ({ extensions: { keyUsage } }: Link): boolean =>
  ((keyUsage?.bits ?? 0) & KEY_USAGE.keyCertSign) !== 0

const AUTHORITY_RULES: readonly Rule[] = [
  {
    rule: '4.2.1.9 basicConstraints of an authority is critical',
    holds: ({ extensions }) => extensions.basicConstraints?.critical === true,
  },
  {
    rule: '4.2.1.3 keyUsage of an authority is there and includes keyCertSign',
    holds: signsCertificates,
  },
  {
    rule: '4.2.1.2 an authority has a subjectKeyIdentifier',
    holds: ({ extensions }) => extensions.subjectKeyId !== null,
  },
]

const LEAF_RULES: readonly Rule[] = [
  {
    rule: '4.2.1.9 only an authority has a pathLenConstraint',
    holds: ({ extensions }) => (extensions.basicConstraints?.pathLength ?? null) === null,
  },
  { rule: '4.2.1.3 only an authority has keyCertSign', holds: (link) => !signsCertificates(link) },
]

const COMMON_RULES: readonly Rule[] = [
  {
    rule: '4.1.2.4 and 4.1.2.6 issuer and subject are not empty',
    holds: ({ certificate: { issuer, subject } }) =>
      issuer.keys.length > 0 && subject.keys.length > 0,
  },
  {
    rule: '4.2.1.1 what another issued names its key in authorityKeyIdentifier',
    // Also where an authority signed its own new key: without it, some take that for self-signed.
    holds: ({ certificate, extensions }) =>
      certificate.position === 0 || (extensions.authorityKeyId?.keyId ?? null) !== null,
  },
  {
    rule: '4.2.1.1 and 4.2.1.2 key identifiers are not critical',
    holds: ({ extensions: { authorityKeyId, subjectKeyId } }) =>
      authorityKeyId?.critical !== true && subjectKeyId?.critical !== true,
  },
  {
    // The section asks for one such point; which of several counts, programs read differently.
    rule: '4.2.1.13 a distribution point is for all reasons',
    holds: ({ extensions: { distributionPoints } }) =>
      (distributionPoints ?? []).every(({ reasons }) => reasons === ALL_REASONS),
  },
  {
    rule: '4.1.2.2 serial numbers are positive and at most 20 octets',
    holds: ({ certificate: { serial } }) =>
      serial.length <= 40 &&
      Number.parseInt(serial.slice(0, 2), 16) < 0x80 &&
      /[1-9a-f]/.test(serial),
  },
]
