/** Where the log is looked into (查阅存证), as resolvers see it: by auditors, and by those who were looked at. */
import type { Province } from '../../schemas/model/province.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import type { Leaf, LeafType, OperationLeaf, OutcomeResult } from '../federation-log/leaf-types.ts'
import type { Principal } from '../principal.ts'

/** As it came: nothing of it has been checked. Null and absent mean the same. */
export interface EntryFilter {
  readonly agency?: string | null
  readonly officer?: string | null
  readonly entity?: string | null
  readonly caseNumber?: string | null
  readonly purpose?: string | null
  readonly province?: Province | null
  readonly result?: OutcomeResult | null
  readonly type?: LeafType | null
  /** RFC 3339; from inclusive, to exclusive. */
  readonly from?: string | null
  readonly to?: string | null
}

export interface AuditedEntry {
  readonly index: number
  /** base64url. */
  readonly leafHash: string
  /** Canonical JSON. */
  readonly bytes: Buffer
  readonly leaf: Leaf
}

export type Provable = Pick<AuditedEntry, 'index' | 'bytes'>

/** `next`: to go on from, where there is more. */
export interface Page<T> {
  readonly rows: readonly T[]
  readonly next: number | null
}

export interface PageAsked {
  /** As the page before gave it; null: the first page. */
  readonly after: number | null
  readonly first: number
}

export interface SealedForProvince {
  readonly province: Province
  readonly keyId: Buffer
  readonly wrapped: Buffer
  readonly nonce: Buffer
  readonly ciphertext: Buffer
}

export interface ShownCheckpoint {
  readonly size: number
  readonly root: Buffer
  readonly note: string
  readonly at: Date
  readonly isCosigned: boolean
}

export interface ProofHashes {
  readonly hashes: readonly Buffer[]
  /** Signed note. */
  readonly checkpoint: string
}

/** What a company is shown of one request about it (查询告知). */
export interface Lookup extends Provable {
  readonly agency: string
  readonly purpose: string
  readonly purposeName: string | null
  readonly bases: readonly string[]
  readonly on: CalendarDay
  readonly provinces: readonly Province[]
}

export interface ReleaseInput {
  readonly caseNumber: string | null
  readonly indexes: readonly number[] | null
  readonly reason: string
}

export interface Release {
  readonly id: string
  readonly count: number
  readonly at: Date
}

/**
 * Every method throws `AUDIT_UNAVAILABLE` when the store does not answer, `LOG_UNAVAILABLE` when a
 * reading that has to be written down cannot be.
 */
export interface LogDesk {
  /** Newest first, within his remit; the reading is a durable leaf. @throws {FederationError} `AUDIT_ARGUMENT_INVALID`. */
  entries(who: Principal, filter: EntryFilter, page: PageAsked): Promise<Page<AuditedEntry>>
  /** Null: there is none, or it is not his to see. @throws {FederationError} `AUDIT_ARGUMENT_INVALID`. */
  entry(
    who: Principal,
    by: { readonly index: number } | { readonly leafHash: string },
  ): Promise<AuditedEntry | null>
  /** Of outcomes their intents, of intents their outcomes, by leaf hash of what was given. */
  linked(entries: readonly AuditedEntry[]): Promise<ReadonlyMap<string, AuditedEntry>>
  /** What they, or their intents, asked for, by leaf hash of what was given. */
  operations(entries: readonly AuditedEntry[]): Promise<ReadonlyMap<string, OperationLeaf>>
  /** For provinces of his remit alone. */
  sealed(who: Principal, index: number): Promise<readonly SealedForProvince[]>
  /** C2SP tlog-proof by index. One that is missing is not yet under a checkpoint that a quorum has cosigned. */
  proofs(entries: readonly Provable[]): Promise<ReadonlyMap<number, string>>
  checkpoint(): Promise<ShownCheckpoint | null>
  /** @throws {FederationError} `LOG_ENTRY_UNKNOWN` no checkpoint of this size; `LOG_INCLUSION_INVALID`. */
  inclusion(index: number, size: number): Promise<ProofHashes>
  /** @throws {FederationError} `LOG_ENTRY_UNKNOWN` no checkpoint of the new size; `LOG_CONSISTENCY_INVALID`. */
  consistency(oldSize: number, newSize: number): Promise<ProofHashes>
  /** Of the enterprise that asks. @throws {FederationError} `SUBJECT_ONLY` it is none. */
  lookups(who: Principal, page: PageAsked): Promise<Page<Lookup>>
  /** @throws {FederationError} `LOOKUP_RELEASE_…`, `AUDIT_ARGUMENT_INVALID`, and what realm GRANTS refuses. */
  release(who: Principal, input: ReleaseInput): Promise<Release>
}
