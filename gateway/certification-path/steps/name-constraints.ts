import { FederationError } from '../../../schemas/model/errors.ts'
import type { Anchor } from '../anchors.ts'
import { isSelfIssued } from '../certificate.ts'
import type { NameConstraints } from '../extensions.ts'
import type { GeneralName } from '../general-name.ts'
import { isWithin, nameText } from '../name.ts'
import type { Link, Path } from '../path.ts'
import type { WorkMeter } from '../work.ts'

const EMAIL_ATTRIBUTE = '1.2.840.113549.1.9.1'
const COMMON_NAME = '2.5.4.3'
const HOST = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i

/**
 * Every name below an authority lies where the authority, and the jurisdiction of the anchor, let it
 * lie. Source: RFC 5280, sections 4.2.1.10 and 6.1.3 (b), (c). Self-issued authorities are not
 * constrained, the leaf always is.
 *
 * @throws {FederationError} `CERT_NAME_CONSTRAINT_BROKEN`, `CERT_NAME_CONSTRAINT_UNSUPPORTED`,
 * `CERT_OUTSIDE_JURISDICTION`, `CHAIN_TOO_MUCH_WORK`.
 */
export function checkNameConstraints({ links, issuers, anchor }: Path, meter: WorkMeter): void {
  for (const [i, link] of links.entries()) {
    const isConstrained = i === 0 || !isSelfIssued(link.certificate)
    if (isConstrained) checkOne(link, issuers.slice(i), meter)
    checkJurisdiction(link, anchor)
  }
}

function checkOne(link: Link, authorities: readonly Link[], meter: WorkMeter): void {
  const names = namesOf(link)
  for (const { certificate, extensions } of authorities) {
    if (extensions.nameConstraints === null) continue
    checkSupported(extensions.nameConstraints, certificate.position)
    const broken = names.find((name) => breaks(name, extensions.nameConstraints!, meter))
    if (broken !== undefined) throw outside(link, broken)
  }
}

/** The anchor's own limit holds for everything below it, self-issued or not: RFC 5937, section 3.2. */
function checkJurisdiction({ certificate: { subject, position } }: Link, anchor: Anchor): void {
  if (anchor.within.every((key, i) => subject.keys[i] === key)) return
  throw new FederationError('CERT_OUTSIDE_JURISDICTION', { position, name: nameText(subject) })
}

/** Names of an unknown form under a constraint cannot be judged, so such a constraint ends the path. */
function checkSupported({ permitted, excluded, bounded }: NameConstraints, position: number): void {
  const all = [...permitted, ...excluded]
  const other = all.find(({ form }) => form === 'other')
  // Programs differ on it: RFC 5280 has a leading dot for e-mail and URI only.
  const isDotted = all.some((base) => base.form === 'dns' && base.text.startsWith('.'))
  if (other === undefined && !isDotted && !bounded) return
  const form =
    other?.form === 'other' ? `[${other.tag & 0x1f}]` : isDotted ? '[2] .' : 'minimum/maximum'
  throw new FederationError('CERT_NAME_CONSTRAINT_UNSUPPORTED', { position, form })
}

/**
 * Subject, alternative names, an e-mail address written into the subject, and, as OpenSSL has it, a
 * common name of a leaf that looks like a host's while no alternative name says which host it is.
 */
function namesOf({ certificate, extensions }: Link): readonly GeneralName[] {
  const { subject, position } = certificate
  const names: GeneralName[] = [...extensions.subjectAltName]
  if (subject.keys.length > 0) names.push({ form: 'directory', name: subject })
  for (const { type, value } of subject.parts.flat()) {
    if (type === EMAIL_ATTRIBUTE) names.push({ form: 'email', text: value })
    const mayBeHost = position === 1 && type === COMMON_NAME && HOST.test(value)
    if (mayBeHost && !extensions.subjectAltName.some(({ form }) => form === 'dns')) {
      names.push({ form: 'dns', text: value })
    }
  }
  return names
}

function breaks(
  name: GeneralName,
  { permitted, excluded }: NameConstraints,
  meter: WorkMeter,
): boolean {
  const fits = (base: GeneralName): boolean => {
    meter.nameComparison()
    return base.form === name.form && liesIn(name, base)
  }
  const isConcerned = [...permitted, ...excluded].some(({ form }) => form === name.form)
  if (isConcerned && !hasHost(name)) return true
  if (excluded.some(fits)) return true
  return permitted.some(({ form }) => form === name.form) && !permitted.some(fits)
}

function liesIn(name: GeneralName, base: GeneralName): boolean {
  if (name.form === 'directory' && base.form === 'directory') return isWithin(name.name, base.name)
  if (!('text' in name) || !('text' in base)) return false
  if (name.form === 'email') return emailLiesIn(name.text, base.text)
  const [given, limit] = [name.text.toLowerCase(), base.text.toLowerCase()]
  if (name.form === 'dns') return limit === '' || given === limit || given.endsWith(`.${limit}`)
  return hostLiesIn(hostOf(given), limit)
}

/** A mailbox, whose local part counts as written (section 7.5), a host, or with a leading dot every host of a domain. */
function emailLiesIn(given: string, limit: string): boolean {
  const [local, host] = partsOf(given)
  const [onlyLocal, onlyHost] = partsOf(limit)
  if (onlyLocal === '') return hostLiesIn(host, onlyHost)
  return local === onlyLocal && host === onlyHost
}

/** Up to and with the last @, and the host behind it without case. */
function partsOf(address: string): readonly [local: string, host: string] {
  const at = address.lastIndexOf('@') + 1
  return [address.slice(0, at), address.slice(at).toLowerCase()]
}

function hostLiesIn(host: string, limit: string): boolean {
  return limit.startsWith('.') ? host.endsWith(limit) : host === limit
}

/**
 * What has no host cannot be held against hosts, so that under any constraint of its form it is
 * refused. Source: section 4.2.1.10 on URIs; the same for an e-mail address without a host.
 */
function hasHost(name: GeneralName): boolean {
  if (name.form === 'email') return /[^@]@[^@]+$/.test(name.text)
  return name.form !== 'uri' || hostOf(name.text.toLowerCase()) !== ''
}

/**
 * Between `//` and port, path or end; empty for an address and for none. Empty too where programs find
 * different hosts: OpenSSL takes a user for the host's beginning, `?` and `#` right behind it for a part
 * of it, and looks for the port as far as the path.
 */
const URI_WITH_HOST = /^[a-z][a-z0-9+.-]*:\/\/([^/?#:@[\]]+)(?::\d*(?:\/.*)?|\/[^:]*)?$/

function hostOf(uri: string): string {
  const host = URI_WITH_HOST.exec(uri)?.[1] ?? ''
  return /^[\d.]+$/.test(host) ? '' : host
}

function outside({ certificate: { position } }: Link, name: GeneralName): FederationError {
  const text = name.form === 'directory' ? nameText(name.name) : 'text' in name ? name.text : ''
  return new FederationError('CERT_NAME_CONSTRAINT_BROKEN', { position, name: text.slice(0, 120) })
}
