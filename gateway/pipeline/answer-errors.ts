/** Errors as callers see them: a stable code, a Chinese message, facts; never a cause or an address. */
import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'

/** Removed before the answer leaves: how the HTTP layer is to answer. */
interface HttpHint {
  readonly status: number
  /** As GraphQL over HTTP has it: 200 for `application/json`, the status for the newer media type. */
  readonly spec?: true
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
export function refusal(failure: FederationError, requestId: string): GraphQLFormattedError {
  const http: HttpHint = { status: failure.status }
  const error = codedError(failure, requestId)
  return { ...error, extensions: { ...error.extensions, http } }
}

/** What the GraphQL library says of a document or its variables; its English text is the fact. */
export function malformed(error: GraphQLError, requestId: string): GraphQLFormattedError {
  const failure = new FederationError('REQUEST_MALFORMED', { reason: error.message })
  const http: HttpHint = { status: failure.status, spec: true }
  const { locations } = error
  const coded = codedError(failure, requestId, locations === undefined ? {} : { locations })
  return { ...coded, extensions: { ...coded.extensions, http } }
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

function codedOf(error: unknown): FederationError | null {
  if (error instanceof FederationError) return error
  if (error instanceof GraphQLError && error.originalError != null) return codedOf(error.originalError)
  return null
}
