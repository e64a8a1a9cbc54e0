/** The extensions of our certificates and revocation lists. Source: RFC 5280, sections 4.2.1 and 5.2. */
import { CERTIFICATE_PURPOSES } from '../schemas/model/certificate-purpose.ts'
import {
  bits,
  boolean,
  encode,
  integer,
  octets,
  oid,
  sequence,
  tagged,
  taggedBytes,
} from './der.ts'
import type { Asn1 } from './der.ts'
import { nameToAsn1 } from './distinguished-name.ts'
import type { Jurisdiction } from './parties.ts'
import { isAuthority, profileOf } from './profiles.ts'
import type { KeyUsage, Role } from './profiles.ts'

/** Names a server answers to; of a {@link Role} `TLS_SERVER` only. */
export interface Host {
  readonly dns?: string
  readonly ip?: string
}

export interface ExtensionFacts {
  readonly role: Role
  readonly subjectKey: Buffer
  readonly authorityKey: Buffer
  /** Where the list lies that would name this certificate. */
  readonly crlUrl: string
  /** Set for an issuing authority: what is below it lies within. */
  readonly constraint?: Jurisdiction
  readonly hosts?: readonly Host[]
}

/**
 * In the order they are written. Extended key usage is not critical, because node-forge, the second
 * opinion on every RSA chain, refuses a critical extension it does not check.
 */
export function certificateExtensions(facts: ExtensionFacts): Asn1 {
  const { role, subjectKey, authorityKey, crlUrl, constraint, hosts = [] } = facts
  const list = [
    extension('2.5.29.19', true, basicConstraints(role)),
    extension('2.5.29.15', true, keyUsage(profileOf(role).keyUsage)),
    extension('2.5.29.14', false, octets(subjectKey)),
    authorityKeyIdentifier(authorityKey),
    extension('2.5.29.31', false, distributionPoint(crlUrl)),
  ]
  if (!isAuthority(role)) {
    list.push(extension('2.5.29.37', false, sequence(oid(CERTIFICATE_PURPOSES[role]))))
  }
  if (hosts.length > 0) list.push(extension('2.5.29.17', false, sequence(...hosts.map(hostName))))
  if (constraint !== undefined) {
    list.push(extension('2.5.29.30', true, permittedNames(constraint)))
  }
  return sequence(...list)
}

/** Of a list: whose key signed it, and its number. */
export function crlExtensions(authorityKey: Buffer, number: number): Asn1 {
  return sequence(
    authorityKeyIdentifier(authorityKey),
    extension('2.5.29.20', false, integer(number)),
  )
}

export function extension(id: string, critical: boolean, value: Asn1): Asn1 {
  const flag = critical ? [boolean(true)] : [] // DEFAULT FALSE is left out in DER
  return sequence(oid(id), ...flag, octets(encode(value)))
}

function basicConstraints(role: Role): Asn1 {
  if (!isAuthority(role)) return sequence()
  return sequence(boolean(true), integer(profileOf(role).authority!.pathLength))
}

const USAGE_BIT: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0,
  keyCertSign: 5,
  cRLSign: 6,
}

/** A named bit list: no zero bits at its end (X.690, section 11.2.2). */
function keyUsage(usages: readonly KeyUsage[]): Asn1 {
  const positions = usages.map((usage) => USAGE_BIT[usage])
  const octet = positions.reduce((sum, position) => sum | (0x80 >> position), 0)
  return bits(Uint8Array.of(octet), 7 - Math.max(...positions))
}

function authorityKeyIdentifier(key: Buffer): Asn1 {
  return extension('2.5.29.35', false, sequence(taggedBytes(0, key)))
}

function distributionPoint(url: string): Asn1 {
  const fullName = tagged(0, taggedBytes(6, url))
  return sequence(sequence(tagged(0, fullName)))
}

function permittedNames(jurisdiction: Jurisdiction): Asn1 {
  const directoryName = tagged(4, nameToAsn1(jurisdiction))
  return sequence(tagged(0, sequence(directoryName)))
}

function hostName({ dns, ip }: Host): Asn1 {
  if (dns !== undefined) return taggedBytes(2, dns)
  return taggedBytes(7, Buffer.from((ip ?? '').split('.').map(Number)))
}
