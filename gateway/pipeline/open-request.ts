/** One request under way: what its resolvers see, what it asks, and what it leaves in the log. */
import type { ExecutionResult, GraphQLFormattedError } from 'graphql'
import type { Logger } from 'pino'
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { Refusal } from '../access/refusal.ts'
import type { LogDesk } from '../audit/desk.ts'
import type { GatewayContext } from '../context.ts'
import type { CursorSeal } from '../cursor.ts'
import type { GrantDesk } from '../grants/desk.ts'
import type { Principal } from '../principal.ts'
import type { Federation } from '../registries/federation.ts'
import { createPatience } from '../registries/patience.ts'
import type { Patience } from '../registries/patience.ts'
import { createEvidenceLoader } from '../stitch/evidence-loader.ts'
import type { EvidenceLoader } from '../stitch/evidence-loader.ts'
import type { Admission } from './admission.ts'
import type { AccessPort } from './admit.ts'
import { codedError } from './answer-errors.ts'
import type { ReadyOperation } from './documents.ts'
import { createGuard } from './guard.ts'
import { createIntending } from './intending.ts'
import type { Intending } from './intending.ts'
import type { FederationLog } from './log-port.ts'
import { createRequestSearches } from './request-searches.ts'
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
  const { grants = null, logDesk = null, federation, cursors, log } = options
  const { admission, at, principal, requestId } = facts
  const reported: GraphQLFormattedError[] = []
  const report: GatewayContext['report'] = (path, failure) =>
    void reported.push(codedError(failure, requestId, { path }))
  const trace = traceOf(options, facts)
  const intending = createIntending(facts, trace)
  const patience = createPatience(() => performance.now())
  const barredFor = (uscc: Uscc) => admission?.barredFor(uscc) ?? NOBODY_BARRED
  const asking: Asking = { federation, at, patience, trace, intending, barredFor }
  const evidence = evidenceFor(asking)
  const searches = createRequestSearches({ ...asking, admission })
  return {
    reported,
    context: {
      ...{ requestId, principal, log, at, cursors, grants, logDesk, report },
      guard: admission === null ? null : createGuard(admission, report),
      leavesOut: (filter) => admission?.leavesOut(filter) ?? null,
      sources: federation.sources,
      barred: (province, uscc) => barredFor(uscc).get(province) ?? null,
      evidenceOf: (uscc) => evidence.load(uscc),
      evidenceKept: (uscc) => evidence.kept(uscc),
      search: searches.search,
    },
    run: (execute) => concluded(execute, trace, intending),
    refusal: () => intending.failure() ?? (intending.wasTried() ? null : searches.refusal()),
    logEntries: () => trace?.references() ?? [],
  }
}

/** What every way of asking a registry needs. */
interface Asking {
  readonly federation: Federation
  readonly at: Date
  readonly patience: Patience
  readonly trace: RequestTrace | null
  readonly intending: Intending
  barredFor(uscc: Uscc): ReadonlyMap<Province, Refusal>
}

function evidenceFor({
  federation,
  at,
  patience,
  trace,
  intending,
  barredFor,
}: Asking): EvidenceLoader {
  return createEvidenceLoader({
    intend: intending.isNeeded ? (usccs) => intending.intend(usccs.map(subjectOf)) : null,
    async ask(uscc, ticket) {
      const barred = codesOf(barredFor(uscc))
      const found = await federation.ask(uscc, at, patience, { ticket, barred })
      if (ticket !== undefined) trace?.answered(ticket, found.answers)
      return found
    },
  })
}

async function concluded(
  execute: () => ExecutionResult | Promise<ExecutionResult>,
  trace: RequestTrace | null,
  intending: Intending,
): Promise<ExecutionResult> {
  try {
    const result = await execute()
    trace?.conclude(intending.failure())
    return result
  } catch (failure) {
    trace?.conclude(new FederationError('INTERNAL'))
    throw failure
  }
}

/** Null without a log, and where there is nobody to name: composed in code for tests and benches. */
function traceOf(options: RequestOptions, facts: RequestFacts): RequestTrace | null {
  const { federationLog, now } = options
  const { principal, admission, operation, at } = facts
  if (federationLog === null || principal.kind !== 'AGENCY' || admission === null) return null
  const { grants, provinces } = admission
  const { details } = principal
  const { logged } = operation
  return new RequestTrace({
    ...{ log: federationLog, details, grants, provinces, operation: logged, at, now },
  })
}

function codesOf(barred: ReadonlyMap<Province, Refusal>): ReadonlyMap<Province, ErrorCode> {
  return new Map([...barred].map(([province, { code }]) => [province, code]))
}
