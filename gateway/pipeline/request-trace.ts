/**
 * What one request asked and got, on its way into the federation log: an intent before anything is
 * asked, and for each intent its outcome when the answer is made.
 */
import { randomUUID } from 'node:crypto'
import type { SearchFilter } from '../../adapters/shared/contract.ts'
import type { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { AccessDetails } from '../access/access-token.ts'
import { digestOfAnswers } from '../federation-log/answers-digest.ts'
import type { OutcomeResult, ProvinceAnswer as LoggedAnswer } from '../federation-log/leaf-types.ts'
import { printPromise } from '../federation-log/promise-json.ts'
import type { Answers, ProvinceAnswer } from '../survivorship/answer.ts'
import type { FederationLog, IntentSubject, LoggedOperation, Ticket } from './log-port.ts'

export interface TraceOptions {
  readonly log: FederationLog
  readonly details: AccessDetails
  readonly grants: readonly string[]
  readonly provinces: readonly Province[]
  readonly operation: LoggedOperation
  readonly at: Date
  readonly now: () => Date
}

/** One durable intent and what has been had under it so far. */
interface OpenIntent {
  readonly leafHash: string
  readonly index: number
  readonly parts: Part[]
}

/** What one province said about one subject. */
interface Part extends Omit<LoggedAnswer, 'live'> {
  readonly live: string | null
  readonly ticket: Ticket
}

export interface IntentReference {
  readonly index: number
  /** base64url. */
  readonly leafHash: string
}

export class RequestTrace {
  readonly #options: TraceOptions
  readonly #intents = new Map<string, OpenIntent>()

  constructor(options: TraceOptions) {
    this.#options = options
  }

  /** One ticket a subject, same order. @throws {FederationError} `LOG_UNAVAILABLE`. */
  async intend(subjects: readonly IntentSubject[]): Promise<readonly Ticket[]> {
    const { log, details, grants, provinces, operation, at } = this.#options
    const { agency, officer, caseNumber, purpose, legalBasis } = details
    const intended = await log.intend({
      ...{ id: randomUUID(), at, agency, officer, caseNumber, grants, provinces, purpose },
      ...{ bases: [legalBasis], operation, subjects },
    })
    const { leafHash, promise } = intended
    this.#intents.set(leafHash, { leafHash, index: promise.index, parts: [] })
    const json = printPromise(promise)
    return intended.subjects.map((disclosure) => ({ leafHash, promise, json, disclosure }))
  }

  answered(ticket: Ticket, answers: Answers): void {
    const { parts } = this.#intents.get(ticket.leafHash)!
    for (const answer of answers)
      if (this.#isAsked(answer.province)) parts.push(partOf(answer, ticket))
  }

  searched(ticket: Ticket, province: Province, found: SearchOutcome): void {
    const { parts } = this.#intents.get(ticket.leafHash)!
    const { state, rows, digest } = found
    const served = state === 'ANSWERED' || state === 'NO_RECORD' ? 'LIVE' : null
    parts.push({ province, state, rows, digest, served, live: null, ticket })
  }

  /** For the answer's extensions: where this request stands in the log. */
  references(): readonly IntentReference[] {
    return [...this.#intents.values()].map(({ index, leafHash }) => ({ index, leafHash }))
  }

  /** `failure`: the request as a whole came to nothing. */
  conclude(failure: FederationError | null): void {
    const { log, now, provinces, details } = this.#options
    const { agency, purpose } = details
    for (const { leafHash, parts } of this.#intents.values()) {
      const answers = mergedAnswers(parts)
      const unseen = parts
        .filter(({ served }) => served === 'SHARED' || served === 'CACHE')
        .map(({ province, ticket }) => ({ province, ticket }))
      const result = failure === null ? resultOf(answers) : 'FAILED'
      const fields = result === 'FAILED' ? [] : null
      log.conclude({
        ...{ id: randomUUID(), at: now(), intent: leafHash, of: { agency, purpose, provinces } },
        ...{ result, fields, answers, unseen },
      })
    }
  }

  #isAsked(province: Province): boolean {
    return this.#options.provinces.includes(province)
  }
}

export interface SearchOutcome {
  readonly state: LoggedAnswer['state']
  readonly rows: number
  readonly digest: string | null
}

export function subjectOf(asked: Uscc | SearchFilter): IntentSubject {
  return typeof asked === 'string'
    ? { kind: 'ENTITY', uscc: asked }
    : { kind: 'SEARCH', filter: asked }
}

function partOf(answer: ProvinceAnswer, ticket: Ticket): Part {
  const { province, state, records, origin } = answer
  const served = origin?.served ?? null
  const live = served === null || served === 'LIVE' ? null : origin!.live
  return {
    province,
    state,
    rows: records.length,
    digest: origin?.digest ?? null,
    served,
    live,
    ticket,
  }
}

/** Least favourable first: a batch is as good as its worst part. */
const STATES = ['TIMED_OUT', 'FAILED', 'NOT_ASKED', 'STALE', 'ANSWERED', 'NO_RECORD'] as const
const FURTHEST = ['CACHE', 'SHARED', 'LIVE'] as const

/** Of each province one, in the order of PROVINCES. */
function mergedAnswers(all: readonly Part[]): LoggedAnswer[] {
  return PROVINCES.flatMap((province) => {
    const parts = all.filter((part) => part.province === province)
    if (parts.length === 0) return []
    return [parts.length === 1 ? answerOf(parts[0]!) : mergedAnswer(province, parts)]
  })
}

/** One subject alone, as most questions have. */
function answerOf({ province, state, rows, digest, served, live }: Part): LoggedAnswer {
  return { province, state, rows, digest, served, live: live === null ? [] : [live] }
}

function mergedAnswer(province: Province, parts: readonly Part[]): LoggedAnswer {
  const digests = parts.flatMap(({ digest }) => (digest === null ? [] : [digest]))
  return {
    province,
    state: STATES.find((state) => parts.some((part) => part.state === state))!,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    digest: digestOfAnswers(digests),
    served: FURTHEST.find((served) => parts.some((part) => part.served === served)) ?? null,
    live: [...new Set(parts.flatMap(({ live }) => (live === null ? [] : [live])))].sort(),
  }
}

function resultOf(answers: readonly LoggedAnswer[]): OutcomeResult {
  const said = answers.filter(({ state }) => state === 'ANSWERED' || state === 'NO_RECORD')
  if (said.length === answers.length && answers.length > 0) {
    return answers.every(({ state }) => state === 'NO_RECORD') ? 'NOTHING' : 'COMPLETE'
  }
  return said.length > 0 || answers.some(({ state }) => state === 'STALE') ? 'PARTIAL' : 'FAILED'
}
