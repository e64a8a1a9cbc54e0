import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortKeyOf } from '../../../adapters/shared/contract.ts'
import type { SearchHit, SearchPage, SearchPosition } from '../../../adapters/shared/contract.ts'
import { provinceError } from '../../../adapters/shared/failure.ts'
import { mergeSearchPages } from '../../../gateway/registries/merge-search.ts'
import type { SourcePage } from '../../../gateway/registries/merge-search.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import { fictitiousNumber, fictitiousUscc } from '../../support/fictitious-records.ts'

type Positions = Readonly<Partial<Record<Province, SearchPosition>>>

const coded = (i: number): SearchHit => ({
  uscc: fictitiousUscc(i),
  registrationNumber: null,
  name: `虚构第${i}号`,
})
const numbered = (i: number): SearchHit => ({
  uscc: null,
  registrationNumber: fictitiousNumber(i),
  name: `虚构老字号第${i}号`,
})

/** What a registry with these rows answers, as adapters/shared/page-search.ts promises. */
function pageOf(
  rows: readonly SearchHit[],
  after: SearchPosition | null,
  limit: number,
): SearchPage {
  const from = rows.findIndex((row) => after === null || sortKeyOf(row) > after.key)
  const rest = from < 0 ? [] : rows.slice(from)
  const hits = rest.slice(0, limit)
  return {
    hits,
    positions: hits.map((hit, i) => ({ key: sortKeyOf(hit), offset: from + i + 1 })),
    total: rows.length,
    more: rest.length > limit,
  }
}

const answered = (province: Province, page: SearchPage): SourcePage => ({
  province,
  page,
  failure: null,
  latencyMs: 1,
})

function rowsOf(...hits: readonly SearchHit[]): SearchHit[] {
  return [...hits].sort((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1))
}

/** Page after page, as a caller follows the cursors; a province of `failing` fails on its page. */
function readAll(
  world: Readonly<Record<Province, readonly SearchHit[]>>,
  limit: number,
  failing: (page: number, province: Province) => boolean = () => false,
): { readonly keys: readonly string[]; readonly pages: number } {
  const keys: string[] = []
  let after: Positions = {}
  for (let page = 0; page < 1_000; page += 1) {
    const pages = PROVINCES.map((province): SourcePage => {
      if (!failing(page, province)) {
        return answered(province, pageOf(world[province], after[province] ?? null, limit))
      }
      const failure = provinceError('PROVINCE_ERROR', province)
      return { province, page: pageOf([], null, limit), failure, latencyMs: 1 }
    })
    const { hits, more } = mergeSearchPages(pages, after, limit)
    keys.push(...hits.map(({ hit }) => sortKeyOf(hit)))
    if (!more) return { keys, pages: page + 1 }
    after = hits.at(-1)!.positions
  }
  throw new Error('does not end')
}

describe('one merged page', () => {
  const [one, two, three] = [coded(1), coded(2), coded(3)]

  it('is sorted by code over all sources', () => {
    const pages = [
      answered('SHANGHAI', pageOf(rowsOf(one, three), null, 10)),
      answered('ANHUI', pageOf(rowsOf(two), null, 10)),
    ]
    const { hits, more } = mergeSearchPages(pages, {}, 10)
    expect(hits.map(({ hit, province }) => [hit.uscc, province])).toEqual(
      rowsOf(one, two, three).map(({ uscc }) => [uscc, uscc === two.uscc ? 'ANHUI' : 'SHANGHAI']),
    )
    expect(more).toBe(false)
  })

  it('shows an entity known to two provinces once', () => {
    const pages = [
      answered('SHANGHAI', pageOf(rowsOf(one), null, 10)),
      answered('ANHUI', pageOf(rowsOf(one, two), null, 10)),
    ]
    expect(mergeSearchPages(pages, {}, 10).hits).toHaveLength(2)
  })

  it('has entities without a code after all codes', () => {
    const pages = [answered('ANHUI', pageOf(rowsOf(numbered(1), one), null, 10))]
    const keys = mergeSearchPages(pages, {}, 10).hits.map(({ hit }) => hit.uscc)
    expect(keys).toEqual([one.uscc, null])
  })

  it('stops at its size and says that there is more', () => {
    const pages = [
      answered('SHANGHAI', pageOf(rowsOf(one, three), null, 2)),
      answered('ANHUI', pageOf(rowsOf(two), null, 2)),
    ]
    const { hits, more } = mergeSearchPages(pages, {}, 2)
    expect(hits).toHaveLength(2)
    expect(more).toBe(true)
  })

  it('is empty, with nothing more, where nobody has any', () => {
    const pages = PROVINCES.map((province) => answered(province, pageOf([], null, 10)))
    expect(mergeSearchPages(pages, {}, 10)).toEqual({ hits: [], more: false })
  })

  it('does not overtake a source that has more than it sent: its next row may come first', () => {
    const rows = rowsOf(coded(1), coded(2), coded(3), coded(4))
    const short = pageOf([rows[0]!], null, 5)
    const pages = [
      answered('SHANGHAI', { ...short, more: true }),
      answered('ANHUI', pageOf([rows[3]!], null, 5)),
    ]
    const { hits, more } = mergeSearchPages(pages, {}, 5)
    expect(hits.map(({ hit }) => hit.uscc)).toEqual([rows[0]!.uscc])
    expect(more).toBe(true)
  })
})

describe('page after page', () => {
  const row = fc.oneof(fc.nat(40).map(coded), fc.nat(5).map(numbered))
  const rows = fc
    .uniqueArray(row, { selector: sortKeyOf, maxLength: 25 })
    .map((hits) => rowsOf(...hits))
  const world = fc.record({ SHANGHAI: rows, JIANGSU: rows, ZHEJIANG: rows, ANHUI: rows })
  const size = fc.integer({ min: 1, max: 12 })

  it('every row of every source comes once, in order', () => {
    fc.assert(
      fc.property(world, size, (all, limit) => {
        const everything = new Set(Object.values(all).flatMap((hits) => hits.map(sortKeyOf)))
        expect(readAll(all, limit).keys).toEqual([...everything].sort())
      }),
      { numRuns: 300 },
    )
  })

  it('while sources fail now and then: in order, no row twice, none made up, and it ends', () => {
    const failures = fc.func(fc.boolean())
    fc.assert(
      fc.property(world, size, failures, (all, limit, fails) => {
        const everything = new Set(Object.values(all).flatMap((hits) => hits.map(sortKeyOf)))
        const { keys } = readAll(all, limit, (page, province) => page < 5 && fails(page, province))
        expect(keys).toEqual([...new Set(keys)].sort())
        expect(keys.every((key) => everything.has(key))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('what a source that never fails has is never missed because another one fails', () => {
    fc.assert(
      fc.property(world, size, (all, limit) => {
        const { keys } = readAll(all, limit, (_, province) => province === 'ZHEJIANG')
        const sound = PROVINCES.filter((province) => province !== 'ZHEJIANG')
        const expected = new Set<string | Uscc>(
          sound.flatMap((province) => all[province].map(sortKeyOf)),
        )
        expect(keys).toEqual([...expected].sort())
      }),
      { numRuns: 200 },
    )
  })
})
