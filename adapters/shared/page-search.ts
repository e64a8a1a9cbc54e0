/**
 * Turns a registry that pages by number into one that continues after a key. Rows ascend by
 * `sortKeyOf`. Rows may appear and vanish between two calls: the offset is only where to look first,
 * the key decides, so nothing is repeated and nothing that stayed is skipped.
 */
import { sortKeyOf } from './contract.ts'
import type { SearchHit, SearchPage, SearchPosition } from './contract.ts'

export interface NumberedPage {
  readonly hits: readonly SearchHit[]
  readonly total: number
}

/** `index` counts from 0; a page holds `PAGE_SIZE` rows but for the last. */
export type ReadPage = (index: number) => Promise<NumberedPage>

export const PAGE_SIZE = 100

export async function pageSearch(
  readPage: ReadPage,
  after: SearchPosition | null,
  limit: number,
): Promise<SearchPage> {
  const found: { hit: SearchHit; position: SearchPosition }[] = []
  let index = await firstPage(readPage, after)
  let total = 0
  for (; found.length <= limit; index += 1) {
    const page = await readPage(index)
    total = page.total
    page.hits.forEach((hit, i) => {
      const key = sortKeyOf(hit)
      if (after !== null && key <= after.key) return
      found.push({ hit, position: { key, offset: index * PAGE_SIZE + i + 1 } })
    })
    if (page.hits.length < PAGE_SIZE) break
  }
  const taken = found.slice(0, limit)
  return {
    hits: taken.map(({ hit }) => hit),
    positions: taken.map(({ position }) => position),
    total,
    more: found.length > limit,
  }
}

/** The page to begin with: steps back while rows before `after` have vanished and shifted the rest. */
async function firstPage(readPage: ReadPage, after: SearchPosition | null): Promise<number> {
  if (after === null) return 0
  let index = Math.floor(Math.max(0, after.offset - 1) / PAGE_SIZE)
  while (index > 0) {
    const first = (await readPage(index)).hits[0]
    if (first !== undefined && sortKeyOf(first) <= after.key) return index
    index -= 1
  }
  return 0
}
