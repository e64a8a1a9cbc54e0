/** ASN.1 as node-forge builds it, in the few forms that certificates need. Source: X.690 (DER). */
import forge from 'node-forge'

const { asn1 } = forge
const { Class, Type } = asn1
export type Asn1 = forge.asn1.Asn1

export function sequence(...items: readonly Asn1[]): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...items])
}

export function set(...items: readonly Asn1[]): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SET, true, [...items])
}

export function oid(dotted: string): Asn1 {
  return primitive(Type.OID, asn1.oidToDer(dotted).getBytes())
}

/** A non-negative INTEGER. */
export function integer(value: bigint | number): Asn1 {
  return primitive(Type.INTEGER, binary(unsigned(BigInt(value))))
}

export function enumerated(value: number): Asn1 {
  return primitive(Type.ENUMERATED, String.fromCharCode(value))
}

export function boolean(value: boolean): Asn1 {
  return primitive(Type.BOOLEAN, value ? '\xff' : '\x00')
}

export function nothing(): Asn1 {
  return primitive(Type.NULL, '')
}

export function utf8(text: string): Asn1 {
  return primitive(Type.UTF8, forge.util.encodeUtf8(text))
}

export function printable(text: string): Asn1 {
  return primitive(Type.PRINTABLESTRING, text)
}

export function octets(bytes: Uint8Array): Asn1 {
  return primitive(Type.OCTETSTRING, binary(bytes))
}

/** A BIT STRING of whole octets, or with `unused` bits at its end. */
export function bits(bytes: Uint8Array, unused = 0): Asn1 {
  return primitive(Type.BITSTRING, String.fromCharCode(unused) + binary(bytes))
}

/** [tag] around others (EXPLICIT, or IMPLICIT of something constructed). */
export function tagged(tag: number, ...items: readonly Asn1[]): Asn1 {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag as forge.asn1.Type, true, [...items])
}

/** [tag] IMPLICIT of something primitive. */
export function taggedBytes(tag: number, bytes: Uint8Array | string): Asn1 {
  const value = typeof bytes === 'string' ? bytes : binary(bytes)
  return asn1.create(Class.CONTEXT_SPECIFIC, tag as forge.asn1.Type, false, value)
}

/** UTCTime until 2049, GeneralizedTime from 2050 on: RFC 5280, section 4.1.2.5. */
export function time(instant: Date): Asn1 {
  const digits = `${instant.toISOString().slice(0, 19).replace(/\D/g, '')}Z`
  return instant.getUTCFullYear() < 2050
    ? primitive(Type.UTCTIME, digits.slice(2))
    : primitive(Type.GENERALIZEDTIME, digits)
}

export function encode(value: Asn1): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), 'latin1')
}

/**
 * The octets of a BIT STRING stay what they are, also where they look like ASN.1.
 *
 * @throws {Error} not DER, or bytes follow it.
 */
export function decode(der: Uint8Array): Asn1 {
  return fromDer(binary(der), { strict: true, parseAllBytes: true, decodeBitStrings: false })
}

/** The published types know the first option only. */
const fromDer = asn1.fromDer as unknown as (
  bytes: string,
  options: Readonly<Record<'strict' | 'parseAllBytes' | 'decodeBitStrings', boolean>>,
) => Asn1

/** The parts of something constructed; none of something primitive. */
export function partsOf(value: Asn1 | undefined): readonly Asn1[] {
  return Array.isArray(value?.value) ? value.value : []
}

/** The octets of something primitive. */
export function octetsOf(value: Asn1 | undefined): Buffer {
  return Buffer.from(typeof value?.value === 'string' ? value.value : '', 'latin1')
}

export function oidOf(value: Asn1 | undefined): string {
  return asn1.derToOid(octetsOf(value).toString('latin1'))
}

/** Of an INTEGER or ENUMERATED; negative ones count as what their octets say. 0 of nothing. */
export function integerOf(value: Asn1 | undefined): bigint {
  return BigInt(`0x${octetsOf(value).toString('hex') || '0'}`)
}

/** ISO 8601 of a UTCTime or GeneralizedTime in the form that {@link time} writes. @throws {RangeError} */
export function instantOf(value: Asn1 | undefined): string {
  const text = octetsOf(value).toString('latin1')
  const century = text.length > 13 ? '' : Number(text.slice(0, 2)) < 50 ? '20' : '19'
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(century + text)
  const [, year, month, day, hour, minute, second] = parts ?? []
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`).toISOString()
}

/** Octets as node-forge holds them: one character an octet. */
export function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function primitive(type: forge.asn1.Type, value: string): Asn1 {
  return asn1.create(Class.UNIVERSAL, type, false, value)
}

/** Shortest form, with a zero octet in front where it would look negative. */
function unsigned(value: bigint): Buffer {
  const digits = value.toString(16)
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  return bytes[0]! < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes])
}
