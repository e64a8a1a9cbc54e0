/** Requests and grants that the token's owner may see. */
import { FederationError } from '../../../schemas/model/errors.ts'
import { askGateway } from './gateway-client.ts'
import type { GatewayAccess } from './gateway-client.ts'
import { GRANTS_QUERY, REQUESTS_QUERY } from './graph-types.ts'
import type { GrantAnswer, PageAnswer, RequestAnswer } from './graph-types.ts'

const PAGE = 50

/** Newest first, page by page. */
export async function* allRequests(
  access: GatewayAccess,
  state: string | null,
): AsyncGenerator<RequestAnswer> {
  let after: string | null = null
  do {
    const page: PageAnswer = await askGateway(access, REQUESTS_QUERY, { first: PAGE, after, state })
    yield* page.nodes
    after = page.pageInfo.endCursor
  } while (after !== null)
}

/** @throws {FederationError} `GRANT_REQUEST_UNKNOWN`. */
export async function findRequest(access: GatewayAccess, id: string): Promise<RequestAnswer> {
  for await (const request of allRequests(access, null)) if (request.id === id) return request
  throw new FederationError('GRANT_REQUEST_UNKNOWN', { request: id })
}

export function allGrants(access: GatewayAccess): Promise<readonly GrantAnswer[]> {
  return askGateway(access, GRANTS_QUERY)
}
