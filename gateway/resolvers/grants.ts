/** The way to a grant (共享申请与授权): arguments to the desk, what it says to the graph's shape. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { CatalogueEntry } from '../access/catalogue.ts'
import type { ActKind, GrantRequest, RequestState } from '../access/grant-request.ts'
import type { GatewayContext } from '../context.ts'
import type { GrantDesk, ListedGrant, RequestInput, RequestPosition } from '../grants/desk.ts'
import { pageSize } from './timeline.ts'
import type { PageArguments } from './timeline.ts'

const DEFAULT_REQUESTS = 20

interface RequestsArguments extends PageArguments {
  readonly state?: RequestState | null
}

interface ReviewArguments {
  readonly id: string
  readonly act: ActKind
  readonly text?: string | null
  readonly seen?: number | null
}

export const grantQueries = {
  catalogue: (_: unknown, args: { province?: Province | null }, context: GatewayContext) =>
    deskOf(context)
      .catalogue(context.principal, args.province ?? null)
      .map(shapeEntry),

  async grantRequests(_: unknown, args: RequestsArguments, context: GatewayContext) {
    const first = pageSize(args.first, DEFAULT_REQUESTS)
    const state = args.state ?? null
    const scope = `grantRequests|${state ?? ''}`
    const { cursors, principal } = context
    const after = args.after == null ? null : (cursors.open(scope, args.after) as RequestPosition)
    const found = await deskOf(context).requests(principal, { state, after, first })
    const { next, requests } = found
    return {
      nodes: requests.map(shapeRequest),
      pageInfo: {
        hasNextPage: next !== null,
        endCursor: next === null ? null : cursors.seal(scope, next),
      },
    }
  },

  grants: async (_: unknown, __: unknown, context: GatewayContext) =>
    (await deskOf(context).grants(context.principal)).map(shapeGrant),
}

export const grantMutations = {
  fileGrantRequest: async (
    _: unknown,
    { input }: { input: RequestInput },
    context: GatewayContext,
  ) => shapeRequest(await deskOf(context).file(context.principal, input)),

  async reviewGrantRequest(_: unknown, args: ReviewArguments, context: GatewayContext) {
    const { id: request, act, text = null, seen = null } = args
    return shapeRequest(await deskOf(context).act(context.principal, { request, act, text, seen }))
  },

  submitGrant: async (_: unknown, { token }: { token: string }, context: GatewayContext) =>
    shapeGrant(await deskOf(context).submit(context.principal, token)),
}

/** @throws {FederationError} `GRANTS_UNAVAILABLE`: this gateway was put together without a desk. */
function deskOf({ grants }: GatewayContext): GrantDesk {
  if (grants == null) throw new FederationError('GRANTS_UNAVAILABLE')
  return grants
}

function shapeEntry({ owner, fields, ...entry }: CatalogueEntry) {
  return { ...entry, province: owner, fields: shapeFields(fields) }
}

function shapeFields(fields: CatalogueEntry['fields']) {
  return Object.entries(fields).map(([type, names]) => ({ type, names }))
}

function shapeRequest({ entry, fields, acts, ...request }: GrantRequest) {
  return {
    ...request,
    entry: shapeEntry(entry),
    fields: shapeFields(fields),
    acts: acts.map(({ by, at, ...act }) => ({ ...act, ...by, at: at.toISOString() })),
  }
}

function shapeGrant({ grant, owner, receivedAt, ...listed }: ListedGrant) {
  const shown = { ...listed, province: owner, receivedAt: receivedAt.toISOString() }
  if (grant === null) return shown
  const { operations, fields, grades, purpose, legalBases, approvers } = grant
  return {
    ...shown,
    ...{ operations, purpose, legalBases, approvers },
    fields: shapeFields(fields),
    grades: Object.entries(grades).map(([grade, clarity]) => ({ grade, clarity })),
    validFrom: grant.validFrom.toISOString(),
    validUntil: grant.validUntil.toISOString(),
  }
}
