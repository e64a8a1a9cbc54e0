/** Merges sorted pages of several registries into one sorted list without doubles. */
import { sortKeyOf } from '../../adapters/shared/contract.ts'
import type { SearchHit, SearchPage, SearchPosition } from '../../adapters/shared/contract.ts'
import type { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'

export interface SourcePage {
  readonly province: Province
  /** Empty where `failure` is set. */
  readonly page: SearchPage
  readonly failure: FederationError | null
  readonly latencyMs: number
}

export interface MergedHit {
  readonly hit: SearchHit
  /** The first source that has it. */
  readonly province: Province
  /** Where each source stands after this row. */
  readonly positions: Readonly<Partial<Record<Province, SearchPosition>>>
}

/**
 * The first `limit` rows of all pages. A source that failed stands at the last row's key from then
 * on: what it would have added to this page is missing, as its row in `sources` says, and the next
 * page is still in order.
 */
export function mergeSearchPages(
  pages: readonly SourcePage[],
  after: Readonly<Partial<Record<Province, SearchPosition>>>,
  limit: number,
): { readonly hits: readonly MergedHit[]; readonly more: boolean } {
  const taken = new Map<Province, number>()
  const hits: MergedHit[] = []
  const heads = (): { key: string; from: SourcePage }[] =>
    pages.flatMap((from) => {
      const hit = from.page.hits[taken.get(from.province) ?? 0]
      return hit === undefined ? [] : [{ key: sortKeyOf(hit), from }]
    })

  let left = heads()
  while (left.length > 0 && hits.length < limit) {
    // A source that has more rows than it sent must not be overtaken: its next row may come first.
    if (pages.some((one) => isDrained(one, taken))) break
    const key = left.reduce((least, head) => (head.key < least ? head.key : least), left[0]!.key)
    const owners = left.filter((head) => head.key === key).map(({ from }) => from)
    const hit = owners[0]!.page.hits[taken.get(owners[0]!.province) ?? 0]!
    for (const { province } of owners) taken.set(province, (taken.get(province) ?? 0) + 1)
    hits.push({
      hit,
      province: owners[0]!.province,
      positions: positionsAfter(key, pages, after, taken),
    })
    left = heads()
  }
  return { hits, more: left.length > 0 || pages.some(({ page }) => page.more) }
}

function isDrained({ province, page }: SourcePage, taken: ReadonlyMap<Province, number>): boolean {
  return page.more && (taken.get(province) ?? 0) >= page.hits.length
}

/** Every source continues after the same key; the offset says where it may begin to look. */
function positionsAfter(
  key: string,
  pages: readonly SourcePage[],
  after: Readonly<Partial<Record<Province, SearchPosition>>>,
  taken: ReadonlyMap<Province, number>,
): Partial<Record<Province, SearchPosition>> {
  return Object.fromEntries(
    pages.map(({ province, page }) => {
      const passed = taken.get(province) ?? 0
      const offset =
        passed === 0 ? (after[province]?.offset ?? 0) : page.positions[passed - 1]!.offset
      return [province, { key, offset }]
    }),
  )
}
