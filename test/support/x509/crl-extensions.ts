/** Extensions of CRLs and their entries, and where a CRL is. Source: RFC 5280, sections 4.2.1.13, 5.2, 5.3. */
import {
  boolean,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  integer,
  namedBits,
  sequence,
} from './der-writer.ts'
import { anyExtension, OIDS, type Criticality, type Extension } from './extensions.ts'
import { directoryName, uriName, type GeneralName } from './general-names.ts'
import type { Name } from './names.ts'

/** A number may be negative or over 20 octets; a Buffer is the INTEGER's content. */
export const crlNumber = (n: number | bigint | Buffer, critical: Criticality = false): Extension =>
  anyExtension('2.5.29.20', integer(n), critical)

/** Makes the CRL a delta to the CRL of number `base`. */
export const deltaCrlIndicator = (base: number | bigint, critical: Criticality = true): Extension =>
  anyExtension('2.5.29.27', integer(base), critical)

export interface IssuingDistributionPoint {
  readonly fullName?: readonly GeneralName[]
  readonly onlyContainsUserCerts?: boolean
  readonly onlyContainsCACerts?: boolean
  /** Positions of ReasonFlags: 1 keyCompromise, 2 cACompromise … */
  readonly onlySomeReasons?: readonly number[]
  readonly indirectCRL?: boolean
  readonly onlyContainsAttributeCerts?: boolean
}

export function issuingDistributionPoint(
  point: IssuingDistributionPoint,
  critical: Criticality = true,
): Extension {
  const parts: Buffer[] = []
  if (point.fullName !== undefined) {
    parts.push(explicit(0, implicit(0, sequence(...point.fullName))))
  }
  if (point.onlyContainsUserCerts === true) parts.push(implicit(1, boolean(true)))
  if (point.onlyContainsCACerts === true) parts.push(implicit(2, boolean(true)))
  if (point.onlySomeReasons !== undefined) parts.push(implicit(3, namedBits(point.onlySomeReasons)))
  if (point.indirectCRL === true) parts.push(implicit(4, boolean(true)))
  if (point.onlyContainsAttributeCerts === true) parts.push(implicit(5, boolean(true)))
  return anyExtension('2.5.29.28', sequence(...parts), critical)
}

/** Of a certificate: one distribution point per address. */
export function crlDistributionPoints(
  uris: readonly string[],
  critical: Criticality = false,
): Extension {
  return anyExtension(OIDS.cRLDistributionPoints, distributionPoints(uris), critical)
}

/** Of a certificate or a CRL: where its delta is. */
export function freshestCrl(uris: readonly string[], critical: Criticality = false): Extension {
  return anyExtension(OIDS.freshestCRL, distributionPoints(uris), critical)
}

/** Of an entry, by number: 0 unspecified, 1 keyCompromise … 6 certificateHold, 8 removeFromCRL. */
export const reasonCode = (reason: number, critical: Criticality = false): Extension =>
  anyExtension('2.5.29.21', enumerated(reason), critical)

/** Of an entry. */
export const invalidityDate = (at: Date, critical: Criticality = false): Extension =>
  anyExtension('2.5.29.24', generalizedTime(at), critical)

/** Of an entry in an indirect CRL: whose certificate it is. */
export const certificateIssuer = (name: Name | Buffer, critical: Criticality = true): Extension =>
  anyExtension('2.5.29.29', sequence(directoryName(name)), critical)

function distributionPoints(uris: readonly string[]): Buffer {
  return sequence(...uris.map((uri) => sequence(explicit(0, implicit(0, sequence(uriName(uri)))))))
}
