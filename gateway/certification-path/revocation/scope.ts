/** Whether a revocation list speaks for a certificate, and for which reasons. Source: RFC 5280, section 6.3.3 (b), (d). */
import type { Certificate } from '../certificate.ts'
import type { GeneralName } from '../general-name.ts'
import { sameGeneralName } from '../general-name.ts'
import type { Link } from '../path.ts'
import type { WorkMeter } from '../work.ts'
import type { Crl } from './crl.ts'
import { ALL_REASONS } from './distribution-point.ts'
import type { DistributionPoint, PointName } from './distribution-point.ts'

/**
 * The reasons, as bits, for which `crl` answers about `link`; 0: it does not speak for it.
 *
 * @throws {FederationError} `CHAIN_TOO_MUCH_WORK`: points times names.
 */
export function coverageOf(crl: Crl, link: Link, meter: WorkMeter): number {
  const isAuthority = link.extensions.basicConstraints?.ca === true
  const { point } = crl
  if (point === null) return reasonsAt(link, null, crl, meter)
  if (point.onlyAttributes) return 0
  if ((point.onlyUsers && isAuthority) || (point.onlyAuthorities && !isAuthority)) return 0
  return point.reasons & reasonsAt(link, point.name, crl, meter)
}

/** Of the certificate's own points, those that name the list's. Without any, the issuer's list it is. */
function reasonsAt(
  { certificate, extensions }: Link,
  name: PointName | null,
  crl: Crl,
  meter: WorkMeter,
): number {
  const points = extensions.distributionPoints
  const listNames = name === null ? null : namesOf(name, crl.issuer.keys)
  if (points === null) {
    // RFC 5280, section 6.3.3, would also take the list at a point with the issuer's name. OpenSSL does not.
    return listNames === null ? ALL_REASONS : 0
  }
  return points
    .filter((point) => point.crlIssuer === null && isAt(point, listNames, certificate, meter))
    .reduce((reasons, point) => reasons | point.reasons, 0)
}

function isAt(
  point: DistributionPoint,
  listNames: readonly ComparableName[] | null,
  certificate: Certificate,
  meter: WorkMeter,
): boolean {
  if (listNames === null) return true
  if (point.name === null) return false
  return meets(listNames, namesOf(point.name, certificate.issuer.keys), meter)
}

/** A name written in full, or the keys of one put together. */
type ComparableName = GeneralName | { readonly form: 'keys'; readonly keys: readonly string[] }

function namesOf(name: PointName, issuer: readonly string[]): readonly ComparableName[] {
  return name.kind === 'full' ? name.names : [{ form: 'keys', keys: [...issuer, name.key] }]
}

function meets(
  some: readonly ComparableName[],
  others: readonly ComparableName[],
  meter: WorkMeter,
): boolean {
  const meetsOne = (a: ComparableName, b: ComparableName): boolean => {
    meter.nameComparison()
    return same(a, b)
  }
  return some.some((a) => others.some((b) => meetsOne(a, b)))
}

function same(a: ComparableName, b: ComparableName): boolean {
  const [aKeys, bKeys] = [keysOf(a), keysOf(b)]
  if (aKeys !== null && bKeys !== null) {
    return aKeys.length === bKeys.length && aKeys.every((key, i) => key === bKeys[i])
  }
  return a.form !== 'keys' && b.form !== 'keys' && sameGeneralName(a, b)
}

function keysOf(name: ComparableName): readonly string[] | null {
  if (name.form === 'keys') return name.keys
  return name.form === 'directory' ? name.name.keys : null
}
