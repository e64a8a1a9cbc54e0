/**
 * What a leaf (存证条目) of each type says. Nothing in it may be guessed back to a person or a company:
 * officer, subject, case number, arguments and free text are digests in `_sd` (salted-digest.ts).
 * An absent fact is null. Leaf hashes and digests are SHA-256 in base64url.
 */
import type { Province } from '../../schemas/model/province.ts'
import type { Instant } from '../../schemas/model/time.ts'

export const LEAF_VERSION = 1

interface LeafHead<T extends string> {
  readonly v: typeof LEAF_VERSION
  readonly type: T
  /** Of this leaf; for an intent it is the request's. */
  readonly id: string
  /** By the writer's clock. The witnesses' times bracket it. */
  readonly at: Instant
  /** Digests of disclosures, sorted. */
  readonly _sd: readonly string[]
}

/**
 * What an operation of a document asks for: one leaf, which all its intents cite. Written once by each
 * process, before the first of them. 查询操作
 */
export interface OperationLeaf extends LeafHead<'OPERATION'> {
  /** SHA-256 of the operation without values and aliases. */
  readonly operation: string
  /** Paths of the fields asked for, sorted. */
  readonly fields: readonly string[]
}

/** Who asks for what: durable before any registry is asked. 查询意图 */
export interface IntentLeaf extends LeafHead<'INTENT'> {
  /** Code of the agency or of the system caller; an organ, never a person. */
  readonly agency: string
  /** Grants it rests on, `<province>/<id>/<version>`, sorted, at least one. */
  readonly grants: readonly string[]
  /** All that may be asked, in the order of PROVINCES. */
  readonly provinces: readonly Province[]
  readonly purpose: string
  /** 法律依据, at least one. */
  readonly bases: readonly string[]
  /** Leaf hash of its OPERATION leaf, which stands before it. */
  readonly asks: string
}

export const SERVED = ['LIVE', 'SHARED', 'CACHE'] as const
export type Served = (typeof SERVED)[number]

/** `UNKNOWN`: the process ended before it could say; closed later by whoever found the intent alone. */
export const RESULTS = ['COMPLETE', 'PARTIAL', 'NOTHING', 'FAILED', 'UNKNOWN'] as const
export type OutcomeResult = (typeof RESULTS)[number]

/** As SourceState of the graph. */
export const ANSWER_STATES = [
  'ANSWERED',
  'NO_RECORD',
  'STALE',
  'FAILED',
  'TIMED_OUT',
  'NOT_ASKED',
] as const

export interface ProvinceAnswer {
  readonly province: Province
  readonly state: (typeof ANSWER_STATES)[number]
  readonly rows: number
  /**
   * Of the answer as the gatehouse sent it; of several bodies of one exchange that of their digests,
   * sorted (answers-digest.ts), since they come in any order. Null when there is none.
   */
  readonly digest: string | null
  /** Where it came from; of several the one that is furthest from LIVE. Null: nothing was had. */
  readonly served: Served | null
  /** Leaf hashes of the intents that SHARED and CACHE answers were fetched under, sorted. */
  readonly live: readonly string[]
}

/** What came of an intent. 查询结果 */
export interface OutcomeLeaf extends LeafHead<'OUTCOME'> {
  /** Leaf hash of the intent. */
  readonly intent: string
  readonly result: OutcomeResult
  /** Paths of the fields returned, sorted; null: all that were asked for. */
  readonly fields: readonly string[] | null
  /**
   * In the order of PROVINCES. Of several subjects the rows are added up and the least favourable
   * state counts; the digest is that of all their digests, one a subject, sorted.
   */
  readonly answers: readonly ProvinceAnswer[]
}

/** A request that was refused before any registry was asked. 拒绝 */
export interface RefusalLeaf extends LeafHead<'REFUSAL'> {
  /** Of the catalogue of errors. */
  readonly code: string
  /** Null when it is not known who asked. */
  readonly agency: string | null
  readonly purpose: string | null
  readonly operation: string | null
}

export const GRANT_ACTS = ['GRANTED', 'REFUSED', 'REVOKED'] as const

/** A decision of the province that owns the data. 授权 */
export interface GrantLeaf extends LeafHead<'GRANT'> {
  readonly act: (typeof GRANT_ACTS)[number]
  /** `<id>/<version>`. */
  readonly grant: string
  readonly province: Province
  readonly agency: string
  /** Of the signed grant or refusal. */
  readonly document: string
  /** Null for a refusal. */
  readonly validFrom: Instant | null
  readonly validUntil: Instant | null
}

/** Salts and values of these digests exist no longer; the leaf stands. 删除 */
export interface ErasureLeaf extends LeafHead<'ERASURE'> {
  /** Leaf hash of the leaf they belong to. */
  readonly target: string
  /** Sorted, at least one. */
  readonly digests: readonly string[]
  readonly province: Province
  readonly bases: readonly string[]
}

export const KEY_USES = ['LOG', 'PROMISE', 'WITNESS', 'GRANT'] as const
export const KEY_REASONS = ['PLANNED', 'COMPROMISED', 'LOST'] as const

/** One key takes another's place. 密钥更换 */
export interface KeyRotationLeaf extends LeafHead<'KEY_ROTATION'> {
  readonly use: (typeof KEY_USES)[number]
  /** Verifier keys (verifier-key.ts). */
  readonly oldKey: string
  readonly newKey: string
  readonly reason: (typeof KEY_REASONS)[number]
  /** From this instant the old key no longer counts; for a compromise it lies in the past. */
  readonly from: Instant
}

/** Exports, restores, releases, and what else a person in office does. 管理操作 */
export interface AdministrativeLeaf extends LeafHead<'ADMINISTRATIVE'> {
  /** A word such as EXPORT or PUBLIC_CHECKS; docs/audit-events.md is to list them. */
  readonly act: string
  /** Of the actor: a role, the name is in `_sd`. */
  readonly role: string
  /** Whose officer the actor is: code of an organ, never a person. Null: the gateway, or a company. */
  readonly agency: string | null
  readonly province: Province | null
  /** How many rows, checks or leaves it was about; null where nothing is counted. */
  readonly count: number | null
  /** Of what was exported, restored or released; null where there is none. */
  readonly document: string | null
}

export type Leaf =
  | OperationLeaf
  | IntentLeaf
  | OutcomeLeaf
  | RefusalLeaf
  | GrantLeaf
  | ErasureLeaf
  | KeyRotationLeaf
  | AdministrativeLeaf
export type LeafType = Leaf['type']
