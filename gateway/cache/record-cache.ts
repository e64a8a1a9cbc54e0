/**
 * Keeps what registries said, unmasked, for a short life; policy and masking come after it. One
 * interface over Redis and process memory.
 *
 * An attacker who can write here can make the gateway show false records until they expire; who can
 * read here reads records without a grant. In Redis entries are encrypted and bound to their key.
 */
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'

export interface CachedAnswer {
  /** RFC 3339. */
  readonly fetchedAt: string
  readonly records: readonly RegistryRecord[]
  /** Leaf hash of the intent it was fetched under; absent without a federation log. */
  readonly live?: string
  /** Of the answer as the gatehouse sent it. */
  readonly digest?: string
}

export interface RecordCache {
  /** Never rejects: a cache that cannot be read is a miss. */
  get(province: Province, uscc: Uscc): Promise<CachedAnswer | null>
  /** Never rejects and is not waited for: a cache that cannot be written costs speed only. */
  put(province: Province, uscc: Uscc, answer: CachedAnswer): Promise<void>
  close(): Promise<void>
}

/** For settings with both lives at zero. */
export const NO_CACHE: RecordCache = {
  get: () => Promise.resolve(null),
  put: () => Promise.resolve(),
  close: () => Promise.resolve(),
}
