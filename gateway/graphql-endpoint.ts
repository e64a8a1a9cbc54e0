/** GraphQL over HTTP: Yoga reads the request and writes the answer, the pipeline does the rest. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { GraphQLError } from 'graphql'
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql'
import { createYoga } from 'graphql-yoga'
import type { Plugin } from 'graphql-yoga'
import { FederationError } from '../schemas/model/errors.ts'
import { httpHintOf, refused } from './pipeline/answer-errors.ts'
import type { Asker, Handle } from './pipeline/handle.ts'

/** What the server knows of one HTTP request. */
export interface RequestFacts {
  readonly requestId: string
  readonly principal: Asker
}

/** Answers one HTTP request; `facts` is what its caller has established. */
export type GraphQLEndpoint = (
  request: IncomingMessage,
  response: ServerResponse,
  facts: RequestFacts,
) => unknown

/**
 * Bodies whose length is declared have been measured by it (see server.ts), and node reads no more of
 * them than that. Counting bytes as they come, for the others, costs as much as all the rest of Yoga.
 */
export function createGraphQLEndpoint(
  schema: GraphQLSchema,
  handle: Handle,
  maxBodyBytes: number,
): GraphQLEndpoint {
  const plugins = [throughPipeline(handle), withCodes(maxBodyBytes)]
  const measured = createYoga<RequestFacts>({ ...lean(schema, plugins), maxRequestBodySize: false })
  const counting = createYoga<RequestFacts>({
    ...lean(schema, plugins),
    maxRequestBodySize: maxBodyBytes,
  })
  return (request, response, facts) => {
    const yoga = request.headers['content-length'] === undefined ? counting : measured
    return yoga(request, response, facts)
  }
}

function lean(schema: GraphQLSchema, plugins: Plugin[]) {
  return {
    schema,
    plugins,
    graphqlEndpoint: '/graphql',
    // Its page loads scripts from a public network; the console is a later work of ours.
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    logging: false,
    parserAndValidationCache: false,
  } as const
}

function throughPipeline(handle: Handle): Plugin {
  return {
    onParams({ request, setParamsHandler }) {
      const readOnly = request.method !== 'POST'
      setParamsHandler(({ params, context }) => {
        const { principal, requestId } = context as unknown as RequestFacts
        return handle(principal, { ...params, requestId, readOnly }) as never
      })
    },
  }
}

/**
 * What Yoga itself refuses (no JSON, no query, wrong method, too long) gets a code of ours; what
 * GraphQL refuses is 200 for a caller that asks for `application/json` alone, as the specification
 * of GraphQL over HTTP recommends, and 4xx for everybody else.
 */
function withCodes(maxBodyBytes: number): Plugin {
  return {
    onResultProcess({ request, result, setResult, serverContext }) {
      const plain = result as FormattedExecutionResult
      if (plain.errors === undefined) return
      const own = plain.errors.find((error) => error instanceof GraphQLError)
      if (own !== undefined) {
        const { requestId } = serverContext as unknown as RequestFacts
        setResult(translated(own, maxBodyBytes, requestId) as never)
        return
      }
      const http = httpHintOf(plain)
      if (http?.spec === true && wantsPlainJson(request.headers.get('accept'))) {
        setResult({ ...plain, extensions: { ...plain.extensions, http: { status: 200 } } } as never)
      }
    },
  }
}

function translated(
  error: GraphQLError,
  maxBodyBytes: number,
  requestId: string,
): FormattedExecutionResult {
  const { status = 400, headers } = (error.extensions['http'] ?? {}) as {
    readonly status?: number
    readonly headers?: Record<string, string>
  }
  if (status === 413) {
    const failure = new FederationError('BODY_TOO_LARGE', { limit: maxBodyBytes })
    // The rest of the body is not read: the connection cannot be used again.
    return refused([failure], requestId, { status, headers: { connection: 'close' } })
  }
  const failure = new FederationError('REQUEST_MALFORMED', { reason: error.message })
  return refused([failure], requestId, { status, ...(headers === undefined ? {} : { headers }) })
}

function wantsPlainJson(accept: string | null): boolean {
  if (accept === null) return false
  return accept.includes('application/json') && !accept.includes('graphql-response+json')
}
