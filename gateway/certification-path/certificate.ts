/** A certificate (数字证书) taken apart, nothing judged. Source: RFC 5280, section 4.1. */
import { X509Certificate } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { signatureAlgorithmOf } from './algorithms.ts'
import type { SignatureAlgorithm } from './algorithms.ts'
import { DerFault, TAG, readDer } from './der.ts'
import type { DerElement } from './der.ts'
import {
  booleanOf,
  childrenOf,
  countOf,
  explicit,
  expectTag,
  implicit,
  integerHexOf,
  oidOf,
  timeOf,
  wholeBitsOf,
} from './der-values.ts'
import { nameOf, sameName } from './name.ts'
import type { Name } from './name.ts'
import { publicKeyOf } from './public-key.ts'
import type { PublicKeyInfo } from './public-key.ts'
import type { WorkMeter } from './work.ts'

export interface RawExtension {
  readonly oid: string
  readonly critical: boolean
  /** What the OCTET STRING holds. */
  readonly value: Buffer
}

export interface Certificate {
  /** From 1, the leaf; 0 is an anchor. */
  readonly position: number
  readonly der: Buffer
  /** As OpenSSL reads it: for its signature and its key. */
  readonly x509: X509Certificate
  readonly version: number
  /** Content octets in hex. */
  readonly serial: string
  readonly issuer: Name
  readonly subject: Name
  /** Milliseconds since 1970, both inclusive. */
  readonly notBefore: number
  readonly notAfter: number
  readonly key: PublicKeyInfo
  /** Inside what is signed, and beside it. */
  readonly innerAlgorithm: SignatureAlgorithm
  readonly outerAlgorithm: SignatureAlgorithm
  readonly extensions: readonly RawExtension[]
}

/** @throws {FederationError} `CERT_TOO_LARGE`, `CERT_MALFORMED`, `CERT_VERSION_UNSUPPORTED`, `CHAIN_TOO_MUCH_WORK`. */
export function readCertificate(
  bytes: Uint8Array,
  position: number,
  meter: WorkMeter,
): Certificate {
  const limit = meter.limits.certificateBytes
  if (bytes.length > limit) {
    throw new FederationError('CERT_TOO_LARGE', { position, bytes: bytes.length, limit })
  }
  meter.bytes += bytes.length
  // A copy: the caller's bytes may change after they were checked.
  const der = Buffer.from(bytes)
  try {
    const parts = takeApart(readDer(der, meter), meter)
    if (parts.version !== 3) {
      throw new FederationError('CERT_VERSION_UNSUPPORTED', { position, version: parts.version })
    }
    return { position, der, x509: openSslReads(der), ...parts }
  } catch (fault) {
    if (!(fault instanceof DerFault)) throw fault
    throw new FederationError('CERT_MALFORMED', { position, reason: fault.message })
  }
}

export function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return sameName(issuer, subject)
}

/** One name and one key, whatever stands around them. */
export function sameAuthority(a: Certificate, b: Certificate): boolean {
  return a.key.spki.equals(b.key.spki) && sameName(a.subject, b.subject)
}

function takeApart(certificate: DerElement, meter: WorkMeter) {
  const [tbs, algorithm, signature, ...more] = childrenOf(certificate, 'Certificate')
  if (more.length > 0) throw new DerFault('Certificate has more than three parts')
  wholeBitsOf(signature, 'signature')
  const fields = [...childrenOf(tbs, 'TBSCertificate')]
  const version = fields[0]?.tag === explicit(0) ? versionOf(fields.shift()!) : 1
  const [serial, inner, issuer, validity, subject, key, ...rest] = fields
  const [notBefore, notAfter, ...extra] = childrenOf(validity, 'validity')
  if (extra.length > 0) throw new DerFault('validity is not a pair')
  return {
    version,
    serial: integerHexOf(serial, 'serialNumber'),
    innerAlgorithm: signatureAlgorithmOf(inner),
    outerAlgorithm: signatureAlgorithmOf(algorithm),
    issuer: nameOf(issuer, 'issuer'),
    notBefore: timeOf(notBefore, 'notBefore'),
    notAfter: timeOf(notAfter, 'notAfter'),
    subject: nameOf(subject, 'subject'),
    key: publicKeyOf(key, meter),
    extensions: extensionsIn(rest),
  }
}

function versionOf(element: DerElement): number {
  const [version, ...more] = element.children
  if (more.length > 0) throw new DerFault('version is not one number')
  return countOf(version, 'version') + 1
}

/** issuerUniqueID [1] and subjectUniqueID [2] are passed over, extensions [3] come last. */
function extensionsIn(rest: readonly DerElement[]): readonly RawExtension[] {
  const left = [...rest]
  if (left[0]?.tag === implicit(1)) left.shift()
  if (left[0]?.tag === implicit(2)) left.shift()
  const [last, ...more] = left
  if (last === undefined) return []
  if (more.length > 0 || last.children.length !== 1) throw new DerFault('fields out of order')
  return rawExtensionsOf(expectTag(last, explicit(3), 'extensions').children[0])
}

/** Of certificates, revocation lists and their entries alike. @throws {DerFault} */
export function rawExtensionsOf(element: DerElement | undefined): readonly RawExtension[] {
  const list = childrenOf(element, 'Extensions')
  if (list.length === 0) throw new DerFault('Extensions without any')
  return list.map((extension) => {
    const [id, ...rest] = childrenOf(extension, 'Extension')
    const isWrittenOut = rest.length === 2
    const critical = isWrittenOut && booleanOf(rest.shift()!)
    // X.690, clause 11.5: what is the default is left out.
    if (isWrittenOut && !critical) throw new DerFault('critical FALSE is written out')
    const [value, ...more] = rest
    if (more.length > 0) throw new DerFault('Extension with more than a value')
    return {
      oid: oidOf(id),
      critical,
      value: expectTag(value, TAG.OCTET_STRING, 'value of an extension').content,
    }
  })
}

function openSslReads(der: Buffer): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch {
    throw new DerFault('OpenSSL cannot read it')
  }
}
