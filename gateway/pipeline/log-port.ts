/**
 * The federation log (存证日志) as the pipeline sees it. gateway/log/ implements it; without one (tests
 * and benches, in code only) nothing is written and no promise travels.
 */
import type { SearchFilter } from '../../adapters/shared/contract.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { OutcomeResult, ProvinceAnswer } from '../federation-log/leaf-types.ts'
import type { LogPromise } from '../federation-log/promise.ts'

/** What is asked about; each is a disclosure of its own, named `subject`. */
export type IntentSubject =
  | { readonly kind: 'ENTITY'; readonly uscc: Uscc }
  | { readonly kind: 'SEARCH'; readonly filter: SearchFilter }

/** What a document asks for. 查询操作 */
export interface LoggedOperation {
  /** Another one for other fields: operation-digest.ts. */
  readonly digest: string
  /** Schema coordinates' names joined by dots from the root field, sorted: `entity.name`. */
  readonly fields: readonly string[]
}

export interface IntentFacts {
  /** A UUID of its own. */
  readonly id: string
  readonly at: Date
  readonly agency: string
  readonly officer: string | null
  readonly caseNumber: string | null
  /** `<province>/<id>/<version>`, sorted. */
  readonly grants: readonly string[]
  /** That may be asked, in the order of PROVINCES. */
  readonly provinces: readonly Province[]
  readonly purpose: string
  readonly bases: readonly string[]
  readonly operation: LoggedOperation
  /** At least one, each once. */
  readonly subjects: readonly IntentSubject[]
}

/** A durable intent, ready to be shown to gatehouses. */
export interface Intended {
  /** base64url. */
  readonly leafHash: string
  readonly promise: LogPromise
  /** Disclosures of the subjects, in the order of the facts. */
  readonly subjects: readonly string[]
}

/** What one key of a call to a registry carries: the promise, and the one subject it is for. */
export interface Ticket {
  readonly leafHash: string
  readonly promise: LogPromise
  /** The promise as JSON of ASCII alone, printed once for all its subjects and provinces. */
  readonly json: string
  /** The subject's disclosure: salt and value. */
  readonly disclosure: string
}

export interface OutcomeFacts {
  readonly id: string
  readonly at: Date
  /** Leaf hash of the intent. */
  readonly intent: string
  /** Of the intent: an outcome is found by them, and its leaf does not repeat them. */
  readonly of: Pick<IntentFacts, 'agency' | 'purpose' | 'provinces'>
  readonly result: OutcomeResult
  /** Paths of those returned, sorted; null: all that were asked for. */
  readonly fields: readonly string[] | null
  readonly answers: readonly ProvinceAnswer[]
  /** Promises of SHARED and CACHE answers, which their provinces have not seen yet. */
  readonly unseen: readonly { readonly province: Province; readonly ticket: Ticket }[]
}

export interface RefusalFacts {
  readonly at: Date
  readonly code: ErrorCode
  readonly agency: string | null
  readonly officer: string | null
  readonly purpose: string | null
  readonly operation: string | null
}

export interface AdministrativeFacts {
  readonly at: Date
  /** A word of docs/audit-events.md. */
  readonly act: string
  readonly role: string
  /** Of the actor: code of an organ. Null: the gateway, or a company. */
  readonly agency: string | null
  readonly actor: string | null
  readonly province: Province | null
  readonly count: number | null
  /** SHA-256, base64url. */
  readonly document: string | null
}

export interface FederationLog {
  /** Durable when it resolves. @throws {FederationError} `LOG_UNAVAILABLE`: then nothing may be asked. */
  intend(facts: IntentFacts): Promise<Intended>
  /** Not waited for; written as soon as it can be. */
  conclude(facts: OutcomeFacts): void
  /** Not waited for. Many at a time become one leaf with their number. */
  refuse(facts: RefusalFacts): void
  /** Durable when it resolves. @throws {FederationError} `LOG_UNAVAILABLE`. */
  act(facts: AdministrativeFacts): Promise<void>
}
