/**
 * Strict reader of the Distinguished Encoding Rules. Source: ITU-T X.690, clauses 8 and 10.
 *
 * One value has one encoding: lengths are definite and shortest, BOOLEAN is 00 or FF, INTEGER and
 * OBJECT IDENTIFIER are shortest, nothing follows the last element. A laxer reader lets one
 * certificate have many spellings, and lets two readers see two certificates in the same bytes.
 */
import type { WorkMeter } from './work.ts'

/** Identifier octets, X.690 clause 8.1.2. Only tag numbers up to 30 occur in certificates. */
export const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OID: 0x06,
  ENUMERATED: 0x0a,
  UTF8_STRING: 0x0c,
  PRINTABLE_STRING: 0x13,
  TELETEX_STRING: 0x14,
  IA5_STRING: 0x16,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  BMP_STRING: 0x1e,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const

const CONSTRUCTED = 0x20
const CLASS_AND_NUMBER_MASK = 0xdf

/** One element. `children` of a primitive one is empty. */
export interface DerElement {
  readonly tag: number
  /** Identifier, length and content. */
  readonly whole: Buffer
  readonly content: Buffer
  readonly children: readonly DerElement[]
}

/** Why bytes are not DER; whoever reads turns it into a code of what was read. */
export class DerFault extends Error {
  override readonly name = 'DerFault'
}

/** Reads exactly one element. @throws {DerFault} @throws {FederationError} `CHAIN_TOO_MUCH_WORK`. */
export function readDer(bytes: Buffer, meter: WorkMeter): DerElement {
  const element = readElement(bytes, 0, bytes.length, 0, meter)
  if (element.whole.length !== bytes.length) throw new DerFault('bytes follow the element')
  return element
}

function readElement(
  bytes: Buffer,
  start: number,
  end: number,
  depth: number,
  meter: WorkMeter,
): DerElement {
  meter.derElement()
  if (depth > meter.limits.derDepth) throw new DerFault('nested too deep')
  if (end - start < 2) throw new DerFault('element cut short')
  const tag = bytes[start]!
  checkTag(tag)
  const { length, at } = readLength(bytes, start + 1, end)
  const stop = at + length
  if (stop > end) throw new DerFault('length runs past the end')
  const content = bytes.subarray(at, stop)
  const whole = bytes.subarray(start, stop)
  if ((tag & CONSTRUCTED) === 0) {
    checkPrimitive(tag, content)
    return { tag, whole, content, children: NONE }
  }
  const children: DerElement[] = []
  for (let next = at; next < stop;) {
    const child = readElement(bytes, next, stop, depth + 1, meter)
    children.push(child)
    next += child.whole.length
  }
  return { tag, whole, content, children }
}

const NONE: readonly DerElement[] = []

/** Universal types are constructed where they must be and nowhere else (clause 10.2). */
function checkTag(tag: number): void {
  if ((tag & 0x1f) === 0x1f) throw new DerFault('tag number above 30')
  const universal = (tag & 0xc0) === 0
  if (!universal) return
  const plain = tag & CLASS_AND_NUMBER_MASK
  const mustBeConstructed = plain === 0x10 || plain === 0x11
  if (plain === 0) throw new DerFault('tag 0')
  if (mustBeConstructed !== ((tag & CONSTRUCTED) !== 0)) throw new DerFault('wrong construction')
}

function readLength(bytes: Buffer, at: number, end: number): { length: number; at: number } {
  const first = bytes[at]!
  if (first < 0x80) return { length: first, at: at + 1 }
  const count = first & 0x7f
  if (count === 0) throw new DerFault('indefinite length')
  if (count > 4 || at + 1 + count > end) throw new DerFault('length cut short or too long')
  const length = bytes.readUIntBE(at + 1, count)
  if (length < 0x80 || bytes[at + 1] === 0) throw new DerFault('length is not the shortest')
  return { length, at: at + 1 + count }
}

function checkPrimitive(tag: number, content: Buffer): void {
  switch (tag) {
    case TAG.BOOLEAN:
      if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
        throw new DerFault('BOOLEAN is neither 00 nor FF')
      }
      return
    case TAG.INTEGER:
    case TAG.ENUMERATED:
      if (!isShortestInteger(content)) throw new DerFault('INTEGER is not the shortest')
      return
    case TAG.NULL:
      if (content.length !== 0) throw new DerFault('NULL with content')
      return
    case TAG.OID:
      if (!isSoundOid(content))
        throw new DerFault('OBJECT IDENTIFIER is not the shortest or too long')
  }
}

/** Clause 8.3.2: the first nine bits are not all equal. */
export function isShortestInteger(content: Buffer): boolean {
  if (content.length === 0) return false
  if (content.length === 1) return true
  const [first, second] = content as unknown as readonly [number, number]
  return !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
}

/** Twenty arcs of four octets each are asked for by RFC 5280, appendix B; a long one costs its square. */
const MOST_OID_OCTETS = 128

/** Clause 8.19.2: no arc starts with 80, and the last one ends. */
export function isSoundOid(content: Buffer): boolean {
  if (content.length === 0 || content.length > MOST_OID_OCTETS) return false
  if (content[content.length - 1]! >= 0x80) return false
  let arcStarts = true
  for (const byte of content) {
    if (arcStarts && byte === 0x80) return false
    arcStarts = byte < 0x80
  }
  return true
}
