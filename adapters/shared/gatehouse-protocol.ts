/**
 * What the gatehouse (前置网关) of a province must understand of that province's protocol: whom or what
 * a request asks about, and which further pages an answer opens. It reads more strictly than a
 * registry does: what two readers could take for two questions is no question.
 */
import { isUtf8 } from 'node:buffer'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import type { EnvelopedRequest } from './exchange-envelope.ts'

export interface RegistryRequest extends EnvelopedRequest {
  readonly body: Buffer
}

/** As it stands in the request; `state` in the registry's own words. */
export interface AskedFilter {
  readonly name?: string
  readonly principal?: string
  readonly state?: string
}

export type Asked =
  | { readonly kind: 'ENTITIES'; readonly codes: readonly string[] }
  | { readonly kind: 'SEARCH'; readonly filter: AskedFilter }
  /** Further rows by the registry's own ids. They say nothing of whose they are: an earlier answer must have. */
  | { readonly kind: 'FOLLOW_UP'; readonly ids: readonly string[] }
  | { readonly kind: 'UNKNOWN' }

/** Names in lower case; null: whatever it says, it is for the registry alone. */
export type KnownHeaders = Readonly<Record<string, string | null>>

export interface GatehouseProtocol {
  /** All that the adapter sends. Another could make the registry read another question. */
  readonly headers: KnownHeaders
  /** Never throws: what cannot be read is UNKNOWN. */
  askedOf(request: RegistryRequest): Asked
  /** Ids that an answer about entities lets be followed up. Never throws: an unreadable answer opens nothing. */
  idsIn(body: Buffer): readonly string[]
  /** What the adapter sends for one of our states. */
  sentState(state: EntityState): string
}

/** None that is not known, none twice, each as it must be. */
export function areKnownHeaders(
  headers: Readonly<Record<string, string>>,
  known: KnownHeaders,
): boolean {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const isOnce = new Set(given.map(([name]) => name)).size === given.length
  return (
    isOnce &&
    given.every(([name, value]) => {
      const only = Object.hasOwn(known, name) ? known[name] : undefined
      return only === null || only === value
    })
  )
}

export const UNKNOWN: Asked = { kind: 'UNKNOWN' }

/** `read` may throw for whatever it does not like. */
export function askedOrUnknown(read: () => Asked): Asked {
  try {
    return read()
  } catch {
    return UNKNOWN
  }
}

/** As {@link askedOrUnknown}, for the ids of an answer. */
export function idsOrNone(read: () => readonly string[]): readonly string[] {
  try {
    return read()
  } catch {
    return []
  }
}

/** @throws {TypeError} bytes that somebody else could read as another text. */
export function utf8Of(body: Buffer): string {
  if (!isUtf8(body)) throw new TypeError('UTF-8')
  return body.toString('utf8')
}

/** Several parts that together are one id. */
export function idOf(...parts: readonly string[]): string {
  return JSON.stringify(parts)
}

export type Parameters = Readonly<Record<string, string>>

/**
 * Every parameter once and of a known name.
 *
 * @throws {TypeError} otherwise.
 */
export function parametersOf(
  pairs: Iterable<readonly [string, string]>,
  names: readonly string[],
): Parameters {
  const read = new Map<string, string>()
  for (const [name, value] of pairs) {
    if (!names.includes(name) || read.has(name)) throw new TypeError(`parameter ${name}`)
    read.set(name, value)
  }
  return Object.fromEntries(read)
}

/**
 * An object written as `JSON.stringify` writes it, so that a name cannot come twice and mean one thing
 * here and another there; texts and numbers only.
 *
 * @throws {TypeError} otherwise.
 */
export function flatJsonOf(text: string, names: readonly string[]): Parameters {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || JSON.stringify(value) !== text) {
    throw new TypeError('JSON')
  }
  const pairs = Object.entries(value).map(([name, each]: [string, unknown]) => {
    if (typeof each !== 'string' && typeof each !== 'number') throw new TypeError(name)
    return [name, String(each)] as const
  })
  return parametersOf(pairs, names)
}

/** @throws {TypeError} missing or empty. */
export function neededOf(parameters: Parameters, name: string): string {
  const value = parameters[name]
  if (value === undefined || value === '') throw new TypeError(`no ${name}`)
  return value
}

/** Codes in one field, parted by commas. */
export function codesOf(parameters: Parameters, name: string): Asked {
  return { kind: 'ENTITIES', codes: neededOf(parameters, name).split(',') }
}

/** By the registry's names of the three fields; one that is empty is not there. */
export function filterOf(
  parameters: Parameters,
  names: { readonly name: string; readonly principal: string; readonly state: string },
): Asked {
  const given = Object.entries(names).flatMap(([ours, theirs]) => {
    const value = parameters[theirs] ?? ''
    return value === '' ? [] : [[ours, value] as const]
  })
  const filter = Object.fromEntries(given) as AskedFilter
  if (filter.name === undefined && filter.principal === undefined) return UNKNOWN
  return { kind: 'SEARCH', filter }
}
