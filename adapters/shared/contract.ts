/**
 * What every province's adapter does, whatever its registry speaks. The contract suite in
 * test/contract runs over each of them.
 */
import type { FederationError } from '../../schemas/model/errors.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'

/**
 * A registry's word on one code: its records (none: 查无; two or more: 重码, one code given twice),
 * or why this one record could not be used while the rest of the answer could.
 */
export type EntityAnswer = readonly RegistryRecord[] | FederationError

/** At least one of `name` and `principal`; substrings, compared after NFKC and bracket folding. */
export interface SearchFilter {
  readonly name?: string
  readonly principal?: string
  readonly state?: EntityState
}

/**
 * Where a search stands in one source. `key` is the sort key of the last row taken, `offset` how
 * many rows of this source were passed: a hint, checked against the key because rows come and go.
 */
export interface SearchPosition {
  readonly key: string
  readonly offset: number
}

/** One row found. Rows ascend by {@link sortKeyOf}. */
export interface SearchHit {
  readonly uscc: Uscc | null
  readonly registrationNumber: string | null
  readonly name: string | null
}

export interface SearchPage {
  readonly hits: readonly SearchHit[]
  /** Total rows the source says it has for this filter, or null where it does not say. */
  readonly total: number | null
  /** Position after each hit, same order and length as `hits`. */
  readonly positions: readonly SearchPosition[]
  /** True when the source has rows beyond these. */
  readonly more: boolean
}

export interface RegistryAdapter {
  readonly province: Province
  /** Name of the registry system for people, in Chinese. */
  readonly registry: string
  /** Most codes one upstream call takes: 100 or 1. */
  readonly maxBatch: number
  /**
   * Asks the registry about up to `maxBatch` codes. One answer a code, same order.
   *
   * @throws {FederationError} `PROVINCE_…` when nothing of the answer can be used. Never anything else,
   * except the signal's own reason when `signal` is aborted.
   */
  fetchEntities(usccs: readonly Uscc[], signal: AbortSignal): Promise<readonly EntityAnswer[]>
  /** Rows after `after`, ascending; at most `limit` (1–100). Throws as {@link fetchEntities}. */
  search(
    filter: SearchFilter,
    after: SearchPosition | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<SearchPage>
  /** Lets go of sockets. */
  close(): Promise<void>
}

/** Codes first, ascending; entities known only by registration number after them. */
export function sortKeyOf(hit: {
  readonly uscc: string | null
  readonly registrationNumber: string | null
}): string {
  return hit.uscc ?? `~${hit.registrationNumber ?? ''}`
}
