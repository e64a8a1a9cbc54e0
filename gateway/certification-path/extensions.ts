/**
 * The extensions that this profile knows, taken apart. Source: RFC 5280, section 4.2.
 *
 * The list is an allow-list: an unknown one that is critical is refused, and so are those that limit
 * what a path proves, critical or not, because nothing here would honour what they ask for.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Certificate, RawExtension } from './certificate.ts'
import { DerFault, TAG, readDer } from './der.ts'
import type { DerElement } from './der.ts'
import {
  booleanOf,
  childrenOf,
  countOf,
  explicit,
  expectTag,
  implicit,
  namedBitsOf,
  oidOf,
} from './der-values.ts'
import { distributionPointsOf } from './revocation/distribution-point.ts'
import type { DistributionPoint } from './revocation/distribution-point.ts'
import { generalNameOf, generalNamesOf } from './general-name.ts'
import type { GeneralName } from './general-name.ts'
import type { WorkMeter } from './work.ts'

export interface BasicConstraints {
  readonly critical: boolean
  readonly ca: boolean
  readonly pathLength: number | null
}

export interface NameConstraints {
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
  /** A minimum or maximum is given, which RFC 5280 forbids. */
  readonly bounded: boolean
}

export interface KeyUsage {
  readonly critical: boolean
  readonly bits: number
}

/** Which key signed: by its identifier, by a certificate of it, or by both. */
export interface KeyNaming {
  readonly keyId: string | null
  readonly issuer: readonly GeneralName[] | null
  readonly serial: string | null
}

export interface AuthorityKeyId extends KeyNaming {
  readonly critical: boolean
}

export interface Extensions {
  readonly basicConstraints: BasicConstraints | null
  readonly keyUsage: KeyUsage | null
  readonly extendedKeyUsage: readonly string[] | null
  readonly nameConstraints: NameConstraints | null
  readonly subjectAltName: readonly GeneralName[]
  readonly subjectKeyId: { readonly critical: boolean; readonly keyId: string } | null
  readonly authorityKeyId: AuthorityKeyId | null
  /** Null: absent. */
  readonly distributionPoints: readonly DistributionPoint[] | null
}

/** RFC 5280, section 4.2.1.3: bit n of the type is bit n here. */
export const KEY_USAGE = { digitalSignature: 1, keyCertSign: 1 << 5, cRLSign: 1 << 6 } as const

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
type Reader = (value: DerElement, critical: boolean, into: Mutable<Extensions>) => void

const READERS: Readonly<Record<string, Reader>> = {
  '2.5.29.14': (value, critical, into) => {
    const keyId = expectTag(value, TAG.OCTET_STRING, 'key identifier').content.toString('hex')
    into.subjectKeyId = { critical, keyId }
  },
  '2.5.29.15': (value, critical, into) => {
    const { content } = expectTag(value, TAG.BIT_STRING, 'keyUsage')
    into.keyUsage = { critical, bits: namedBitsOf(content, 'keyUsage') }
  },
  '2.5.29.17': (value, _, into) => {
    into.subjectAltName = generalNamesOf(childrenOf(value, 'subjectAltName'))
  },
  '2.5.29.19': (value, critical, into) => {
    into.basicConstraints = { critical, ...basicConstraintsOf(value) }
  },
  '2.5.29.30': (value, _, into) => {
    into.nameConstraints = nameConstraintsOf(value)
  },
  '2.5.29.31': (value, _, into) => {
    into.distributionPoints = distributionPointsOf(value)
  },
  // Policies are not asked for, so any set of them will do; the value must still be one.
  '2.5.29.32': (value) => {
    if (childrenOf(value, 'certificatePolicies').length === 0) throw new DerFault('no policy')
  },
  '2.5.29.35': (value, critical, into) => {
    into.authorityKeyId = { critical, ...authorityKeyIdOf(value) }
  },
  '2.5.29.37': (value, _, into) => {
    const purposes = childrenOf(value, 'extKeyUsage').map((purpose) => oidOf(purpose))
    if (purposes.length === 0) throw new DerFault('no purpose')
    into.extendedKeyUsage = purposes
  },
}

/**
 * policyMappings, policyConstraints, inhibitAnyPolicy; addresses and numbers of networks (RFC 3779),
 * which must lie within the issuer's; proxyCertInfo (RFC 3820), with which a leaf issues; Netscape's
 * certificate type, an older extKeyUsage and basicConstraints in one.
 */
const NOT_ALLOWED = new Set([
  '2.5.29.33',
  '2.5.29.36',
  '2.5.29.54',
  '1.3.6.1.5.5.7.1.7',
  '1.3.6.1.5.5.7.1.8',
  '1.3.6.1.5.5.7.1.14',
  '2.16.840.1.113730.1.1',
])

/** @throws {FederationError} `CERT_EXTENSION_…` */
export function extensionsOf(certificate: Certificate, meter: WorkMeter): Extensions {
  const { extensions, position } = certificate
  const found: Mutable<Extensions> = {
    basicConstraints: null,
    keyUsage: null,
    extendedKeyUsage: null,
    nameConstraints: null,
    subjectAltName: [],
    subjectKeyId: null,
    authorityKeyId: null,
    distributionPoints: null,
  }
  const seen = new Set<string>()
  for (const extension of extensions) {
    const { oid } = extension
    const facts = { position, extension: oid }
    if (seen.has(oid)) throw new FederationError('CERT_EXTENSION_DUPLICATE', facts)
    seen.add(oid)
    if (NOT_ALLOWED.has(oid)) throw new FederationError('CERT_EXTENSION_NOT_ALLOWED', facts)
    readInto(found, extension, facts, meter)
  }
  return found
}

function readInto(
  found: Mutable<Extensions>,
  { oid, critical, value }: RawExtension,
  facts: { position: number; extension: string },
  meter: WorkMeter,
): void {
  const read = Object.hasOwn(READERS, oid) ? READERS[oid] : undefined
  if (read === undefined) {
    if (critical) throw new FederationError('CERT_EXTENSION_UNKNOWN_CRITICAL', facts)
    return
  }
  try {
    read(readDer(value, meter), critical, found)
  } catch (fault) {
    if (!(fault instanceof DerFault)) throw fault
    const { message: reason } = fault
    throw new FederationError('CERT_EXTENSION_MALFORMED', { ...facts, reason })
  }
}

function basicConstraintsOf(value: DerElement) {
  const fields = [...childrenOf(value, 'basicConstraints')]
  const ca = fields[0]?.tag === TAG.BOOLEAN ? booleanOf(fields.shift()!) : false
  const [limit, ...more] = fields
  if (more.length > 0) throw new DerFault('basicConstraints has more than two fields')
  return { ca, pathLength: limit === undefined ? null : countOf(limit, 'pathLenConstraint') }
}

function nameConstraintsOf(value: DerElement): NameConstraints {
  const fields = childrenOf(value, 'nameConstraints')
  const known = fields.every(({ tag }) => tag === explicit(0) || tag === explicit(1))
  if (fields.length === 0 || fields.length > 2 || !known || fields[0]!.tag === fields[1]?.tag) {
    throw new DerFault('nameConstraints is neither permitted nor excluded')
  }
  // Nothing permitted, or nothing said about what is? RFC 5280 has at least one subtree in a list.
  if (fields.some(({ children }) => children.length === 0)) throw new DerFault('no subtree')
  const subtrees = (tag: number) => fields.find((field) => field.tag === tag)?.children ?? []
  const base = (subtree: DerElement) => generalNameOf(subtreeOf(subtree)[0]!)
  const all = fields.flatMap(({ children }) => children)
  return {
    permitted: subtrees(explicit(0)).map(base),
    excluded: subtrees(explicit(1)).map(base),
    bounded: all.some((subtree) => subtreeOf(subtree).length > 1),
  }
}

function subtreeOf(subtree: DerElement): readonly DerElement[] {
  const fields = childrenOf(subtree, 'GeneralSubtree')
  if (fields.length === 0) throw new DerFault('GeneralSubtree without base')
  return fields
}

/** @throws {DerFault} */
export function authorityKeyIdOf(value: DerElement): KeyNaming {
  const fields = childrenOf(value, 'authorityKeyIdentifier')
  const field = (tag: number) => fields.find((each) => each.tag === tag)
  const known = [implicit(0), explicit(1), implicit(2)]
  if (fields.some(({ tag }, i) => !known.includes(tag) || field(tag) !== fields[i])) {
    throw new DerFault('unknown field of authorityKeyIdentifier')
  }
  const issuer = field(explicit(1))
  return {
    keyId: field(implicit(0))?.content.toString('hex') ?? null,
    issuer: issuer === undefined ? null : generalNamesOf(issuer.children),
    serial: field(implicit(2))?.content.toString('hex') ?? null,
  }
}
