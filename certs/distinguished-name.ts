/**
 * Names in certificates (可辨识名): country, province, organisation, unit, common name, in this order,
 * one attribute in each part. Source: RFC 5280, section 4.1.2.4; attribute types: X.520.
 */
import { FederationError } from '../schemas/model/errors.ts'
import { decode, oid, oidOf, partsOf, printable, sequence, set, utf8 } from './der.ts'
import type { Asn1 } from './der.ts'
import type { Jurisdiction } from './parties.ts'

export interface DistinguishedName {
  readonly C: string
  readonly ST?: string
  readonly O: string
  readonly OU?: string
  readonly CN: string
}

/** In the order they stand in a name. */
const ATTRIBUTES = { C: '2.5.4.6', ST: '2.5.4.8', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3' }
type Attribute = keyof typeof ATTRIBUTES
const ORDER = Object.keys(ATTRIBUTES) as Attribute[]
/** X.520 upper bound of O, OU, CN: 64 characters. */
const LONGEST = 64
/** Han without its radicals, ASCII letters and digits, ordinary punctuation: nothing that a verifier refuses. */
const ALLOWED =
  /^[A-Za-z0-9 .,'()/:_（）《》、·\u3007\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{323af}-]+$/u

/**
 * Checks what a person or a request wrote into a name.
 *
 * @throws {FederationError} `CERTS_NAME_INVALID` empty, too long, or with characters that can be confused.
 */
export function checkedName(name: DistinguishedName): DistinguishedName {
  for (const attribute of ORDER) {
    const value = name[attribute]
    if (value === undefined) continue
    const sound = ALLOWED.test(value) && value.trim() === value && [...value].length <= LONGEST
    if (!sound || value.normalize('NFC') !== value) {
      throw new FederationError('CERTS_NAME_INVALID', { attribute, value: value.slice(0, LONGEST) })
    }
  }
  return name
}

/** Also of a jurisdiction: the name constraint is the beginning of a name. */
export function nameToAsn1(name: DistinguishedName | Jurisdiction): Asn1 {
  const values: Partial<Record<Attribute, string>> = name
  const present = ORDER.filter((attribute) => values[attribute] !== undefined)
  return sequence(
    ...present.map((attribute) => {
      const text = values[attribute]!
      const value = attribute === 'C' ? printable(text) : utf8(text)
      return set(sequence(oid(ATTRIBUTES[attribute]), value))
    }),
  )
}

/** Every attribute as [short name or object identifier, text], in the order of the name. */
export function attributesOf(name: Asn1 | undefined): [string, string][] {
  return partsOf(name)
    .flatMap((part) => partsOf(part))
    .map((attribute) => {
      const [type, value] = partsOf(attribute)
      const dotted = oidOf(type)
      return [ORDER.find((short) => ATTRIBUTES[short] === dotted) ?? dotted, textOf(value)]
    })
}

/** For people: `C=CN, ST=…, O=…, CN=…`. */
export function printName(attributes: readonly (readonly [string, string])[]): string {
  return attributes.map(([type, text]) => `${type}=${text}`).join(', ')
}

/** A name with every attribute at most once and nothing else in it, or null. */
export function nameOf(
  attributes: readonly (readonly [string, string])[],
): DistinguishedName | null {
  const { C, ST, O, OU, CN } = Object.fromEntries(attributes) as Partial<Record<Attribute, string>>
  const known = attributes.every(([type]) => Object.hasOwn(ATTRIBUTES, type))
  const once = new Set(attributes.map(([type]) => type)).size === attributes.length
  if (!known || !once || C === undefined || O === undefined || CN === undefined) return null
  return { C, ...(ST === undefined ? {} : { ST }), O, ...(OU === undefined ? {} : { OU }), CN }
}

/** The subject of a certificate, octet for octet: it is the issuer of whatever it signs. */
export function subjectOf(der: Uint8Array): Asn1 {
  const [content] = partsOf(decode(der))
  const subject = partsOf(content)[5] // version, serial, algorithm, issuer, validity
  if (subject === undefined) throw new TypeError('not a version 3 certificate')
  return subject
}

const BMP_STRING = 30
const UTF8_STRING = 12

function textOf(value: Asn1 | undefined): string {
  if (typeof value?.value !== 'string') return ''
  // node-forge decodes this one kind while it reads.
  if (Number(value.type) === BMP_STRING) return value.value
  const bytes = Buffer.from(value.value, 'latin1')
  return bytes.toString(Number(value.type) === UTF8_STRING ? 'utf8' : 'latin1')
}
