/** Search: page after page in key order, whatever happens to the rows in between. */
import { expect, it } from 'vitest'
import { sortKeyOf } from '../../adapters/shared/contract.ts'
import type {
  RegistryAdapter,
  SearchFilter,
  SearchHit,
  SearchPosition,
} from '../../adapters/shared/contract.ts'
import { createMemoryData } from '../../adapters/shared/sandbox/memory-data.ts'
import type { RegistryData } from '../../adapters/shared/sandbox/registry-data.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { numberOnlyRecord, plainRecord, sparseRecord } from '../support/fictitious-records.ts'
import { openRegistry } from './registry.ts'
import type { ProvinceUnderTest } from './registry.ts'

const ever = () => new AbortController().signal
/** A search that does not move on must fail, not run for ever. */
const MOST_CALLS = 300
const EVERY = { name: '虚构' }

export function describeSearch(province: ProvinceUnderTest): void {
  const many = Array.from({ length: 250 }, (_, i) => plainRecord(i))

  it.each([100, 37])('follows positions over 250 rows, %i at a time', async (limit) => {
    await using registry = await openRegistry(province, many)
    const hits = await searchAll(registry.adapter, EVERY, limit)
    expect(hits).toEqual(many.map(hitOf).sort(byKey))
  })

  it('takes one row at a time', async () => {
    const few = many.slice(0, 5)
    await using registry = await openRegistry(province, few)
    expect(await searchAll(registry.adapter, EVERY, 1)).toEqual(few.map(hitOf).sort(byKey))
  })

  it('says how many there are, and whether there are more', async () => {
    await using registry = await openRegistry(province, many.slice(0, 100))
    const search = (limit: number) => registry.adapter.search(EVERY, null, limit, ever())
    const page = await search(99)
    expect(page).toMatchObject({ total: 100, more: true })
    expect(page.positions.map(({ key }) => key)).toEqual(page.hits.map(sortKeyOf))
    expect(await search(100)).toMatchObject({ total: 100, more: false })
  })

  it('answers with an empty page when nothing fits', async () => {
    await using registry = await openRegistry(province, many.slice(0, 3))
    const page = await registry.adapter.search({ name: '查无此名' }, null, 20, ever())
    expect(page).toMatchObject({ hits: [], positions: [], more: false })
  })

  it('neither skips nor repeats a row when earlier ones vanish between two pages', async () => {
    const rows = [...many]
    await using registry = await openRegistry(province, changing(province, rows))
    const first = await registry.adapter.search(EVERY, null, 100, ever())
    const taken = new Set(first.hits.map(({ uscc }) => uscc))
    const gone = many.filter(({ uscc }) => taken.has(uscc)).slice(0, 40)
    rows.splice(0, rows.length, ...many.filter((row) => !gone.includes(row)))
    const rest = await searchAll(registry.adapter, EVERY, 100, first.positions.at(-1)!)
    expect(rest).toEqual(many.map(hitOf).sort(byKey).slice(100))
  })

  it('neither skips nor repeats a row when new ones appear between two pages', async () => {
    const rows = many.slice(50)
    await using registry = await openRegistry(province, changing(province, rows))
    const before = rows.map(hitOf).sort(byKey)
    const first = await registry.adapter.search(EVERY, null, 100, ever())
    rows.push(...many.slice(0, 50))
    const last = first.positions.at(-1)!
    const rest = await searchAll(registry.adapter, EVERY, 100, last)
    const stayed = rest.filter((hit) => before.some(({ uscc }) => uscc === hit.uscc))
    expect([...first.hits, ...stayed]).toEqual(before)
    expect(rest.map(sortKeyOf).every((key) => key > last.key)).toBe(true)
  })

  it.each([
    ['principal', { principal: '示例乙' }],
    ['name and principal', { name: '虚构', principal: '示例乙' }],
    ['a former name', { name: '曾用名壹' }],
    ['state', { name: '虚构', state: 'DEREGISTERED' }],
    ['a name whose brackets are of the other width', { name: '虚构(沪)' }],
  ] satisfies [string, SearchFilter][])('finds by %s', async (_, filter) => {
    const wanted = plainRecord(1, {
      name: '虚构（沪）贸易有限公司',
      formerNames: ['虚构曾用名壹有限公司'],
      principal: '示例乙',
      state: 'DEREGISTERED',
    })
    await using registry = await openRegistry(province, [wanted, plainRecord(2), plainRecord(3)])
    const page = await registry.adapter.search(filter, null, 20, ever())
    expect(page.hits).toEqual([hitOf(wanted)])
  })

  it('looks for a name with characters that the wire must escape', async () => {
    const name = '虚构"R&D"100%=50+50;?#/\\\'𠮷'
    const wanted = plainRecord(1, { name: `${name}有限公司` })
    await using registry = await openRegistry(province, [wanted, plainRecord(2)])
    const page = await registry.adapter.search({ name }, null, 20, ever())
    expect(page.hits).toEqual([hitOf(wanted)])
  })

  it('finds nothing in a state that the registry has no word for', async () => {
    await using registry = await openRegistry(province, many.slice(0, 3))
    const filter = { name: '虚构', state: 'UNKNOWN' } as const
    const page = await registry.adapter.search(filter, null, 20, ever())
    expect(page).toMatchObject({ hits: [], positions: [], more: false })
  })

  it('finds entities known only by registration number, after those with a code', async () => {
    const rows = [numberOnlyRecord(1), plainRecord(2), numberOnlyRecord(3), sparseRecord(4)]
    await using registry = await openRegistry(province, rows)
    const page = await registry.adapter.search(EVERY, null, 20, ever())
    expect(page.hits).toEqual(
      rows
        .filter(({ name }) => name !== null)
        .map(hitOf)
        .sort(byKey),
    )
    expect(page.hits.at(-1)).toMatchObject({ uscc: null })
    expect(await searchAll(registry.adapter, EVERY, 1)).toEqual(page.hits)
  })
}

async function searchAll(
  adapter: RegistryAdapter,
  filter: SearchFilter,
  limit: number,
  from: SearchPosition | null = null,
): Promise<SearchHit[]> {
  const hits: SearchHit[] = []
  let after = from
  for (let calls = 0; calls < MOST_CALLS; calls += 1) {
    const page = await adapter.search(filter, after, limit, ever())
    expect(page.hits.length).toBeLessThanOrEqual(limit)
    expect(page.positions).toHaveLength(page.hits.length)
    hits.push(...page.hits)
    if (!page.more) return hits
    after = page.positions.at(-1)!
  }
  throw new Error(`no end after ${MOST_CALLS} pages`)
}

/** Data that follows `rows` as the test changes them. */
function changing({ adapter }: ProvinceUnderTest, rows: readonly RegistryRecord[]): RegistryData {
  const now = () => createMemoryData(adapter.province, rows)
  return {
    province: adapter.province,
    recordsOf: (uscc) => now().recordsOf(uscc),
    recordsOfNumber: (number) => now().recordsOfNumber(number),
    search: (filter, offset, limit) => now().search(filter, offset, limit),
    close: () => undefined,
  }
}

function hitOf({ uscc, registrationNumber, name }: RegistryRecord): SearchHit {
  return { uscc, registrationNumber, name }
}

function byKey(a: SearchHit, b: SearchHit): number {
  return sortKeyOf(a) < sortKeyOf(b) ? -1 : 1
}
