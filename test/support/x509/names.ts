/** Distinguished names. Source: X.501; attribute types as in RFC 5280, appendix A. */
import { oid, sequence, setOf, string, type StringType } from './der-writer.ts'

/** Type (a short name of {@link ATTRIBUTES} or a dotted OID), value, how it is written. */
export type Attribute = readonly [type: string, value: string | Buffer, as?: StringType]
/** From the outside in; an RDN of several attributes is an array of them. */
export type Name = readonly (Attribute | readonly Attribute[])[]

/** C is a PrintableString, DC and E are IA5Strings, all others UTF8Strings unless told otherwise. */
export function encodeName(name: Name | Buffer): Buffer {
  if (Buffer.isBuffer(name)) return name
  return sequence(
    ...name.map((rdn) => setOf(...(isAttribute(rdn) ? [rdn] : rdn).map(encodeAttribute))),
  )
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SERIALNUMBER: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  ORGID: '2.5.4.97',
  DC: '0.9.2342.19200300.100.1.25',
  E: '1.2.840.113549.1.9.1',
}
const USUAL: Readonly<Record<string, StringType>> = { C: 'printable', DC: 'ia5', E: 'ia5' }

function isAttribute(rdn: Attribute | readonly Attribute[]): rdn is Attribute {
  return typeof rdn[0] === 'string'
}

function encodeAttribute([type, value, as = USUAL[type] ?? 'utf8']: Attribute): Buffer {
  return sequence(oid(ATTRIBUTES[type] ?? type), string(as, value))
}
