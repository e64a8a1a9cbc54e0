/**
 * JSON that every reader understands the same way. Source: RFC 8259; RFC 7493 (I-JSON), sections 2.1
 * to 2.3: UTF-8, no key twice, no number beyond what a double holds. The bytes come from anybody.
 */
import { FederationError } from '../../schemas/model/errors.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue
}

export const MOST_DEPTH = 8

/**
 * `part` names in messages what is read.
 *
 * @throws {FederationError} `TOKEN_UTF8_INVALID`, `TOKEN_JSON_…`.
 */
export function parseStrictObject(bytes: Uint8Array, part: string): JsonObject {
  const text = decode(bytes, part)
  const value = parse(text, part)
  checkKeys(text, part)
  checkValues(value, part)
  if (!isObject(value)) throw new FederationError('TOKEN_JSON_NOT_OBJECT', { part })
  return value
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function decode(bytes: Uint8Array, part: string): string {
  try {
    // A byte order mark stays, and is then no JSON.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new FederationError('TOKEN_UTF8_INVALID', { part })
  }
}

function parse(text: string, part: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw new FederationError('TOKEN_JSON_MALFORMED', { part })
  }
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs
const COLON = /\s*:/y

/**
 * Depth, and keys, which are the strings with a colon behind them. Only of text that is JSON: there
 * every string ends, so that this takes one pass.
 */
function checkKeys(text: string, part: string): void {
  const open: Set<string>[] = []
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') {
      open.push(new Set())
      if (open.length > MOST_DEPTH) {
        throw new FederationError('TOKEN_JSON_TOO_DEEP', { part, limit: MOST_DEPTH })
      }
    } else if (token === '}' || token === ']') {
      open.pop()
    } else if (isKey(text, index + token.length)) {
      checkKey(JSON.parse(token) as string, open.at(-1), part)
    }
  }
}

function isKey(text: string, end: number): boolean {
  COLON.lastIndex = end
  return COLON.test(text)
}

function checkKey(key: string, seen: Set<string> | undefined, part: string): void {
  const shown = key.slice(0, 64)
  if (key === '__proto__') {
    throw new FederationError('TOKEN_JSON_FORBIDDEN_KEY', { part, key: shown })
  }
  if (seen?.has(key)) throw new FederationError('TOKEN_JSON_DUPLICATE_KEY', { part, key: shown })
  seen?.add(key)
}

function checkValues(value: JsonValue, part: string): void {
  if (typeof value === 'number') {
    const sound = Number.isSafeInteger(value) || (Math.abs(value) < 2 ** 53 && value % 1 !== 0)
    if (!sound) throw new FederationError('TOKEN_JSON_NUMBER', { part })
  } else if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new FederationError('TOKEN_UTF8_INVALID', { part })
  } else if (Array.isArray(value)) {
    value.forEach((each: JsonValue) => checkValues(each, part))
  } else if (isObject(value)) {
    for (const [key, each] of Object.entries(value)) {
      checkValues(key, part)
      checkValues(each, part)
    }
  }
}
