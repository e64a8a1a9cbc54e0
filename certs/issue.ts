/** One certificate (数字证书). Source: RFC 5280, section 4.1; sha256WithRSAEncryption: RFC 4055. */
import { randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { bits, decode, encode, integer, nothing, oid, sequence, tagged, time } from './der.ts'
import type { Asn1 } from './der.ts'
import { nameToAsn1, subjectOf } from './distinguished-name.ts'
import type { DistinguishedName } from './distinguished-name.ts'
import { certificateExtensions } from './extensions.ts'
import type { Host } from './extensions.ts'
import { keyIdentifierOf, publicKeyDer } from './keys.ts'
import type { Jurisdiction } from './parties.ts'
import { profileOf } from './profiles.ts'
import type { Role } from './profiles.ts'

/** Who signs: the private key, and the certificate it belongs to. */
export interface Signer {
  readonly certificate: Uint8Array
  readonly notAfter: Date
  readonly key: KeyObject
}

export interface CertificateOrder {
  readonly role: Role
  readonly subject: DistinguishedName
  readonly publicKey: KeyObject
  /** Null: signs itself, with this key. */
  readonly issuer: Signer | { readonly self: KeyObject }
  readonly crlUrl: string
  readonly constraint?: Jurisdiction
  readonly hosts?: readonly Host[]
  readonly at: Date
  /** 128 random bits unless given. */
  readonly serial?: bigint
}

export interface IssuedCertificate {
  readonly der: Buffer
  /** Lower-case hexadecimal, without leading zeros. */
  readonly serial: string
  readonly notBefore: Date
  readonly notAfter: Date
}

const DAY_MS = 86_400_000
const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'

/** From the second of `at` on for the profile's days, never longer than the issuer's certificate. */
export function issueCertificate(order: CertificateOrder): IssuedCertificate {
  const { role, subject, publicKey, issuer, at } = order
  const serial = order.serial ?? newSerial()
  const notBefore = wholeSecond(at)
  const wanted = new Date(notBefore.getTime() + profileOf(role).days * DAY_MS)
  const notAfter = 'self' in issuer || wanted < issuer.notAfter ? wanted : issuer.notAfter
  const signingKey = 'self' in issuer ? issuer.self : issuer.key
  const subjectKey = keyIdentifierOf(publicKey)
  const content = sequence(
    tagged(0, integer(2)), // version 3
    integer(serial),
    signatureAlgorithm(),
    'self' in issuer ? nameToAsn1(subject) : subjectOf(issuer.certificate),
    sequence(time(notBefore), time(notAfter)),
    nameToAsn1(subject),
    decode(publicKeyDer(publicKey)),
    tagged(
      3,
      certificateExtensions({ ...order, subjectKey, authorityKey: keyIdentifierOf(signingKey) }),
    ),
  )
  return { der: signed(content, signingKey), serial: serial.toString(16), notBefore, notAfter }
}

/** Content, algorithm and signature: the outer form of certificates and of revocation lists. */
export function signed(content: Asn1, key: KeyObject): Buffer {
  const signature = sign('sha256', encode(content), key)
  return encode(sequence(content, signatureAlgorithm(), bits(signature)))
}

export function signatureAlgorithm(): Asn1 {
  return sequence(oid(SHA256_WITH_RSA), nothing())
}

/** Certificates and lists count in seconds. */
export function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}

/** Not guessable, so that nobody can prepare a colliding certificate; never zero. */
function newSerial(): bigint {
  const drawn = BigInt(`0x${randomBytes(16).toString('hex')}`)
  return drawn === 0n ? newSerial() : drawn
}
