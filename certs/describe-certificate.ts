/** A certificate's fields for people and machines. Describes, judges nothing: that is the path validator's. */
import { X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { CERTIFICATE_PURPOSES } from '../schemas/model/certificate-purpose.ts'
import { decode, integerOf, octetsOf, oidOf, partsOf } from './der.ts'
import type { Asn1 } from './der.ts'
import { attributesOf, printName } from './distinguished-name.ts'

export interface KeyFacts {
  /** `rsa`, `ec`, `ed25519`, as Node names it. */
  readonly type: string
  readonly bits?: number
  readonly exponent?: string
}

export interface CertificateFacts {
  readonly kind: 'certificate'
  readonly subject: string
  readonly issuer: string
  /** Hexadecimal without leading zeros. */
  readonly serial: string
  readonly notBefore: string
  readonly notAfter: string
  readonly sha256: string
  readonly signatureAlgorithm: string
  readonly key: KeyFacts
  readonly authority: boolean
  readonly pathLength: number | null
  readonly keyUsage: readonly string[]
  /** Our names of purposes; object identifiers of others. */
  readonly purposes: readonly string[]
  /** Permitted names, where it constrains them. */
  readonly permitted: readonly string[]
  readonly hosts: string | null
  readonly crlUrls: readonly string[]
  readonly subjectKey: string | null
  readonly authorityKey: string | null
}

/** @throws {Error} not a certificate. */
export function describeCertificate(der: Uint8Array): CertificateFacts {
  const certificate = new X509Certificate(der)
  const content = partsOf(decode(der))[0]
  const [, , algorithm, issuer, , subject] = partsOf(content)
  const extensions = extensionsIn(content)
  const value = (id: string): Asn1 | undefined => extensions.get(id)
  return {
    kind: 'certificate',
    subject: printName(attributesOf(subject)),
    issuer: printName(attributesOf(issuer)),
    serial: certificate.serialNumber.toLowerCase().replace(/^0+/, ''),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    signatureAlgorithm: algorithmName(algorithm),
    key: describeKey(certificate.publicKey),
    authority: certificate.ca,
    pathLength: pathLengthIn(value('2.5.29.19')),
    keyUsage: usagesIn(value('2.5.29.15')),
    purposes: partsOf(value('2.5.29.37')).map((id) => purposeName(oidOf(id))),
    permitted: permittedIn(value('2.5.29.30')),
    hosts: certificate.subjectAltName ?? null,
    crlUrls: urlsIn(value('2.5.29.31')),
    subjectKey: hexOf(value('2.5.29.14')),
    authorityKey: hexOf(partsOf(value('2.5.29.35')).find(({ type }) => Number(type) === 0)),
  }
}

export function describeKey(key: KeyObject): KeyFacts {
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {}
  return {
    type: key.asymmetricKeyType ?? 'unknown',
    ...(modulusLength === undefined ? {} : { bits: modulusLength }),
    ...(publicExponent === undefined ? {} : { exponent: String(publicExponent) }),
  }
}

const ALGORITHM_NAMES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.3.101.112': 'Ed25519',
  '1.2.156.10197.1.501': 'SM2-with-SM3',
}

export function algorithmName(algorithm: Asn1 | undefined): string {
  const id = oidOf(partsOf(algorithm)[0])
  return ALGORITHM_NAMES[id] ?? id
}

/** The values of the extensions in a certificate, by object identifier. */
function extensionsIn(content: Asn1 | undefined): Map<string, Asn1> {
  const wrapped = partsOf(content).find(
    ({ tagClass, type }) => Number(tagClass) === CONTEXT && Number(type) === 3,
  )
  return readExtensions(partsOf(wrapped)[0])
}

const CONTEXT = 0x80

export function readExtensions(list: Asn1 | undefined): Map<string, Asn1> {
  return new Map(
    partsOf(list).map((one) => {
      const parts = partsOf(one)
      return [oidOf(parts[0]), decode(octetsOf(parts.at(-1)))]
    }),
  )
}

function pathLengthIn(constraints: Asn1 | undefined): number | null {
  const length = partsOf(constraints)[1]
  return length === undefined ? null : Number(integerOf(length))
}

const USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
]

function usagesIn(value: Asn1 | undefined): string[] {
  const bytes = octetsOf(value).subarray(1) // the first says how many bits are unused
  return USAGES.filter((_, i) => ((bytes[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0)
}

function purposeName(id: string): string {
  const known = Object.entries(CERTIFICATE_PURPOSES).find(([, oid]) => oid === id)
  return known?.[0] ?? id
}

function permittedIn(constraints: Asn1 | undefined): string[] {
  const permitted = partsOf(constraints).find(({ type }) => Number(type) === 0)
  return partsOf(permitted).map((subtree) => {
    const base = partsOf(subtree)[0]
    return printName(attributesOf(partsOf(base)[0]))
  })
}

/** Every uniformResourceIdentifier [6] of the distribution points' full names. */
function urlsIn(points: Asn1 | undefined): string[] {
  const names = partsOf(points)
    .flatMap((point) => partsOf(partsOf(point)[0]))
    .flatMap((fullName) => partsOf(fullName))
  return names
    .filter(({ type }) => Number(type) === 6)
    .map((url) => octetsOf(url).toString('latin1'))
}

function hexOf(value: Asn1 | undefined): string | null {
  return value === undefined ? null : octetsOf(value).toString('hex')
}
