/** Name search of a pretend registry. Rows are written here, so that what is to be found is known. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SearchFilter } from '../../../adapters/shared/contract.ts'
import { sortKeyOf } from '../../../adapters/shared/contract.ts'
import { createMemoryData, matchesFilter } from '../../../adapters/shared/sandbox/memory-data.ts'
import { caseRecords } from '../../../adapters/shared/sandbox/world/cases.ts'
import { createWorld } from '../../../adapters/shared/sandbox/world/create-world.ts'
import { identityOf } from '../../../adapters/shared/sandbox/world/identity.ts'
import { buildSearchFile } from '../../../adapters/shared/sandbox/world/search-build.ts'
import { openSearchIndex } from '../../../adapters/shared/sandbox/world/search-index.ts'
import { COUNT_LIMIT } from '../../../adapters/shared/sandbox/world/search-query.ts'
import { syntheticRecord } from '../../../adapters/shared/sandbox/world/synthetic.ts'
import type { RegistryData } from '../../../adapters/shared/sandbox/registry-data.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const PLAN = { entities: 300, seed: 3 }
const EVERYTHING = 100_000

let folder: string
let world: RegistryData
/** The same registry as a list, searched by looking at each record: slow and plainly right. */
let list: RegistryData

beforeAll(async () => {
  folder = await createTemporaryFolder('search')
  world = await createWorld({ province: 'ANHUI', ...PLAN, indexDirectory: folder })
  list = createMemoryData('ANHUI', [...caseRecords('ANHUI'), ...syntheticRecords()])
})
afterAll(async () => {
  world.close()
  await rm(folder, { recursive: true, force: true })
})

describe('a search finds what looking at each record finds', () => {
  it.each<[string, SearchFilter]>([
    ['one character', { name: '岳' }],
    ['the first character of all names', { name: '虚' }],
    ['the last character of a name', { name: '店' }],
    ['two neighbours', { name: '贸易' }],
    ['two characters that are in the name, but not neighbours', { name: '虚号' }],
    ['two neighbours the other way round', { name: '易贸' }],
    ['more', { name: '第0000012号' }],
    ['pairs that are all there, in another order', { name: '000101' }],
    ['half-width brackets', { name: '(合肥)' }],
    ['full-width brackets', { name: '（合肥）' }],
    ['full-width digits', { name: '第００００１' }],
    ['blanks between', { name: ' 有限 公司 ' }],
    ['a former name', { name: '曾用' }],
    ['a principal', { principal: '虚构人甲' }],
    ['one character of a principal', { principal: '亥' }],
    ['a state', { name: '公司', state: 'REVOKED' }],
    ['entities that moved away', { name: '虚构', state: 'MOVED_OUT' }],
    ['a state no table knows', { name: '虚构', state: 'UNKNOWN' }],
    ['name and principal', { name: '贸易', principal: '丑' }],
    ['all three', { name: '公司', principal: '子', state: 'IN_OPERATION' }],
    ['a name in place of a principal', { principal: '贸易' }],
    ['a word of the index itself', { name: 'nx5c' }],
    ['marks of a search language', { name: '"贸易" OR *' }],
    ['a published name', { name: '科大讯飞' }],
    ['nothing that is there', { name: '没有这样的名称' }],
  ])('%s', (_, filter) => {
    const found = world.search(filter, 0, EVERYTHING)
    expect(found).toEqual(list.search(filter, 0, EVERYTHING))
    expect(found.total).toBe(found.rows.length)
    expect(found.rows.every((row) => matchesFilter(row, filter))).toBe(true)
  })

  it.each<SearchFilter>([{ name: '岳' }, { name: '贸易' }, { name: '虚构', state: 'REVOKED' }])(
    '%j: something is there to be found',
    (filter) => expect(world.search(filter, 0, 1).rows).toHaveLength(1),
  )
})

describe('pages', () => {
  it('repeat nothing, leave nothing out and ascend by code', () => {
    const whole = list.search({ name: '有限' }, 0, EVERYTHING)
    const rows: RegistryRecord[] = []
    for (let offset = 0; offset < whole.total; offset += 7) {
      const page = world.search({ name: '有限' }, offset, 7)
      expect(page.total).toBe(whole.total)
      rows.push(...page.rows)
    }
    expect(rows).toEqual(whole.rows)
    expect(rows.map(sortKeyOf)).toEqual(rows.map(sortKeyOf).sort())
  })

  it('beyond the end are empty and still say how many there are', () => {
    const { total } = list.search({ name: '有限' }, 0, 1)
    for (const offset of [total, 1_000_000]) {
      expect(world.search({ name: '有限' }, offset, 7)).toEqual({ total, rows: [] })
    }
  })
})

describe('entities that are hard to name', () => {
  it('known by number only: found by name, after all that have a code', async () => {
    const jiangsu = await createWorld({ province: 'JIANGSU', entities: 5, indexDirectory: folder })
    const { rows } = jiangsu.search({ name: '虚构' }, 0, EVERYTHING)
    expect(rows.at(-1)).toMatchObject({ uscc: null, name: '虚构旧号一号商店' })
    expect(jiangsu.search({ name: '旧号' }, 0, 10).rows).toEqual([rows.at(-1)])
    jiangsu.close()
  })

  it('two with one code (重码): each found as itself, by its own name, both by what they share', () => {
    const named = (name: string) => world.search({ name }, 0, 10).rows.map((row) => row.name)
    expect(named('重码甲')).toEqual(['虚构重码甲商贸有限公司'])
    expect(named('重码乙')).toEqual(['虚构重码乙建材有限公司'])
    expect(named('重码')).toEqual(['虚构重码甲商贸有限公司', '虚构重码乙建材有限公司'])
    expect(world.search({ name: '重码' }, 1, 1).rows[0]?.name).toBe('虚构重码乙建材有限公司')
  })
})

describe('a count', () => {
  const SIZE = COUNT_LIMIT + 500
  const index = () =>
    openSearchIndex(join(folder, 'many.sqlite'), {
      build: (file) => Promise.resolve(buildSearchFile(file, manyRows())),
      building: () => undefined,
      built: () => undefined,
    })

  it.each([
    ['is exact below the limit', '第1', 0, 10, 1611],
    ['says "at least" from the limit on', '虚构', 0, 10, COUNT_LIMIT],
    [
      'is never below what was passed, and one more where there is more',
      '虚构',
      10_200,
      10,
      10_211,
    ],
    ['is exact again at the end', '虚构', SIZE - 10, 10, SIZE],
  ])('%s', async (_, name, offset, limit, total) => {
    const rows = await index()
    expect(rows.find({ name }, offset, limit).total).toBe(total)
    rows.close()
  })

  function* manyRows() {
    for (let i = 0; i < SIZE; i++) {
      const uscc = String(i).padStart(18, '0')
      const names = [`虚构第${i}号`]
      yield { uscc, registrationNumber: null, nth: 0, names, principal: null, state: null }
    }
  }
})

it('a world without an index is asked by code and number alone', async () => {
  const blind = await createWorld({ province: 'ANHUI', ...PLAN, indexDirectory: null })
  expect(blind.search({ name: '虚构' }, 0, 10)).toEqual({ total: 0, rows: [] })
  const { uscc } = identityOf({ home: 'ANHUI', index: 1 }, PLAN)
  expect(blind.recordsOf(uscc)).toEqual(world.recordsOf(uscc))
  blind.close()
})

function syntheticRecords(): RegistryRecord[] {
  return PROVINCES.flatMap((home) =>
    Array.from({ length: PLAN.entities }, (_, index) => identityOf({ home, index }, PLAN).uscc),
  ).flatMap((uscc) => syntheticRecord('ANHUI', uscc, PLAN) ?? [])
}
