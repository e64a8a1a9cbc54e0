/** Lists longer than a page: all of them or none, and never another entity's rows. */
import { describe, expect, it } from 'vitest'
import type { RegistryAdapter } from '../../../adapters/shared/contract.ts'
import type { Upstream } from '../../../adapters/shared/upstream.ts'
import { zhejiangAdapter } from '../../../adapters/zhejiang/index.ts'
import { LIST_NAMES, SERVICES } from '../../../adapters/zhejiang/wire.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { parseUscc } from '../../../schemas/model/uscc.ts'
import { onlyRecord, recordsOf } from '../../contract/comparable.ts'

const USCC = parseUscc('91330199XXXX000197')
const OTHER = parseUscc('92330299XXXX000274')
const ever = () => new AbortController().signal

interface Part {
  readonly dataCount: number
  readonly datas: readonly object[]
}

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ punishid: `CF-${from + i}` }))
const EMPTY: Part = { dataCount: 0, datas: [] }

function baseRow(uscc: string, punishList: Part, id = `${uscc}00`): object {
  const lists = Object.fromEntries(LIST_NAMES.map((name) => [name, EMPTY]))
  return {
    MAIN_IDENTI_ID: id,
    UNI_SOCIAL_CRD_CD: uscc,
    REG_FLG: '0',
    HEAD_FLG: '0',
    ...lists,
    punishList,
  }
}

/** A registry whose list service answers by page number. */
function registryOf(
  base: readonly object[],
  page: (query: URLSearchParams) => Part | 500,
): { readonly adapter: RegistryAdapter; readonly asked: URLSearchParams[] } {
  const asked: URLSearchParams[] = []
  const upstream: Upstream = {
    send({ path }) {
      const [service, query] = path.split('?') as [string, string]
      if (service === SERVICES.base) return answer({ dataCount: base.length, datas: base })
      const parameters = new URLSearchParams(query)
      asked.push(parameters)
      return answer(page(parameters))
    },
    close: () => Promise.resolve(),
  }
  const adapter = zhejiangAdapter.create({
    upstream,
    credentials: { accessKey: 'a', secretKey: 's' },
    now: () => new Date('2026-03-05T01:02:03Z'),
  })
  return { adapter, asked }
}

function answer(part: Part | 500) {
  const body = JSON.stringify(part === 500 ? {} : { code: '00', msg: '成功', ...part })
  return Promise.resolve({
    status: part === 500 ? 500 : 200,
    headers: {},
    body: Buffer.from(body),
  })
}

describe('a list of 250 rows', () => {
  const first = { dataCount: 250, datas: rows(0, 100) }
  const later = (query: URLSearchParams): Part => {
    const page = Number(query.get('pageNum'))
    return { dataCount: 250, datas: rows((page - 1) * 100, Math.min(page * 100, 250)) }
  }

  it('is read to its end, in order', async () => {
    const { adapter, asked } = registryOf([baseRow(USCC, first)], later)
    const [records] = await adapter.fetchEntities([USCC], ever())
    const record = onlyRecord(records)
    expect(record.penalties.map(({ sourceId }) => sourceId)).toEqual(
      rows(0, 250).map(({ punishid }) => punishid),
    )
    expect(asked.map((query) => query.toString())).toEqual([
      `listName=punishList&mainIdentiId=${USCC}00&pageNum=2&pageSize=100&uniscId=${USCC}`,
      `listName=punishList&mainIdentiId=${USCC}00&pageNum=3&pageSize=100&uniscId=${USCC}`,
    ])
  })

  it('belongs to one of two entities with the same code', async () => {
    const twins = [
      baseRow(USCC, first, 'one'),
      baseRow(USCC, { dataCount: 1, datas: rows(7, 8) }, 'two'),
    ]
    const { adapter, asked } = registryOf(twins, later)
    const [records] = await adapter.fetchEntities([USCC], ever())
    expect(recordsOf(records).map(({ penalties }) => penalties.length)).toEqual([250, 1])
    expect(new Set(asked.map((query) => query.get('mainIdentiId')))).toEqual(new Set(['one']))
  })

  it.each<[string, (query: URLSearchParams) => Part]>([
    ['shrinks', (query) => ({ ...later(query), dataCount: 249 })],
    ['grows', (query) => ({ ...later(query), dataCount: 251 })],
    ['is cut off', () => ({ dataCount: 250, datas: rows(100, 199) })],
    ['ends early', () => ({ dataCount: 250, datas: [] })],
  ])('that %s while it is read is not answered with', async (_, page) => {
    const { adapter } = registryOf([baseRow(USCC, first), baseRow(OTHER, EMPTY)], page)
    const [long, other] = await adapter.fetchEntities([USCC, OTHER], ever())
    expect(long).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
    expect(other).toHaveLength(1)
  })

  it('whose second page fails leaves the other codes alone', async () => {
    const { adapter } = registryOf([baseRow(USCC, first), baseRow(OTHER, EMPTY)], () => 500)
    const [long, other] = await adapter.fetchEntities([USCC, OTHER], ever())
    expect(long).toMatchObject({ code: 'PROVINCE_ERROR' })
    expect(other).toHaveLength(1)
  })

  it('is given up with the reason of the signal', async () => {
    const reason = new Error('cancelled')
    const controller = new AbortController()
    const { adapter } = registryOf([baseRow(USCC, first)], () => {
      controller.abort(reason)
      throw reason
    })
    await expect(adapter.fetchEntities([USCC], controller.signal)).rejects.toBe(reason)
  })
})

describe('the bounds of a list', () => {
  const full = (query: URLSearchParams): Part => {
    const at = (Number(query.get('pageNum')) - 1) * 100
    return { dataCount: 5_000, datas: rows(at, at + 100) }
  }

  it('50 pages are read', async () => {
    const first = { dataCount: 5_000, datas: rows(0, 100) }
    const { adapter, asked } = registryOf([baseRow(USCC, first)], full)
    const [records] = await adapter.fetchEntities([USCC], ever())
    expect(onlyRecord(records).penalties).toHaveLength(5_000)
    expect(asked).toHaveLength(49)
  })

  it('51 pages are refused without asking for one', async () => {
    const first = { dataCount: 5_001, datas: rows(0, 100) }
    const { adapter, asked } = registryOf([baseRow(USCC, first)], full)
    const [failure] = await adapter.fetchEntities([USCC], ever())
    expect(failure).toBeInstanceOf(FederationError)
    expect(failure).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
    expect(asked).toEqual([])
  })

  it.each([
    ['fewer rows than it says', { dataCount: 2, datas: rows(0, 1) }],
    ['more rows than it says', { dataCount: 1, datas: rows(0, 2) }],
    ['more rows than a page holds', { dataCount: 101, datas: rows(0, 101) }],
    ['no number', { dataCount: null as never, datas: [] }],
  ])('a list with %s is a bad record', async (_, part) => {
    const { adapter } = registryOf([baseRow(USCC, part)], () => 500)
    const [failure] = await adapter.fetchEntities([USCC], ever())
    expect(failure).toMatchObject({ code: 'PROVINCE_BAD_RECORD' })
  })

  it('a long list of an entity whose key cannot be read is a bad record', async () => {
    const long = { dataCount: 101, datas: rows(0, 100) }
    const { adapter } = registryOf([baseRow(USCC, long, {} as never)], () => 500)
    const [failure] = await adapter.fetchEntities([USCC], ever())
    expect(failure).toMatchObject({ code: 'PROVINCE_BAD_RECORD' })
  })
})
