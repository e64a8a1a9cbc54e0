/** Who looked at us (查询告知), and the decision to release what is withheld (解除查询保密). */
import type { Lookup, Release } from '../audit/desk.ts'
import type { GatewayContext } from '../context.ts'
import { deskOf } from './log.ts'
import { pageSize } from './timeline.ts'
import type { PageArguments } from './timeline.ts'

const DEFAULT_LOOKUPS = 20

export const lookupQueries = {
  async lookups(_: unknown, args: PageArguments, context: GatewayContext) {
    const first = pageSize(args.first, DEFAULT_LOOKUPS)
    const { cursors, principal } = context
    const scope = `lookups|${principal.kind === 'ENTERPRISE' ? principal.uscc : ''}`
    const after = args.after == null ? null : (cursors.open(scope, args.after) as number)
    const { rows, next } = await deskOf(context).lookups(principal, { after, first })
    return {
      nodes: lookupNodes(rows, context),
      pageInfo: {
        hasNextPage: next !== null,
        endCursor: next === null ? null : cursors.seal(scope, next),
      },
    }
  },
}

interface ReleaseArguments {
  readonly input: {
    readonly caseNumber?: string | null
    readonly indexes?: readonly number[] | null
    readonly reason: string
  }
}

export const lookupMutations = {
  async releaseLookups(_: unknown, { input }: ReleaseArguments, context: GatewayContext) {
    const { caseNumber = null, indexes = null, reason } = input
    const asked = { caseNumber, indexes, reason }
    return shapeRelease(await deskOf(context).release(context.principal, asked))
  },
}

interface LookupNode {
  readonly lookup: Lookup
  readonly proofs: () => Promise<ReadonlyMap<number, string>>
}

export const lookupTypes = {
  Lookup: {
    proof: async ({ lookup, proofs }: LookupNode) => (await proofs()).get(lookup.index) ?? null,
  },
}

/** All proofs of a page from one tree. */
function lookupNodes(rows: readonly Lookup[], context: GatewayContext) {
  let begun: Promise<ReadonlyMap<number, string>> | null = null
  const proofs = () => (begun ??= deskOf(context).proofs(rows))
  return rows.map((lookup) => {
    const { agency, purpose, purposeName, bases: legalBases, on, provinces } = lookup
    return { agency, purpose, purposeName, legalBases, on, provinces, lookup, proofs }
  })
}

function shapeRelease({ id, count, at }: Release) {
  return { id, count, at: at.toISOString() }
}
