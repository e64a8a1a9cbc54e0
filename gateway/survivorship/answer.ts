/** What one province answered about one code: the input of everything in this folder. */
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'

/** 来源状态; meanings in schemas/federation.graphql. */
export type SourceState = 'ANSWERED' | 'NO_RECORD' | 'STALE' | 'FAILED' | 'TIMED_OUT' | 'NOT_ASKED'

export interface ProvinceAnswer {
  readonly province: Province
  readonly state: SourceState
  /** RFC 3339. When the registry said `records`; null when it said nothing. */
  readonly fetchedAt: string | null
  readonly latencyMs: number | null
  readonly code: ErrorCode | null
  /** Empty unless ANSWERED or STALE. Two or more: 重码. */
  readonly records: readonly RegistryRecord[]
  /** For the federation log; absent without one, and where nothing was had. */
  readonly origin?: AnswerOrigin
}

/** Where an answer came from: this request's own call, another's, or an earlier one's. */
export interface AnswerOrigin {
  readonly served: 'LIVE' | 'SHARED' | 'CACHE'
  /** Leaf hash of the intent it was fetched under. */
  readonly live: string
  /** SHA-256 of the registry's bytes, base64url; of several bodies that of their digests. */
  readonly digest: string | null
}

/** Answers in the order of PROVINCES, one each. */
export type Answers = readonly ProvinceAnswer[]

/** A relocation (迁移) learnt from earlier answers. */
export interface KnownRelocation {
  readonly from: Province | null
  readonly to: Province | null
  readonly on: CalendarDay | null
}

/**
 * What earlier answers taught, for when a source is silent now. `null` in place of it: it was needed
 * and could not be read, which is never good news.
 */
export interface Knowledge {
  readonly relocations: readonly KnownRelocation[]
  /**
   * Those that lead into or out of a province whose word is not for this asker (未获授权). Nothing of
   * them is shown; but a registrar that one of them makes doubtful is not named.
   */
  readonly withheld?: readonly KnownRelocation[]
  /** Identities (see rules.ts) of listings whose removal is known. */
  readonly removals: ReadonlySet<string>
}

export const NOTHING_KNOWN: Knowledge = { relocations: [], removals: new Set() }

/** Everything a view is made of. */
export interface Evidence {
  readonly uscc: Uscc
  readonly answers: Answers
  readonly knowledge: Knowledge | null
  /** The Beijing day the question is about. */
  readonly today: CalendarDay
}

/** Fresh word of the registry, yes or no. */
export function isFresh(answer: ProvinceAnswer): boolean {
  return answer.state === 'ANSWERED' || answer.state === 'NO_RECORD'
}

/** Whether anything it said, now or earlier, can be shown. */
export function hasSpoken(answer: ProvinceAnswer): boolean {
  return isFresh(answer) || answer.state === 'STALE'
}
