/** Values out of DER elements. Every function throws {@link DerFault} when the element is another. */
import { DerFault, TAG } from './der.ts'
import type { DerElement } from './der.ts'

/** `[n]`, context-specific and constructed. */
export const explicit = (n: number): number => 0xa0 | n
/** `[n]`, context-specific and primitive. */
export const implicit = (n: number): number => 0x80 | n

export function expectTag(element: DerElement | undefined, tag: number, what: string): DerElement {
  if (element?.tag !== tag) throw new DerFault(`${what} is missing or of another type`)
  return element
}

export function childrenOf(element: DerElement | undefined, what: string): readonly DerElement[] {
  return expectTag(element, TAG.SEQUENCE, what).children
}

/** Dotted text. Arcs of any size: none is cut. */
export function oidOf(element: DerElement | undefined, what = 'OBJECT IDENTIFIER'): string {
  const { content } = expectTag(element, TAG.OID, what)
  const key = content.toString('latin1')
  const known = KNOWN_OIDS.get(key)
  if (known !== undefined) return known
  const text = oidText(content)
  if (KNOWN_OIDS.size < 256) KNOWN_OIDS.set(key, text)
  return text
}

/** The same few dozen identifiers stand in every certificate. */
const KNOWN_OIDS = new Map<string, string>()

function oidText(content: Buffer): string {
  const arcs: bigint[] = []
  let arc = 0n
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f)
    if (byte >= 0x80) continue
    arcs.push(arc)
    arc = 0n
  }
  const [first = 0n, ...rest] = arcs
  const top = first < 40n ? 0n : first < 80n ? 1n : 2n
  return [top, first - top * 40n, ...rest].join('.')
}

/** The content octets in hex: two's complement, so that a negative number has a key of its own. */
export function integerHexOf(element: DerElement | undefined, what: string): string {
  return expectTag(element, TAG.INTEGER, what).content.toString('hex')
}

/** Not negative. */
export function naturalOf(element: DerElement | undefined, what: string): bigint {
  const { content } = expectTag(element, TAG.INTEGER, what)
  if (content[0]! >= 0x80) throw new DerFault(`${what} is negative`)
  return BigInt(`0x${content.toString('hex')}`)
}

/** Not negative and small enough to count with. */
export function countOf(element: DerElement | undefined, what: string): number {
  const value = naturalOf(element, what)
  return value > 0xffff_ffffn ? 0xffff_ffff : Number(value)
}

export function booleanOf(element: DerElement): boolean {
  return expectTag(element, TAG.BOOLEAN, 'BOOLEAN').content[0] === 0xff
}

/** With an implicit tag; absent is false. DER leaves out a false one, so FALSE written out is a fault. */
export function booleanOfContent(content: Buffer | undefined): boolean {
  if (content === undefined) return false
  if (content.length !== 1 || content[0] !== 0xff) throw new DerFault('not TRUE')
  return true
}

/** The octets of a BIT STRING that ends on a whole octet. */
export function wholeBitsOf(element: DerElement | undefined, what: string): Buffer {
  const { content } = expectTag(element, TAG.BIT_STRING, what)
  if (content.length === 0 || content[0] !== 0) throw new DerFault(`${what} is not whole octets`)
  return content.subarray(1)
}

/**
 * A BIT STRING of named bits, also with an implicit tag: bit 0 of the result is bit 0 of the type.
 * X.690 clause 11.2: unused bits are zero and there is no octet of trailing zeros.
 */
export function namedBitsOf(content: Buffer, what: string): number {
  const [unused = 8, ...octets] = content
  const last = octets.at(-1)
  if (unused > 7 || octets.length > 3) throw new DerFault(`${what} is no list of named bits`)
  if (last === undefined ? unused !== 0 : (last & ((1 << unused) - 1)) !== 0 || last === 0) {
    throw new DerFault(`${what} has bits it does not use`)
  }
  let bits = 0
  octets.forEach((octet, i) => {
    for (let bit = 0; bit < 8; bit += 1) if (octet & (0x80 >> bit)) bits |= 1 << (i * 8 + bit)
  })
  return bits
}

const UTC_TIME = /^\d{12}Z$/
const GENERALIZED_TIME = /^\d{14}Z$/

/** Milliseconds since 1970. Source: RFC 5280, section 4.1.2.5: seconds are there, zone is Z. */
export function timeOf(element: DerElement | undefined, what: string): number {
  const isUtc = element?.tag === TAG.UTC_TIME
  if (!isUtc) expectTag(element, TAG.GENERALIZED_TIME, what)
  const text = element!.content.toString('latin1')
  if (!(isUtc ? UTC_TIME : GENERALIZED_TIME).test(text)) {
    throw new DerFault(`${what} is not a time of RFC 5280`)
  }
  const written = isUtc ? twoDigits(text, 0) : twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const year = isUtc ? (written < 50 ? 2000 : 1900) + written : written
  const time = instantOf(year, text.slice(isUtc ? 2 : 4))
  if (time === null) throw new DerFault(`${what} does not exist`)
  return time
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
/** After which the calendar repeats. */
const CYCLE_MS = 146_097 * 86_400_000

/** Of MMDDhhmmss; null for a day or a time of day that does not exist. No `Date`: a list has thousands. */
function instantOf(year: number, text: string): number | null {
  const [month, day] = [twoDigits(text, 0), twoDigits(text, 2)]
  const [hour, minute, second] = [twoDigits(text, 4), twoDigits(text, 6), twoDigits(text, 8)]
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0)
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return null
  // A cycle later, because `Date.UTC` takes the years up to 99 for those of the twentieth century.
  return Date.UTC(year + 400, month - 1, day, hour, minute, second) - CYCLE_MS
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
}

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf16be = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true })

/** Text of the string types that occur in names. Teletex is read as the ISO 8859-1 that it means in practice. */
export function textOf(element: DerElement): string {
  const { tag, content } = element
  switch (tag) {
    case TAG.PRINTABLE_STRING: {
      const text = content.toString('latin1')
      if (!PRINTABLE.test(text)) throw new DerFault('character outside PrintableString')
      return text
    }
    case TAG.IA5_STRING:
      return ia5Of(content)
    case TAG.UTF8_STRING:
      return decoded(utf8, content)
    case TAG.BMP_STRING:
      return decoded(utf16be, content)
    case TAG.TELETEX_STRING:
      return content.toString('latin1')
  }
  throw new DerFault('not a string type of a name')
}

export function ia5Of(content: Buffer): string {
  if (content.some((byte) => byte > 0x7f)) throw new DerFault('character outside IA5String')
  return content.toString('latin1')
}

function decoded(decoder: InstanceType<typeof TextDecoder>, content: Buffer): string {
  try {
    return decoder.decode(content)
  } catch {
    throw new DerFault('characters are wrongly encoded')
  }
}
