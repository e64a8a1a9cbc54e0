/**
 * What a pretend registry knows: the model's records, whatever the wire format. Each province's
 * `sandbox.ts` encodes these for its protocol; `world.ts` makes them up, deterministically.
 */
import type { Province } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import type { SearchFilter } from '../contract.ts'

export interface RegistryData {
  readonly province: Province
  /** None: unknown here. Two: one code given to two entities (重码). */
  recordsOf(uscc: string): readonly RegistryRecord[]
  /** By 15-digit registration number. */
  recordsOfNumber(registrationNumber: string): readonly RegistryRecord[]
  /** Rows ascending by `sortKeyOf`, `limit` of them from `offset`. */
  search(
    filter: SearchFilter,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly RegistryRecord[] }
  close(): void
}
