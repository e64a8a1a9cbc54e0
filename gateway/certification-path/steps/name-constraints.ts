import { FederationError } from '../../../schemas/model/errors.ts'
import { isSelfIssued } from '../certificate.ts'
import type { NameConstraints } from '../extensions.ts'
import type { GeneralName } from '../general-name.ts'
import { isHost, hostOfUri, mailboxOf } from '../hosts.ts'
import { isWithin, nameText, suspectIn } from '../name.ts'
import type { Link, Path } from '../path.ts'
import type { WorkMeter } from '../work.ts'
import { checkJurisdiction } from './jurisdiction.ts'

const EMAIL_ATTRIBUTE = '1.2.840.113549.1.9.1'
const COMMON_NAME = '2.5.4.3'
const MAY_BE_HOST = /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+\.?$/i

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

/**
 * A constraint that cannot be judged ends the path: one on another form of name, or one written so that
 * it would miss what it means, such as an excluded `bad.example.`.
 */
function checkSupported({ permitted, excluded, bounded }: NameConstraints, position: number): void {
  const odd = [...permitted, ...excluded].map(unsupportedForm).find((form) => form !== null)
  // What it permits fits no name; what it excludes may be meant for one.
  const isHidden = excluded.some(
    (base) => base.form === 'directory' && suspectIn(base.name) !== null,
  )
  const form = odd ?? (isHidden ? '[4]' : bounded ? 'minimum/maximum' : null)
  if (form === null) return
  throw new FederationError('CERT_NAME_CONSTRAINT_UNSUPPORTED', { position, form })
}

/** Null when it can be judged; the tag of its form otherwise. */
function unsupportedForm(base: GeneralName): string | null {
  switch (base.form) {
    case 'other':
      return `[${base.tag & 0x1f}]`
    case 'directory':
      return null
    case 'dns':
      // Programs differ on it: RFC 5280 has a leading dot for e-mail and URI only.
      if (base.text.startsWith('.')) return '[2] .'
      return base.text === '' || isHost(base.text) ? null : '[2]'
    case 'email':
      return isHostOrDomain(base.text) || mailboxOf(base.text) !== null ? null : '[1]'
    case 'uri':
      return isHostOrDomain(base.text) ? null : '[6]'
  }
}

function isHostOrDomain(limit: string): boolean {
  return isHost(limit.startsWith('.') ? limit.slice(1) : limit)
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
    const mayBeHost = position === 1 && type === COMMON_NAME && MAY_BE_HOST.test(value)
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
  if (isConcerned && !isPlain(name)) return true
  if (excluded.some(fits)) return true
  return permitted.some(({ form }) => form === name.form) && !permitted.some(fits)
}

function liesIn(name: GeneralName, base: GeneralName): boolean {
  if (name.form === 'directory' && base.form === 'directory') return isWithin(name.name, base.name)
  if (!('text' in name) || !('text' in base)) return false
  if (name.form === 'email') return mailboxLiesIn(name.text, base.text)
  const limit = base.text.toLowerCase()
  if (name.form === 'uri') return hostLiesIn(hostOfUri(name.text) ?? '', limit)
  const given = name.text.toLowerCase()
  return limit === '' || given === limit || given.endsWith(`.${limit}`)
}

/** A mailbox, whose local part counts as written (section 7.5), a host, or with a leading dot every host of a domain. */
function mailboxLiesIn(given: string, limit: string): boolean {
  const [mailbox, only] = [mailboxOf(given), mailboxOf(limit)]
  if (mailbox === null) return false
  if (only === null) return hostLiesIn(mailbox.host, limit.toLowerCase())
  return mailbox.local === only.local && mailbox.host === only.host
}

function hostLiesIn(host: string, limit: string): boolean {
  return limit.startsWith('.') ? host.endsWith(limit) : host === limit
}

/**
 * What has no plain host cannot be held against hosts, so that under any constraint of its form it is
 * refused. Source: section 4.2.1.10 on URIs; the same for the other forms.
 */
function isPlain(name: GeneralName): boolean {
  switch (name.form) {
    case 'email':
      return mailboxOf(name.text) !== null
    case 'dns':
      return isHost(name.text)
    case 'uri':
      return hostOfUri(name.text) !== null
    default:
      return true
  }
}

function outside({ certificate: { position } }: Link, name: GeneralName): FederationError {
  const text = name.form === 'directory' ? nameText(name.name) : 'text' in name ? name.text : ''
  return new FederationError('CERT_NAME_CONSTRAINT_BROKEN', { position, name: text.slice(0, 120) })
}
