/** One request under way: what its resolvers see, what it asks, and what it leaves in the log. */
import type { ExecutionResult, GraphQLFormattedError } from 'graphql'
import type { Logger } from 'pino'
import type { SearchFilter, SearchPage, SearchPosition } from '../../adapters/shared/contract.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { Refusal } from '../access/refusal.ts'
import type { LogDesk } from '../audit/desk.ts'
import type { GatewayContext } from '../context.ts'
import type { CursorSeal } from '../cursor.ts'
import type { GrantDesk } from '../grants/desk.ts'
import type { AgencyPrincipal, Principal } from '../principal.ts'
import type { Federation } from '../registries/federation.ts'
import { createPatience } from '../registries/patience.ts'
import { createEvidenceLoader } from '../stitch/evidence-loader.ts'
import { mostTelling } from './admission.ts'
import type { Admission } from './admission.ts'
import type { AccessPort } from './admit.ts'
import { codedError } from './answer-errors.ts'
import type { ReadyOperation } from './documents.ts'
import { createGuard } from './guard.ts'
import type { FederationLog, IntentSubject, Ticket } from './log-port.ts'
import { RequestTrace, subjectOf } from './request-trace.ts'
import type { IntentReference } from './request-trace.ts'

export interface RequestOptions {
  readonly federation: Federation
  readonly cursors: CursorSeal
  /** Null: nothing is logged and no promise travels. As with `access`, in code only. */
  readonly federationLog: FederationLog | null
  /** Ports of resolvers; null or absent: not here. */
  readonly grants?: GrantDesk | null
  readonly logDesk?: LogDesk | null
  readonly log: Logger
  readonly now: () => Date
}

export interface RequestFacts {
  readonly principal: Principal
  /** Null where no registry is asked, and in a pipeline without access. */
  readonly admission: Admission | null
  readonly access: AccessPort | null
  readonly operation: ReadyOperation
  readonly at: Date
  readonly requestId: string
}

export interface OpenRequest {
  readonly context: GatewayContext
  /** Coded errors beside the data, so far. */
  readonly reported: readonly GraphQLFormattedError[]
  /** Executes, and writes the outcome of every intent, whatever comes of it. */
  run(execute: () => ExecutionResult | Promise<ExecutionResult>): Promise<ExecutionResult>
  /** Why the question as a whole is not answered after all: a quota, or a log that cannot be written. */
  refusal(): FederationError | null
  logEntries(): readonly IntentReference[]
}

const NOBODY_BARRED: ReadonlyMap<Province, Refusal> = new Map()

export function openRequest(options: RequestOptions, facts: RequestFacts): OpenRequest {
  const { federation } = options
  const { admission, at, requestId } = facts
  const reported: GraphQLFormattedError[] = []
  const report: GatewayContext['report'] = (path, failure) =>
    void reported.push(codedError(failure, requestId, { path }))
  const trace = traceOf(options, facts)
  const counts = facts.access !== null && facts.principal.kind === 'AGENCY'
  const barredSearches: Refusal[] = []
  let refusal: FederationError | null = null
  let wasAsked = false

  /** Counted and durable before anything is asked; a failure ends the whole question. */
  async function intend(subjects: readonly IntentSubject[]): Promise<readonly Ticket[]> {
    wasAsked = true
    try {
      await facts.access?.count(facts.principal as AgencyPrincipal, subjects.map(textOfSubject))
      return (await trace?.intend(subjects)) ?? []
    } catch (failure) {
      if (failure instanceof FederationError) refusal ??= failure
      throw failure
    }
  }

  const patience = createPatience(() => performance.now())
  const barredFor = (uscc: Uscc) => admission?.barredFor(uscc) ?? NOBODY_BARRED
  const evidence = createEvidenceLoader({
    intend: trace === null && !counts ? null : (usccs) => intend(usccs.map(subjectOf)),
    async ask(uscc, ticket) {
      const barred = codesOf(barredFor(uscc))
      const found = await federation.ask(uscc, at, patience, { ticket, barred })
      if (ticket !== undefined) trace?.answered(ticket, found.answers)
      return found
    },
  })
  const searches = new Map<string, Promise<Ticket | undefined>>()
  const ticketFor = (filter: SearchFilter): Promise<Ticket | undefined> | undefined => {
    if (trace === null && !counts) return undefined
    const key = JSON.stringify(filter)
    const known = searches.get(key) ?? intend([subjectOf(filter)]).then(([ticket]) => ticket)
    searches.set(key, known)
    return known
  }

  async function search(
    province: Province,
    filter: SearchFilter,
    after: SearchPosition | null,
    limit: number,
  ): Promise<SearchPage> {
    const barred = admission?.barredForSearch(filter).get(province)
    if (barred !== undefined) {
      barredSearches.push(barred)
      throw new FederationError(barred.code, barred.facts)
    }
    const ticket = await ticketFor(filter)
    try {
      const page = await federation.sources[province].search(filter, after, limit, patience, ticket)
      if (ticket !== undefined) trace?.searched(ticket, province, outcomeOf(page))
      return page
    } catch (failure) {
      if (ticket !== undefined) trace?.searched(ticket, province, failedOutcome(failure))
      throw failure
    }
  }

  const { principal } = facts
  const { grants = null, logDesk = null } = options
  return {
    reported,
    context: {
      ...{ grants, logDesk },
      ...{ requestId, principal, log: options.log, at, cursors: options.cursors, report, search },
      leavesOut: (filter) => admission?.leavesOut(filter) ?? null,
      guard: admission === null ? null : createGuard(admission, report),
      sources: federation.sources,
      barred: (province, uscc) => barredFor(uscc).get(province) ?? null,
      evidenceOf: (uscc) => evidence.load(uscc),
      evidenceKept: (uscc) => evidence.kept(uscc),
    },
    async run(execute) {
      try {
        const result = await execute()
        trace?.conclude(refusal)
        return result
      } catch (failure) {
        trace?.conclude(new FederationError('INTERNAL'))
        throw failure
      }
    },
    refusal: () => refusal ?? (wasAsked ? null : refusalOfSearches(barredSearches)),
    logEntries: () => trace?.references() ?? [],
  }
}

/** Null without a log, and where there is nobody to name: composed in code for tests and benches. */
function traceOf(options: RequestOptions, facts: RequestFacts): RequestTrace | null {
  const { federationLog, now } = options
  const { principal, admission, operation, at } = facts
  if (federationLog === null || principal.kind !== 'AGENCY' || admission === null) return null
  const { grants, provinces } = admission
  const { digest, asked } = operation
  return new RequestTrace({
    ...{ log: federationLog, details: principal.details, grants, provinces, at, now },
    ...{ operation: digest, fields: asked.paths },
  })
}

/** Of a question that searched, and of which nothing could be asked of anybody. */
function refusalOfSearches(barred: readonly Refusal[]): FederationError | null {
  if (barred.length === 0) return null
  const { code, facts } = mostTelling(barred)
  return new FederationError(code, facts)
}

function codesOf(barred: ReadonlyMap<Province, Refusal>): ReadonlyMap<Province, ErrorCode> {
  return new Map([...barred].map(([province, { code }]) => [province, code]))
}

function textOfSubject(subject: IntentSubject): string {
  return subject.kind === 'ENTITY' ? subject.uscc : `search:${JSON.stringify(subject.filter)}`
}

function outcomeOf({ hits, digest }: SearchPage & { readonly digest?: string | null }) {
  const state = hits.length === 0 ? 'NO_RECORD' : 'ANSWERED'
  return { state, rows: hits.length, digest: digest ?? null } as const
}

function failedOutcome(failure: unknown) {
  const code = failure instanceof FederationError ? failure.code : 'INTERNAL'
  const state =
    code === 'PROVINCE_TIMEOUT'
      ? 'TIMED_OUT'
      : code === 'PROVINCE_SUSPENDED'
        ? 'NOT_ASKED'
        : 'FAILED'
  return { state, rows: 0, digest: null } as const
}
