/**
 * GB18030 both ways. Encoding is iconv-lite's, decoding the platform's, because that one can be
 * told to refuse what is no GB18030. Source: GB 18030-2022; WHATWG Encoding, section 10.2.
 */
import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { ValueError } from '../../schemas/model/value-error.ts'

const DECODER = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true })

export function encodeGb18030(text: string): Buffer {
  return iconv.encode(text, 'gb18030')
}

/**
 * UTF-8 read as GB18030 mostly "works" and yields other characters, so a body that is valid UTF-8
 * with an ideograph in it is refused before it is decoded.
 *
 * @throws {ValueError} UTF-8. @throws {TypeError} bytes that are no GB18030.
 */
export function decodeGb18030(bytes: Buffer): string {
  if (!isAscii(bytes) && isUtf8(bytes) && hasIdeographLead(bytes)) {
    throw new ValueError('UTF-8', 'charset')
  }
  return DECODER.decode(bytes)
}

/**
 * `application/x-www-form-urlencoded` of the GB18030 bytes, blank as `+`, as a browser submits a
 * page in that charset. ASCII in the result.
 */
export function encodeForm(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`)
    .join('&')
}

const PLAIN = /^[A-Za-z0-9*._-]*$/

function encodePart(text: string): string {
  if (PLAIN.test(text)) return text
  let encoded = ''
  for (const byte of encodeGb18030(text)) encoded += BYTES[byte]!
  return encoded
}

/** How each byte is written: itself, `+`, or `%XX`. */
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte)
  if (PLAIN.test(char)) return char
  return char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})

/**
 * E3–E9 begin the three bytes of an ideograph (U+3000–U+9FFF) in UTF-8. A few GB18030 texts, 联通's
 * second character among them, are valid UTF-8 too, but of the two-byte kind, which begins lower.
 */
function hasIdeographLead(bytes: Buffer): boolean {
  return bytes.some((byte) => byte >= 0xe3 && byte <= 0xe9)
}
