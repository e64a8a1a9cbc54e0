/**
 * Documents as text, made ready once: parsed, validated, measured, and compiled when they come
 * again. The number kept is bounded, least recently used out first.
 */
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import type { CompiledQuery } from 'graphql-jit'
import { GraphQLError, Kind, execute, getOperationAST, parse, validate } from 'graphql'
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'
import type { GatewayContext } from '../context.ts'
import { measureOperation } from './limits.ts'
import type { OperationMeasure } from './limits.ts'

export interface ReadyOperation {
  readonly measure: OperationMeasure
  run(variables: Record<string, unknown>, context: GatewayContext): Promise<ExecutionResult>
}

export type Prepared =
  | { readonly refusals: null; readonly operation: ReadyOperation }
  | { readonly refusals: readonly GraphQLError[]; readonly operation: null }

export interface Documents {
  /** @throws {FederationError} `QUERY_TOO_LONG`. */
  prepare(text: string, operationName: string | null): Prepared
}

export interface DocumentOptions {
  readonly schema: GraphQLSchema
  readonly maxTokens: number
  readonly keep: number
  /** Times a document is executed as it is before it is compiled: a one-off is not worth it. */
  readonly compileAfter: number
}

export function createDocuments(options: DocumentOptions): Documents {
  const kept = new Map<string, Prepared>()
  return {
    prepare(text, operationName) {
      const key = `${operationName ?? ''}\n${text}`
      let prepared = kept.get(key)
      if (prepared === undefined) {
        prepared = prepare(text, operationName, options)
        if (kept.size >= options.keep) kept.delete(kept.keys().next().value!)
      } else {
        kept.delete(key)
      }
      kept.set(key, prepared)
      return prepared
    },
  }
}

function prepare(text: string, operationName: string | null, options: DocumentOptions): Prepared {
  const { schema, maxTokens } = options
  let document: DocumentNode
  try {
    document = parse(text, { maxTokens })
  } catch (failure) {
    if (!(failure instanceof GraphQLError)) throw failure
    if (/token/i.test(failure.message) && failure.message.includes(String(maxTokens))) {
      throw new FederationError('QUERY_TOO_LONG', { limit: maxTokens })
    }
    return { refusals: [failure], operation: null }
  }
  const errors = validate(schema, document)
  if (errors.length > 0) return { refusals: errors, operation: null }
  const operation = getOperationAST(document, operationName)
  if (operation == null) return { refusals: [noOperation(document, operationName)], operation: null }
  const measure = measureOperation(document, operation)
  return { refusals: null, operation: { measure, run: runner(document, operationName, options) } }
}

function noOperation(document: DocumentNode, name: string | null): GraphQLError {
  const count = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION).length
  return new GraphQLError(
    name === null && count > 1
      ? 'Must provide operation name if query contains multiple operations.'
      : `Unknown operation named "${name ?? ''}".`,
  )
}

/** Executes as it is at first; compiled from then on, unless the compiler cannot. */
function runner(
  document: DocumentNode,
  operationName: string | null,
  { schema, compileAfter }: DocumentOptions,
): ReadyOperation['run'] {
  let runs = 0
  let compiled: CompiledQuery | null = null
  return async (variables, context) => {
    runs += 1
    if (runs === compileAfter + 1) {
      const result = compileQuery(schema, document, operationName ?? undefined, {
        disableLeafSerialization: true,
      })
      compiled = isCompiledQuery(result) ? result : null
    }
    if (compiled !== null) return compiled.query(undefined, context, variables)
    return execute({
      schema,
      document,
      contextValue: context,
      variableValues: variables,
      ...(operationName === null ? {} : { operationName }),
    })
  }
}
