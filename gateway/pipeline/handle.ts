/**
 * The one pipeline. Every way to ask a question goes through here, so that whatever holds for a
 * question (identity, limits, policy, log) holds on every way. HTTP is a thin caller.
 */
import { randomUUID } from 'node:crypto'
import type { ExecutionResult, FormattedExecutionResult, GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Principal } from '../principal.ts'
import { createAdmit } from './admit.ts'
import type { AccessPort } from './admit.ts'
import { executionError, malformed, refusalsIn, refused } from './answer-errors.ts'
import { createDocuments } from './documents.ts'
import { fieldTableOf } from './field-table.ts'
import { checkLimits } from './limits.ts'
import type { Limits } from './limits.ts'
import type { RefusalFacts } from './log-port.ts'
import { openRequest } from './open-request.ts'
import type { OpenRequest, RequestOptions } from './open-request.ts'

/** A question as it came; nothing of it has been checked. */
export interface Question {
  readonly query?: unknown
  readonly variables?: unknown
  readonly operationName?: unknown
  readonly requestId?: string
  /** By a way that must not change anything, such as GET. */
  readonly readOnly?: boolean
}

/** Who asks, or why that could not be established: then the question is refused, and the refusal logged. */
export type Asker = Principal | FederationError

export type Handle = (asker: Asker, question: Question) => Promise<FormattedExecutionResult>

export interface PipelineOptions extends RequestOptions {
  readonly schema: GraphQLSchema
  readonly limits: Limits & { readonly maxTokens: number }
  /** Null: everybody may read everything. For tests and benches, in code; no setting reaches it. */
  readonly access: AccessPort | null
}

/** About 300 documents that select everything, or 40 MiB. */
const KEPT_CHARACTERS = 1_000_000

export function createPipeline(options: PipelineOptions): Handle {
  const { access, federationLog, log, schema, now } = options
  const documents = createDocuments({
    schema,
    maxTokens: options.limits.maxTokens,
    keptCharacters: KEPT_CHARACTERS,
  })
  const admit = access === null ? null : createAdmit(access, fieldTableOf(schema))

  const leaveLeaf = (failure: FederationError, asker: Asker, operation: string | null): void =>
    federationLog?.refuse(refusalFacts(failure, asker, operation, now()))

  /** Whoever is refused for who he is or what he may leaves a leaf; a document nobody could read does not. */
  async function leavingLeaf<T>(
    asker: Asker,
    operation: string | null,
    step: () => Promise<T> | T,
  ) {
    try {
      return await step()
    } catch (failure) {
      if (failure instanceof FederationError) leaveLeaf(failure, asker, operation)
      throw failure
    }
  }

  async function answer(asker: Asker, question: Question, requestId: string) {
    const principal = await leavingLeaf(asker, null, () => identified(asker))
    const { text, variables, operationName } = checkedQuestion(question)
    const { refusals, operation } = documents.prepare(text, operationName)
    if (refusals !== null) return malformed(refusals, requestId)
    if (question.readOnly === true && operation.kind !== 'query') {
      throw new FederationError('MUTATION_BY_GET')
    }
    checkLimits(operation.measure, variables, options.limits)
    const at = now()
    const admission = await leavingLeaf(
      asker,
      operation.logged.digest,
      () => admit?.(principal, operation.asked, at) ?? null,
    )
    const request = openRequest(options, { principal, admission, access, operation, at, requestId })
    const result = await request.run(() => operation.run(variables, request.context))
    if (request.refusal() !== null) {
      return leavingLeaf(asker, operation.logged.digest, () => Promise.reject(request.refusal()!))
    }
    // Where a registry is asked, the intent and the answer's own rows say it.
    if (admission === null) {
      for (const failure of refusalsIn(result)) leaveLeaf(failure, asker, operation.logged.digest)
    }
    return answerOf(result, request, requestId, log)
  }

  return async function handle(asker, question) {
    const requestId = question.requestId ?? randomUUID()
    try {
      return await answer(asker, question, requestId)
    } catch (failure) {
      if (failure instanceof FederationError) return refused([failure], requestId)
      log.error({ err: failure, requestId }, 'pipeline failed')
      return refused([new FederationError('INTERNAL')], requestId)
    }
  }
}

function identified(asker: Asker): Principal {
  if (asker instanceof FederationError) throw asker
  return asker
}

function refusalFacts(
  { code }: FederationError,
  asker: Asker,
  operation: string | null,
  at: Date,
): RefusalFacts {
  const details = 'kind' in asker && asker.kind === 'AGENCY' ? asker.details : null
  const { agency = null, officer = null, purpose = null } = details ?? {}
  return { at, code, agency, officer, purpose, operation }
}

interface CheckedQuestion {
  readonly text: string
  readonly variables: Record<string, unknown>
  readonly operationName: string | null
}

function checkedQuestion({ query, variables, operationName }: Question): CheckedQuestion {
  const bad = (reason: string): FederationError =>
    new FederationError('REQUEST_MALFORMED', { reason })
  if (typeof query !== 'string') throw bad('query must be a string')
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) {
    throw bad('variables must be an object')
  }
  if (operationName != null && typeof operationName !== 'string') {
    throw bad('operationName must be a string')
  }
  return {
    text: query,
    variables: (variables ?? {}) as Record<string, unknown>,
    operationName: operationName == null || operationName === '' ? null : operationName,
  }
}

/** A result without data was refused for its variables; one with data carries located errors. */
function answerOf(
  result: ExecutionResult,
  request: OpenRequest,
  requestId: string,
  log: Logger,
): FormattedExecutionResult {
  const errors = result.errors ?? []
  if (!('data' in result)) return malformed(errors, requestId)
  const onFault = (fault: unknown): void => log.error({ err: fault, requestId }, 'resolver failed')
  const all = [
    ...errors.map((error) => executionError(error, requestId, onFault)),
    ...request.reported,
  ]
  const entries = request.logEntries()
  return {
    ...(all.length === 0 ? {} : { errors: all }),
    data: result.data,
    ...(entries.length === 0 ? {} : { extensions: { logEntries: entries } }),
  }
}
