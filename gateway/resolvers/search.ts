/**
 * searchEntities: four registries, each with its own sorted rows, as one list sorted by code. A
 * keyset cursor per source; an entity known to two provinces appears once.
 */
import type { SubschemaConfig } from '@graphql-tools/delegate'
import type { GraphQLResolveInfo } from 'graphql'
import { sortKeyOf } from '../../adapters/shared/contract.ts'
import type {
  SearchFilter,
  SearchHit,
  SearchPage,
  SearchPosition,
} from '../../adapters/shared/contract.ts'
import { provinceError } from '../../adapters/shared/failure.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { GatewayContext } from '../context.ts'
import { mergeSearchPages } from '../registries/merge-search.ts'
import type { MergedHit, SourcePage } from '../registries/merge-search.ts'
import { mergeFrom, reportFailures } from './entry.ts'
import { MAX_PAGE, pageSize } from './timeline.ts'
import { responsePathAsArray } from 'graphql'

export interface SearchArguments {
  readonly filter: {
    readonly name?: string | null
    readonly principal?: string | null
    readonly province?: Province | null
    readonly state?: EntityState | null
  }
  readonly first?: number | null
  readonly after?: string | null
}

const DEFAULT_HITS = 20

type Positions = Partial<Record<Province, SearchPosition>>

/** @throws {FederationError} `FILTER_EMPTY`, `PAGE_TOO_LARGE`, `CURSOR_INVALID`; no registry is asked. */
export async function searchEntities(
  args: SearchArguments,
  keys: SubschemaConfig,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const size = pageSize(args.first, DEFAULT_HITS)
  const filter = filterOf(args)
  const asked = PROVINCES.filter(
    (one) => args.filter.province == null || args.filter.province === one,
  )
  const scope = `search|${JSON.stringify([filter, asked])}`
  const after = args.after == null ? {} : (context.cursors.open(scope, args.after) as Positions)
  const leavesOut = context.leavesOut(filter)
  // Said of every such search: if only where rows were left out, it would say that there are some.
  if (leavesOut !== null)
    context.report(responsePathAsArray(info.path), new FederationError('SEARCH_PERSONS_WITHHELD'))
  const rows = leavesOut === null ? size : MAX_PAGE
  const pages = await Promise.all(
    asked.map((province) => askOne(province, filter, after[province] ?? null, rows, context)),
  )
  for (const { failure } of pages) {
    if (failure !== null) context.report(responsePathAsArray(info.path), failure)
  }
  const merged = mergeSearchPages(pages, after, rows)
  const shown = leavesOut === null ? plainPage(merged) : withoutLeftOut(merged, leavesOut, size)
  return connection(
    shown,
    scope,
    pages.map((one) => shownOf(one, leavesOut)),
    keys,
    context,
    info,
  )
}

type LeavesOut = (uscc: Uscc | null) => boolean
type Merged = ReturnType<typeof mergeSearchPages>

interface ShownPage extends Merged {
  /** The row after which the next page begins. */
  readonly last: MergedHit | undefined
}

function plainPage(merged: Merged): ShownPage {
  return { ...merged, last: merged.hits.at(-1) }
}

/**
 * As if the rows left out were not there: as many as possible were asked for, so that neither a short
 * page nor a next one tells of them. Only behind a whole page of theirs an empty one can come.
 */
function withoutLeftOut({ hits, more }: Merged, leavesOut: LeavesOut, size: number): ShownPage {
  const all = hits.filter(({ hit }) => !leavesOut(hit.uscc))
  const shown = all.slice(0, size)
  if (all.length > size) return plainPage({ hits: shown, more: true })
  return { hits: shown, more, last: more ? hits.at(-1) : shown.at(-1) }
}

/** Of one source what its row in `sources` may speak of. */
function shownOf(one: SourcePage, leavesOut: LeavesOut | null): SourcePage {
  if (leavesOut === null) return one
  return {
    ...one,
    page: { ...one.page, hits: one.page.hits.filter(({ uscc }) => !leavesOut(uscc)) },
  }
}

function filterOf({ filter }: SearchArguments): SearchFilter {
  const name = filter.name?.trim() ?? ''
  const principal = filter.principal?.trim() ?? ''
  if (name === '' && principal === '') throw new FederationError('FILTER_EMPTY')
  return {
    ...(name === '' ? {} : { name }),
    ...(principal === '' ? {} : { principal }),
    ...(filter.state == null ? {} : { state: filter.state }),
  }
}

async function askOne(
  province: Province,
  filter: SearchFilter,
  after: SearchPosition | null,
  first: number,
  context: GatewayContext,
): Promise<SourcePage> {
  const began = performance.now()
  const took = (): number => Math.round(performance.now() - began)
  try {
    const page = await context.search(province, filter, after, first)
    return { province, page, failure: null, latencyMs: took() }
  } catch (failure) {
    const coded =
      failure instanceof FederationError
        ? failure
        : provinceError('PROVINCE_ERROR', province, failure)
    return { province, page: EMPTY_PAGE, failure: coded, latencyMs: took() }
  }
}

const EMPTY_PAGE: SearchPage = { hits: [], positions: [], total: null, more: false }

function connection(
  { hits, more, last }: ShownPage,
  scope: string,
  pages: readonly SourcePage[],
  keys: SubschemaConfig,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const named = hits.filter(
    (one): one is MergedHit & { hit: { uscc: Uscc } } => one.hit.uscc !== null,
  )
  const nodes = new Map<Uscc, Promise<unknown>>()
  const node = (uscc: Uscc): Promise<unknown> => {
    const known = nodes.get(uscc) ?? enterNode(uscc, keys, context, info)
    nodes.set(uscc, known)
    return known
  }
  return {
    found: named.map(({ hit, positions }) => ({
      cursor: context.cursors.seal(scope, positions),
      enter: () => node(hit.uscc),
    })),
    pageInfo: {
      hasNextPage: more,
      endCursor: last === undefined ? null : context.cursors.seal(scope, last.positions),
    },
    withoutCode: hits
      .filter(({ hit }) => hit.uscc === null)
      .map(({ hit, province }) => numberHit(hit, province)),
    sources: PROVINCES.map((province) => sourceRow(province, pages, context)),
  }
}

/** A row of the page; its entity is asked about when it is wanted. */
interface Found {
  readonly cursor: string
  enter(): Promise<unknown>
}

/** Fields of their own, because a compiled query does not call a function it finds in a value. */
export const searchResolvers = {
  BusinessEntityConnection: {
    edges: ({ found }: { readonly found: readonly Found[] }) => found,
    nodes: ({ found }: { readonly found: readonly Found[] }) =>
      Promise.all(found.map((one) => one.enter())),
  },
  BusinessEntityEdge: { node: (edge: Found) => edge.enter() },
}

function numberHit(hit: SearchHit, province: Province) {
  return { province, registrationNumber: hit.registrationNumber ?? sortKeyOf(hit), name: hit.name }
}

/** The search has found it, so it is there, whatever the registries answer when asked for it. */
async function enterNode(
  uscc: Uscc,
  keys: SubschemaConfig,
  context: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  const evidence = await context.evidenceOf(uscc)
  reportFailures(evidence, responsePathAsArray(info.path), context)
  return mergeFrom(uscc, keys, context, info)
}

function sourceRow(province: Province, pages: readonly SourcePage[], context: GatewayContext) {
  const asked = pages.find((one) => one.province === province)
  const row = { province, asOf: null, latencyMs: null, code: null, unknownCodes: [] }
  if (asked === undefined) return { ...row, state: 'NOT_ASKED' }
  const { failure, page, latencyMs } = asked
  if (failure === null) {
    const state = page.hits.length === 0 ? 'NO_RECORD' : 'ANSWERED'
    return { ...row, state, asOf: context.at.toISOString(), latencyMs }
  }
  const { code, status } = failure
  // Left alone for a while, or not granted: either way it was not asked.
  if (code === 'PROVINCE_SUSPENDED' || status === 403) return { ...row, state: 'NOT_ASKED', code }
  return { ...row, state: code === 'PROVINCE_TIMEOUT' ? 'TIMED_OUT' : 'FAILED', code, latencyMs }
}
