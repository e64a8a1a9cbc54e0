/**
 * Documents as text, made ready once: parsed, validated, measured, planned. What is kept is bounded
 * by its length, least recently used out first: callers can send as many and as long ones as they like.
 */
import { GraphQLError, Kind, getOperationAST, parse, validate } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'
import { askedFieldsOf } from './asked-fields.ts'
import type { AskedFields } from './asked-fields.ts'
import { createExecutor } from './executor.ts'
import type { Execute } from './executor.ts'
import { measureOperation } from './limits.ts'
import type { OperationMeasure } from './limits.ts'
import type { LoggedOperation } from './log-port.ts'
import { operationDigest } from './operation-digest.ts'

export interface ReadyOperation {
  readonly measure: OperationMeasure
  readonly kind: 'query' | 'mutation' | 'subscription'
  readonly asked: AskedFields
  /** For the federation log. */
  readonly logged: LoggedOperation
  readonly run: Execute
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
  /** Characters of all documents kept together. One costs about 40 bytes of memory. */
  readonly keptCharacters: number
}

export function createDocuments(options: DocumentOptions): Documents {
  const kept = new Map<string, Prepared>()
  let characters = 0

  function forget(key: string): void {
    if (kept.delete(key)) characters -= key.length
  }

  function keep(key: string, prepared: Prepared): void {
    kept.set(key, prepared)
    characters += key.length
    for (const oldest of kept.keys()) {
      if (characters <= options.keptCharacters) return
      forget(oldest)
    }
  }

  return {
    prepare(text, operationName) {
      // No name holds a line end; with one, name and text together would be another document's key.
      if (operationName?.includes('\n') === true) return prepare(text, operationName, options)
      const key = `${operationName ?? ''}\n${text}`
      const prepared = kept.get(key) ?? prepare(text, operationName, options)
      forget(key)
      keep(key, prepared)
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
  if (operation == null)
    return { refusals: [noOperation(document, operationName)], operation: null }
  const measure = measureOperation(document, operation)
  const asked = askedFieldsOf(schema, document, operation)
  const digest = operationDigest(document, operation.name?.value)
  const logged = { digest, fields: asked.paths }
  const run = createExecutor(schema, document, operationName)
  return { refusals: null, operation: { measure, kind: operation.operation, asked, logged, run } }
}

function noOperation(document: DocumentNode, name: string | null): GraphQLError {
  const count = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION).length
  return new GraphQLError(
    name === null && count > 1
      ? 'Must provide operation name if query contains multiple operations.'
      : `Unknown operation named "${name ?? ''}".`,
  )
}
