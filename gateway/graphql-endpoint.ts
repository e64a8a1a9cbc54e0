/** GraphQL over HTTP: Yoga reads the request and writes the answer, the pipeline does the rest. */
import { createYoga } from 'graphql-yoga'
import type { GraphQLSchema } from 'graphql'
import type { Principal } from './context.ts'
import type { Handle } from './pipeline/handle.ts'

/** What the server knows of one HTTP request. */
export interface RequestFacts {
  readonly requestId: string
  readonly principal: Principal
}

export function createGraphQLEndpoint(schema: GraphQLSchema, handle: Handle, maxBodyBytes: number) {
  return createYoga<RequestFacts>({
    schema,
    graphqlEndpoint: '/graphql',
    // Its page loads scripts from a public network; the console is a later work of ours.
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    logging: false,
    parserAndValidationCache: false,
    maxRequestBodySize: maxBodyBytes,
    plugins: [
      {
        onParams({ setParamsHandler }) {
          setParamsHandler(({ params, context }) => {
            const { principal, requestId } = context as unknown as RequestFacts
            return handle(principal, { ...params, requestId }) as never
          })
        },
      },
    ],
  })
}
