/**
 * The one pipeline. Every way to ask a question goes through here, so that whatever holds for a
 * question (identity, limits, policy, log) holds on every way. HTTP is a thin caller.
 */
import { randomUUID } from 'node:crypto'
import type {
  ExecutionResult,
  FormattedExecutionResult,
  GraphQLFormattedError,
  GraphQLSchema,
} from 'graphql'
import type { Logger } from 'pino'
import { FederationError } from '../../schemas/model/errors.ts'
import type { GatewayContext } from '../context.ts'
import type { CursorSeal } from '../cursor.ts'
import type { Principal } from '../principal.ts'
import type { Federation } from '../registries/federation.ts'
import { createPatience } from '../registries/patience.ts'
import { createEvidenceLoader } from '../stitch/evidence-loader.ts'
import { codedError, executionError, malformed, refused } from './answer-errors.ts'
import { createDocuments } from './documents.ts'
import { checkLimits } from './limits.ts'
import type { Limits } from './limits.ts'

/** A question as it came; nothing of it has been checked. */
export interface Question {
  readonly query?: unknown
  readonly variables?: unknown
  readonly operationName?: unknown
  readonly requestId?: string
}

/** Who asks, or why that could not be established: then the question is refused, and the refusal logged. */
export type Asker = Principal | FederationError

export type Handle = (asker: Asker, question: Question) => Promise<FormattedExecutionResult>

export interface PipelineOptions {
  readonly schema: GraphQLSchema
  readonly federation: Federation
  readonly cursors: CursorSeal
  readonly limits: Limits & { readonly maxTokens: number }
  readonly log: Logger
  readonly now: () => Date
}

/** About 300 documents that select everything, or 40 MiB. */
const KEPT_CHARACTERS = 1_000_000

export function createPipeline(options: PipelineOptions): Handle {
  const documents = createDocuments({
    schema: options.schema,
    maxTokens: options.limits.maxTokens,
    keptCharacters: KEPT_CHARACTERS,
  })

  return async function handle(asker, question) {
    const requestId = question.requestId ?? randomUUID()
    const log = options.log
    try {
      if (asker instanceof FederationError) throw asker
      const { text, variables, operationName } = checkedQuestion(question)
      const { refusals, operation } = documents.prepare(text, operationName)
      if (refusals !== null) return malformed(refusals, requestId)
      checkLimits(operation.measure, variables, options.limits)
      const reported: GraphQLFormattedError[] = []
      const context = contextFor(options, asker, requestId, reported)
      return answerOf(await operation.run(variables, context), reported, requestId, log)
    } catch (failure) {
      if (failure instanceof FederationError) return refused([failure], requestId)
      log.error({ err: failure, requestId }, 'pipeline failed')
      return refused([new FederationError('INTERNAL')], requestId)
    }
  }
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

function contextFor(
  { federation, cursors, log, now }: PipelineOptions,
  principal: Principal,
  requestId: string,
  reported: GraphQLFormattedError[],
): GatewayContext {
  const at = now()
  const patience = createPatience(() => performance.now())
  const evidence = createEvidenceLoader(federation, at, patience)
  return {
    requestId,
    principal,
    log,
    at,
    cursors,
    sources: federation.sources,
    evidenceOf: (uscc) => evidence.load(uscc),
    evidenceKept: (uscc) => evidence.kept(uscc),
    search: (province, filter, after, limit) =>
      federation.sources[province].search(filter, after, limit, patience),
    report: (path, failure) => void reported.push(codedError(failure, requestId, { path })),
  }
}

/** A result without data was refused for its variables; one with data carries located errors. */
function answerOf(
  result: ExecutionResult,
  reported: readonly GraphQLFormattedError[],
  requestId: string,
  log: Logger,
): FormattedExecutionResult {
  const errors = result.errors ?? []
  if (!('data' in result)) return malformed(errors, requestId)
  const onFault = (fault: unknown): void => log.error({ err: fault, requestId }, 'resolver failed')
  const all = [...errors.map((error) => executionError(error, requestId, onFault)), ...reported]
  return all.length === 0 ? { data: result.data } : { errors: all, data: result.data }
}
