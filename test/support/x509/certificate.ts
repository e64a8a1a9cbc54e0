/** One X.509 certificate, with any fault. Source: RFC 5280, section 4.1. */
import { bitString, explicit, implicit, integer, sequence, time } from './der-writer.ts'
import { encodeExtension, type Extension } from './extensions.ts'
import type { TestKey } from './keys.ts'
import { encodeName, type Name } from './names.ts'
import { signBody, type Signing } from './sign-body.ts'

/** The instant everything made here is good at, unless told otherwise. */
export const AT = new Date('2026-01-01T00:00:00Z')

/** A Buffer is a whole TLV, taken as it is, wherever one is allowed. */
export interface CertificateSpec extends Signing {
  readonly subject: Name | Buffer
  readonly issuer: Name | Buffer
  readonly signWith: TestKey
  /** SubjectPublicKeyInfo. */
  readonly spki: Buffer
  readonly serial: number | bigint | Buffer
  readonly notBefore: Date | Buffer
  readonly notAfter: Date | Buffer
  /** As people count: 1, 2, 3. Null leaves the field out, which means 1. Default: 3. */
  readonly version?: number | null
  /** In this order, also twice the same. Null leaves the field out, [] writes an empty one. */
  readonly extensions?: readonly (Extension | Buffer)[] | null
  readonly issuerUniqueId?: Buffer
  readonly subjectUniqueId?: Buffer
}

export function makeCertificate(spec: CertificateSpec): Buffer {
  return signBody((algorithm) => fieldsOf(spec, algorithm), spec.signWith, spec)
}

export const encodeTime = (at: Date | Buffer): Buffer => (Buffer.isBuffer(at) ? at : time(at))

export const encodeSerial = (serial: number | bigint | Buffer): Buffer =>
  Buffer.isBuffer(serial) ? serial : integer(serial)

/** Extensions, which stand in a certificate as [3] and in a CRL as [0]. */
export function encodeExtensions(extensions: readonly (Extension | Buffer)[]): Buffer {
  return sequence(
    ...extensions.map((each) => (Buffer.isBuffer(each) ? each : encodeExtension(each))),
  )
}

function fieldsOf(spec: CertificateSpec, algorithm: Buffer): Buffer[] {
  const { version = 3, extensions = null } = spec
  return [
    ...(version === null ? [] : [explicit(0, integer(version - 1))]),
    encodeSerial(spec.serial),
    algorithm,
    encodeName(spec.issuer),
    sequence(encodeTime(spec.notBefore), encodeTime(spec.notAfter)),
    encodeName(spec.subject),
    spec.spki,
    ...uniqueId(1, spec.issuerUniqueId),
    ...uniqueId(2, spec.subjectUniqueId),
    ...(extensions === null ? [] : [explicit(3, encodeExtensions(extensions))]),
  ]
}

function uniqueId(n: number, id: Buffer | undefined): Buffer[] {
  return id === undefined ? [] : [implicit(n, bitString(id))]
}
