/** The pretend registry is strict: what the real one would refuse, it refuses. */
import { describe, expect, it } from 'vitest'
import { createMemoryData } from '../../../adapters/shared/sandbox/memory-data.ts'
import { zhejiangSandbox } from '../../../adapters/zhejiang/sandbox.ts'
import { canonicalQuery, signatureHeaders } from '../../../adapters/zhejiang/signature.ts'
import type { QueryParameters } from '../../../adapters/zhejiang/signature.ts'
import { SERVICES } from '../../../adapters/zhejiang/wire.ts'
import {
  fictitiousUscc,
  manyPenaltiesRecord,
  plainRecord,
} from '../../support/fictitious-records.ts'

const NOW = new Date('2026-03-05T01:02:03Z')
const issued = zhejiangSandbox.issueCredentials()
const key = {
  accessKey: issued.gateway['accessKey']!,
  secretKey: issued.gateway['secretKey']!,
}
const record = manyPenaltiesRecord(1, 120)
const data = createMemoryData('ZHEJIANG', [record, plainRecord(2)])

function ask(path: string, query: QueryParameters, method: 'GET' | 'POST' = 'GET') {
  const headers = Object.entries(signatureHeaders({ method, path, query }, key, NOW))
  const reply = zhejiangSandbox.handle(
    {
      method,
      path,
      query: canonicalQuery(query),
      headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: Buffer.alloc(0),
    },
    { data, credentials: issued.registry, now: NOW },
  )
  return { status: reply.status, body: JSON.parse(reply.body.toString('utf8')) as unknown }
}

describe('requests nobody may make', () => {
  it('a path that was not granted', () => {
    expect(ask('/gateway/api/1/dataSharing/x.htm', [])).toEqual({
      status: 401,
      body: { message: 'The route_id is forbidden.' },
    })
  })

  it('another method', () => {
    expect(ask(SERVICES.base, [['uniscId', record.uscc!]], 'POST').status).toBe(405)
  })

  it('each pretend registry has keys of its own', () => {
    expect(zhejiangSandbox.issueCredentials().gateway).not.toEqual(issued.gateway)
  })
})

describe('parameters the services refuse', () => {
  const code = record.uscc!
  const page = [
    ['pageNum', '1'],
    ['pageSize', '100'],
  ] as const
  const list = [
    ['uniscId', code],
    ['mainIdentiId', `${code}00`],
    ['listName', 'punishList'],
  ] as const
  const many = Array.from({ length: 101 }, (_, i) => fictitiousUscc(i))

  it.each<[string, string, QueryParameters]>([
    ['no code', SERVICES.base, []],
    ['an empty code', SERVICES.base, [['uniscId', '']]],
    ['a code that is none', SERVICES.base, [['uniscId', '9133010MA']]],
    ['codes with blanks', SERVICES.base, [['uniscId', `${code}, ${code}`]]],
    ['one code twice', SERVICES.base, [['uniscId', `${code},${code}`]]],
    ['101 codes', SERVICES.base, [['uniscId', many.join(',')]]],
    [
      'a parameter it does not know',
      SERVICES.base,
      [
        ['uniscId', code],
        ['x', '1'],
      ],
    ],
    [
      'one parameter twice',
      SERVICES.base,
      [
        ['uniscId', code],
        ['uniscId', code],
      ],
    ],
    ['a list it does not have', SERVICES.list, [...list.slice(0, 2), ['listName', 'x'], ...page]],
    [
      'an entity it does not have',
      SERVICES.list,
      [['uniscId', code], ['mainIdentiId', 'x'], ['listName', 'punishList'], ...page],
    ],
    ['page 0', SERVICES.list, [...list, ['pageNum', '0'], ['pageSize', '100']]],
    ['pages of 101', SERVICES.list, [...list, ['pageNum', '1'], ['pageSize', '101']]],
    ['no page', SERVICES.list, list],
    ['neither name nor principal', SERVICES.search, page],
    ['an empty name', SERVICES.search, [['compNm', ''], ...page]],
    [
      'a state it has no word for',
      SERVICES.search,
      [['compNm', '虚构'], ['optState', 'X'], ...page],
    ],
  ])('%s', (_, path, query) => {
    expect(ask(path, query)).toMatchObject({ status: 200, body: { code: '01', datas: [] } })
  })

  it('serves what it should: the base row with 100 of 120 penalties, the rest on page 2', () => {
    expect(ask(SERVICES.base, [['uniscId', code]])).toMatchObject({
      status: 200,
      body: { code: '00', dataCount: 1, datas: [{ punishList: { dataCount: 120 } }] },
    })
    const { body } = ask(SERVICES.list, [...list, ['pageNum', '2'], ['pageSize', '100']])
    expect(body).toMatchObject({ code: '00', dataCount: 120 })
    expect((body as { datas: unknown[] }).datas).toHaveLength(20)
  })
})
