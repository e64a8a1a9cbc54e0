/**
 * JSON in exactly one form, so that the same facts have the same hash. Source: RFC 8785 (JCS). What
 * is read must already have that form: a second spelling would be a second leaf of one fact.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { strictUtf8 } from './strict-text.ts'

export type JsonValue = null | boolean | number | string | JsonArray | JsonObject
export type JsonArray = readonly JsonValue[]
export interface JsonObject {
  readonly [name: string]: JsonValue
}

/** Nesting below the outermost value. Leaves have two; deeper input is nobody's, and would cost the stack. */
export const DEEPEST = 16

/** @throws {FederationError} `LOG_JSON_NOT_CANONICAL` a value that JSON does not have; never left out in silence. */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0)
}

/**
 * @throws {FederationError} `LOG_JSON_NOT_CANONICAL`: not JSON, or not written as
 * {@link canonicalJson} writes it. Names that come twice are among that: they would come out once.
 */
export function parseCanonicalJson(bytes: Uint8Array): JsonValue {
  const text = strictUtf8(bytes)
  if (text === null) throw refused('utf-8')
  const value = parse(text)
  if (canonicalJson(value) !== text) throw refused('form')
  return value
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (cause) {
    throw refused('json', cause)
  }
}

function write(value: unknown, depth: number): string {
  if (depth > DEEPEST) throw refused('depth')
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return writeNumber(value)
  if (typeof value === 'string') return writeString(value)
  if (Array.isArray(value)) return writeArray(value, depth)
  if (isPlain(value)) return writeObject(value, depth)
  throw refused('type')
}

/** Section 3.2.2.3: as ECMAScript writes it; -0 is 0. */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw refused('number')
  return JSON.stringify(value)
}

/** Section 3.2.2.2. A lone surrogate has no UTF-8 form: section 3.2.4. */
function writeString(value: string): string {
  if (!value.isWellFormed()) throw refused('lone surrogate')
  return JSON.stringify(value)
}

/** Most are of texts alone, which the engine writes at once. `Array.from`: a hole is undefined, and refused. */
function writeArray(value: readonly unknown[], depth: number): string {
  if (depth < DEEPEST && areTexts(value)) return JSON.stringify(value)
  return `[${Array.from(value, (each) => write(each, depth + 1)).join(',')}]`
}

/** Not `every`, which passes holes by; nothing of the array's own may speak for it when it is written. */
function areTexts(value: readonly unknown[]): value is readonly string[] {
  for (let i = 0; i < value.length; i += 1) {
    const each = value[i]
    if (typeof each !== 'string' || !each.isWellFormed()) return false
  }
  return !('toJSON' in value)
}

/** Section 3.2.3: by UTF-16 code units, which is how `sort` compares. */
function writeObject(value: Readonly<Record<string, unknown>>, depth: number): string {
  let members = ''
  for (const name of Object.keys(value).sort()) {
    if (members !== '') members += ','
    members += `${writeName(name)}:${write(value[name], depth + 1)}`
  }
  return `{${members}}`
}

/** `__proto__` is a name like any other in JSON, and none that code should ever assign to. */
function writeName(name: string): string {
  if (name === '__proto__') throw refused('__proto__')
  return writeString(name)
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function refused(reason: string, cause?: unknown): FederationError {
  return new FederationError('LOG_JSON_NOT_CANONICAL', { reason }, { cause })
}
