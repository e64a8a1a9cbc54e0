/**
 * Values written as text, each in exactly one way: two spellings of one hash would be two proofs of
 * one fact, and what one verifier reads another might refuse. Null: not that one way.
 */
import { isSize } from './tree.ts'

/** RFC 4648, section 4: with padding, without blanks, unused bits 0. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}

/** RFC 4648, section 5, without padding. */
export function strictBase64Url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

/** ASCII decimal without sign and leading zeros, below 2^53: larger logs are beyond this program. */
export function strictDecimal(text: string): number | null {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return null
  const value = Number(text)
  return isSize(value) ? value : null
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A byte order mark stays what it is: a character. */
export function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes)
  } catch {
    return null
  }
}
