/**
 * Writes DER, and on request things that are not DER. Tests only: production reads DER and leaves
 * writing it to node-forge. Source: ITU-T X.690, clauses 8 (BER) and 10 (DER).
 */

/** One whole TLV per argument; what is in them is not looked at. */
export const sequence = (...items: readonly Buffer[]): Buffer => tlv(0x30, ...items)

/** In the order given. {@link setOf} is the one DER asks for. */
export const set = (...items: readonly Buffer[]): Buffer => tlv(0x31, ...items)

export const setOf = (...items: readonly Buffer[]): Buffer =>
  tlv(0x31, ...items.toSorted((a, b) => Buffer.compare(a, b)))

/** Numbers are written as short as they can be; a Buffer becomes the content as it is. */
export function integer(value: number | bigint | Buffer): Buffer {
  return tlv(0x02, Buffer.isBuffer(value) ? value : twosComplement(BigInt(value)))
}

/** Dotted; arcs of any size. */
export function oid(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt)
  return tlv(0x06, ...[first * 40n + second, ...rest].map(base128))
}

export const boolean = (value: boolean): Buffer => tlv(0x01, Buffer.of(value ? 0xff : 0))
export const nothing = (): Buffer => tlv(0x05)
export const octetString = (content: Buffer): Buffer => tlv(0x04, content)
export const enumerated = (value: number): Buffer => tlv(0x0a, twosComplement(BigInt(value)))

/** @param unused how many bits of the last byte do not count */
export const bitString = (content: Buffer, unused = 0): Buffer =>
  tlv(0x03, Buffer.of(unused), content)

/** A BIT STRING of named bits: bit 0 is the first one, zeros at the end are left out. */
export function namedBits(bits: readonly number[]): Buffer {
  if (bits.length === 0) return bitString(Buffer.alloc(0))
  const last = Math.max(...bits)
  const content = Buffer.alloc(Math.floor(last / 8) + 1)
  for (const bit of bits) content[bit >> 3]! |= 0x80 >> (bit & 7)
  return bitString(content, 7 - (last & 7))
}

/** `Teletex` is written as Latin-1, which is how it is used; `BMP` as UTF-16 big endian. */
export type StringType = 'utf8' | 'printable' | 'ia5' | 'numeric' | 'teletex' | 'bmp' | 'universal'

/** A Buffer becomes the content as it is, so that it can be wrong for the type. */
export function string(type: StringType, value: string | Buffer): Buffer {
  const { tag, encode } = STRINGS[type]
  return tlv(tag, Buffer.isBuffer(value) ? value : encode(value))
}

/** As RFC 5280, section 4.1.2.5 asks: UTCTime through the year 2049. */
export const time = (at: Date): Buffer =>
  at.getUTCFullYear() < 2050 && at.getUTCFullYear() >= 1950 ? utcTime(at) : generalizedTime(at)

/** A string is the content as it is. */
export const utcTime = (at: Date | string): Buffer =>
  tlv(0x17, Buffer.from(typeof at === 'string' ? at : digits(at).slice(2), 'latin1'))

export const generalizedTime = (at: Date | string): Buffer =>
  tlv(0x18, Buffer.from(typeof at === 'string' ? at : digits(at), 'latin1'))

/** `[n] EXPLICIT` */
export const explicit = (n: number, ...items: readonly Buffer[]): Buffer => tlv(0xa0 | n, ...items)

/** `[n] IMPLICIT` of a type written above: its tag is exchanged. */
export function implicit(n: number, item: Buffer): Buffer {
  const copy = Buffer.from(item)
  copy[0] = 0x80 | (item[0]! & 0x20) | n
  return copy
}

/** Tag, length, content: the base of all above. */
export function tlv(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.of(tag), lengthOf(body.length), body])
}

const UTF16_BE = (text: string) => Buffer.from(text, 'utf16le').swap16()
const UTF32_BE = (text: string) =>
  Buffer.concat(
    [...text].map((char) => {
      const four = Buffer.alloc(4)
      four.writeUInt32BE(char.codePointAt(0)!)
      return four
    }),
  )

const STRINGS: Record<StringType, { tag: number; encode: (text: string) => Buffer }> = {
  utf8: { tag: 0x0c, encode: (text) => Buffer.from(text, 'utf8') },
  numeric: { tag: 0x12, encode: (text) => Buffer.from(text, 'latin1') },
  printable: { tag: 0x13, encode: (text) => Buffer.from(text, 'latin1') },
  teletex: { tag: 0x14, encode: (text) => Buffer.from(text, 'latin1') },
  ia5: { tag: 0x16, encode: (text) => Buffer.from(text, 'latin1') },
  universal: { tag: 0x1c, encode: UTF32_BE },
  bmp: { tag: 0x1e, encode: UTF16_BE },
}

function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.of(size)
  const bytes = unsigned(BigInt(size))
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes])
}

/** Big endian, without leading zeros. */
function unsigned(value: bigint): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

function twosComplement(value: bigint): Buffer {
  let bytes = 1
  while (BigInt.asIntN(bytes * 8, value) !== value) bytes += 1
  const hex = BigInt.asUintN(bytes * 8, value).toString(16)
  return Buffer.from(hex.padStart(bytes * 2, '0'), 'hex')
}

function base128(arc: bigint): Buffer {
  const groups = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) groups.unshift(Number(rest & 0x7fn) | 0x80)
  return Buffer.from(groups)
}

/** `20260101000000Z` */
const digits = (at: Date): string => `${at.toISOString().replace(/\D/g, '').slice(0, -3)}Z`
