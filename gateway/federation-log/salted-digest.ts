/**
 * Facts that stand in a leaf as a digest only: officer, subject, case number, arguments, free text.
 * Salt, name and value are the disclosure (披露); without the salt nobody can guess the value, and
 * when salt and value are erased the leaf still stands. Source: RFC 9901, sections 4.2.1–4.2.4.
 */
import { hash } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts'
import type { JsonValue } from './canonical-json.ts'
import { strictBase64Url } from './strict-text.ts'

export const SALT_BYTES = 16
/** Names that RFC 9901, section 4.2.1 keeps for itself. */
const NOT_A_NAME: readonly string[] = ['_sd', '...']
const MOST_CHARACTERS = 64 * 1024

export interface Disclosed {
  /** 128 bits, never used twice. */
  readonly salt: Buffer
  readonly name: string
  readonly value: JsonValue
}

/**
 * The disclosure as it is kept and sent: base64url of the JSON array.
 *
 * @throws {FederationError} `LOG_DISCLOSURE_MALFORMED` salt or name; `LOG_JSON_NOT_CANONICAL` value.
 */
export function printDisclosure(salt: Uint8Array, name: string, value: JsonValue): string {
  if (salt.length !== SALT_BYTES) throw malformed('salt')
  if (name === '' || NOT_A_NAME.includes(name)) throw malformed('name')
  const text = canonicalJson([Buffer.from(salt).toString('base64url'), name, value])
  return Buffer.from(text).toString('base64url')
}

/** @throws {FederationError} `LOG_DISCLOSURE_MALFORMED`. */
export function parseDisclosure(disclosure: string): Disclosed {
  const bytes = disclosure.length > MOST_CHARACTERS ? null : strictBase64Url(disclosure)
  if (bytes === null) throw malformed('base64url')
  const array = arrayIn(bytes)
  const [salt, name, value] = array
  if (array.length !== 3 || value === undefined) throw malformed('array')
  if (typeof name !== 'string' || name === '' || NOT_A_NAME.includes(name)) throw malformed('name')
  const saltBytes = typeof salt === 'string' ? strictBase64Url(salt) : null
  if (saltBytes?.length !== SALT_BYTES) throw malformed('salt')
  return { salt: saltBytes, name, value }
}

/** Section 4.2.3: over the characters of the disclosure, not over what they encode. */
export function digestOf(disclosure: string): string {
  return hash('sha256', disclosure, 'base64url')
}

/** `_sd` of a leaf. Sorted, so that the order says nothing of which digest is which: section 4.2.4.1. */
export function digestsOf(disclosures: readonly string[]): readonly string[] {
  return disclosures.map(digestOf).toSorted()
}

/**
 * What a disclosure says, if it belongs to the leaf.
 *
 * @throws {FederationError} `LOG_DISCLOSURE_MALFORMED`; `LOG_DISCLOSURE_FOREIGN` its digest is not in `_sd`.
 */
export function openDisclosure(
  leaf: { readonly _sd: readonly string[] },
  disclosure: string,
): Disclosed {
  const disclosed = parseDisclosure(disclosure)
  if (Object.hasOwn(leaf, disclosed.name)) throw malformed('name of the leaf')
  if (leaf._sd.includes(digestOf(disclosure))) return disclosed
  throw new FederationError('LOG_DISCLOSURE_FOREIGN')
}

function arrayIn(bytes: Buffer): readonly JsonValue[] {
  try {
    const value = parseCanonicalJson(bytes)
    if (Array.isArray(value)) return value as readonly JsonValue[]
  } catch (cause) {
    throw malformed('json', cause)
  }
  throw malformed('array')
}

function malformed(reason: string, cause?: unknown): FederationError {
  return new FederationError('LOG_DISCLOSURE_MALFORMED', { reason }, { cause })
}
