/** Readers of single fields of a leaf: each takes what is there and gives it back typed, or refuses it. */
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES, isProvince } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Instant } from '../../schemas/model/time.ts'
import type { JsonValue } from './canonical-json.ts'
import { strictBase64Url } from './strict-text.ts'
import { HASH_BYTES, isSize } from './tree.ts'

/** `field`: the way to the value, for the error. */
export type Read<T> = (value: JsonValue | undefined, field: string) => T

/** A reader for every field and no other, so that nothing can stand in a leaf beside what is known. */
export type Fields<T> = { readonly [K in keyof T]-?: Read<T[K]> }

/** `T` with exactly these fields; what may be absent is null, never left out. */
export function record<T>(fields: Fields<T>): Read<T> {
  const names = Object.keys(fields) as (keyof T & string)[]
  return (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw refused(field, 'object')
    }
    const given = value as Readonly<Record<string, JsonValue>>
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name))
    if (unknown !== undefined) throw refused(below(field, unknown), 'unknown')
    const read: Partial<T> = {}
    for (const name of names) read[name] = fields[name](own(given, name), below(field, name))
    return read as T
  }
}

export function literal<const T extends string | number>(only: T): Read<T> {
  return oneOf([only])
}

export function oneOf<const T extends string | number>(words: readonly T[]): Read<T> {
  return (value, field) => {
    const found = words.find((word) => word === value)
    if (found === undefined) throw refused(field, 'value')
    return found
  }
}

/** The whole text must match. Codes and identifiers only: free text belongs into disclosures. */
export function matching(pattern: RegExp): Read<string> {
  return (value, field) => {
    if (typeof value !== 'string') throw refused(field, 'string')
    if (!pattern.test(value)) throw refused(field, 'form')
    return value
  }
}

export function nullable<T>(read: Read<T>): Read<T | null> {
  return (value, field) => (value === null ? null : read(value, field))
}

/** Ascending by UTF-16 code units and each once: a set has one form. */
export function sortedSet(read: Read<string>, least = 0): Read<readonly string[]> {
  return (value, field) => {
    const items = arrayOf(read)(value, field)
    if (items.length < least) throw refused(field, 'too few')
    if (items.some((item, i) => i > 0 && !(items[i - 1]! < item))) throw refused(field, 'order')
    return items
  }
}

export function arrayOf<T>(read: Read<T>): Read<readonly T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) throw refused(field, 'array')
    return (value as readonly JsonValue[]).map((each, i) => read(each, `${field}[${i}]`))
  }
}

export const province: Read<Province> = (value, field) => {
  if (typeof value !== 'string' || !isProvince(value)) throw refused(field, 'province')
  return value
}

/** At least one, in the order of PROVINCES, each once. */
export const provinces: Read<readonly Province[]> = (value, field) => {
  const read = arrayOf(province)(value, field)
  refuseDisorder(read, field)
  if (read.length === 0) throw refused(field, 'too few')
  return read
}

export function refuseDisorder(named: readonly Province[], field: string): void {
  const places = named.map((each) => PROVINCES.indexOf(each))
  if (places.some((place, i) => i > 0 && places[i - 1]! >= place)) throw refused(field, 'order')
}

/** UTC with milliseconds, a real instant. */
export const instant: Read<Instant> = (value, field) => {
  const at = typeof value === 'string' && value.length === 24 ? new Date(value) : null
  if (at === null || Number.isNaN(at.getTime()) || at.toISOString() !== value) {
    throw refused(field, 'instant')
  }
  return value
}

/** SHA-256 in base64url: a leaf hash, a digest. */
export const digest: Read<string> = (value, field) => {
  const bytes = typeof value === 'string' ? strictBase64Url(value) : null
  if (bytes?.length !== HASH_BYTES) throw refused(field, 'digest')
  return value as string
}

export const count: Read<number> = (value, field) => {
  if (typeof value !== 'number' || !isSize(value)) throw refused(field, 'count')
  return value
}

export function refused(field: string, reason: string): FederationError {
  return new FederationError('LOG_LEAF_MALFORMED', { field: field.slice(0, 64), reason })
}

const below = (field: string, name: string) => (field === '' ? name : `${field}.${name}`)

function own(given: Readonly<Record<string, JsonValue>>, name: string): JsonValue | undefined {
  return Object.hasOwn(given, name) ? given[name] : undefined
}
