/** Errors as callers see them: a stable code, a Chinese message, facts; never a cause or an address. */
import { GraphQLError } from 'graphql'
import type { ExecutionResult, FormattedExecutionResult, GraphQLFormattedError } from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'

/** In a refused result's `extensions.http`, and taken out before it leaves: how HTTP is to answer. */
export interface HttpHint {
  readonly status: number
  /** 200 for a caller that accepts `application/json` alone, as GraphQL over HTTP recommends. */
  readonly spec?: true
  readonly headers?: Readonly<Record<string, string>>
}

export function codedError(
  failure: FederationError,
  requestId: string,
  place: Pick<GraphQLFormattedError, 'path' | 'locations'> = {},
): GraphQLFormattedError {
  const { code, retryable, details } = failure
  return {
    message: failure.message,
    ...place,
    extensions: { ...details, code, retryable, requestId },
  }
}

/** A request refused before it was executed. */
export function refused(
  failures: readonly FederationError[],
  requestId: string,
  http: HttpHint = hintFor(failures[0]!),
): FormattedExecutionResult {
  const errors = failures.map((failure) => codedError(failure, requestId))
  return { errors, extensions: { http } }
}

/** RFC 9110, section 15.5.6: a method that is not allowed goes with those that are. */
function hintFor({ status }: FederationError): HttpHint {
  return status === 405 ? { status, headers: { allow: 'POST' } } : { status }
}

/** What the GraphQL library says of a document or its variables; its English text is the fact. */
export function malformed(
  errors: readonly GraphQLError[],
  requestId: string,
): FormattedExecutionResult {
  const http: HttpHint = { status: 400, spec: true }
  return {
    errors: errors.map(({ message, locations }) => {
      const failure = new FederationError('REQUEST_MALFORMED', { reason: message })
      return codedError(failure, requestId, locations === undefined ? {} : { locations })
    }),
    extensions: { http },
  }
}

export function httpHintOf(result: FormattedExecutionResult): HttpHint | undefined {
  return result.extensions?.['http'] as HttpHint | undefined
}

/** An error met while executing. What has no code is a fault of ours: the log has it, the caller an id. */
export function executionError(
  error: GraphQLError,
  requestId: string,
  onFault: (fault: unknown) => void,
): GraphQLFormattedError {
  const { originalError, path, locations } = error
  const failure = codedOf(originalError)
  if (failure === null) onFault(originalError ?? error)
  return codedError(failure ?? new FederationError('INTERNAL'), requestId, {
    ...(path === undefined ? {} : { path }),
    ...(locations === undefined ? {} : { locations }),
  })
}

/** What was refused while it was executed, for who asks or what he may. */
export function refusalsIn({ errors = [] }: ExecutionResult): readonly FederationError[] {
  const coded = errors.flatMap(({ originalError }) => codedOf(originalError) ?? [])
  return coded.filter(({ status }) => status === 403)
}

function codedOf(error: unknown): FederationError | null {
  if (error instanceof FederationError) return error
  if (error instanceof GraphQLError && error.originalError != null)
    return codedOf(error.originalError)
  return null
}
