/** The commands' way to the gateway: GraphQL with a token, refusals as the gateway coded them. */
import { CATALOGUE, FederationError } from '../../../schemas/model/errors.ts'
import type { ErrorCode, ErrorDetails } from '../../../schemas/model/errors.ts'

export interface GatewayAccess {
  readonly url: string
  readonly token: string
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    readonly extensions?: Readonly<Record<string, unknown>>
  }[]
}

/**
 * The value of the one root field of a document.
 *
 * @throws {FederationError} `GATEWAY_UNREACHABLE`, or the code that the gateway refused with.
 */
export async function askGateway<T>(
  { url, token }: GatewayAccess,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const answer = await post(url, token, JSON.stringify({ query, variables }))
  const [error] = answer.errors ?? []
  if (error !== undefined) throw refusalOf(error)
  const [value] = Object.values(answer.data ?? {})
  if (value === undefined) throw new FederationError('GATEWAY_UNREACHABLE', { url })
  return value as T
}

async function post(url: string, token: string, body: string): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    authorization: `Bearer ${token}`,
  }
  try {
    const address = new URL('/graphql', url)
    // A redirect would take the token elsewhere.
    const response = await fetch(address, { method: 'POST', headers, body, redirect: 'error' })
    return (await response.json()) as Answer
  } catch (cause) {
    throw new FederationError('GATEWAY_UNREACHABLE', { url }, { cause })
  }
}

function refusalOf({
  message,
  extensions = {},
}: {
  readonly message: string
  readonly extensions?: Readonly<Record<string, unknown>>
}): FederationError {
  const { code, requestId: _, retryable: __, ...details } = extensions
  const known = typeof code === 'string' && Object.hasOwn(CATALOGUE, code)
  if (known) return new FederationError(code as ErrorCode, details as ErrorDetails)
  return new FederationError('INTERNAL', {}, { cause: new Error(message) })
}
