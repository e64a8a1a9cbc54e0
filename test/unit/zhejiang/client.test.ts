import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RegistryAdapter } from '../../../adapters/shared/contract.ts'
import { createFetchUpstream } from '../../../adapters/shared/upstream.ts'
import { zhejiangAdapter } from '../../../adapters/zhejiang/index.ts'
import { SERVICES } from '../../../adapters/zhejiang/wire.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { parseUscc } from '../../../schemas/model/uscc.ts'
import { recordsOf } from '../../contract/comparable.ts'
import { fixture } from './fixture.ts'
import type { FixtureName } from './fixture.ts'

const BASE_URL = 'http://registry.invalid'
const NOW = new Date('2026-03-05T01:02:03.456Z')
const COMPANY = parseUscc('91330199XXXX000197')
const SHOP = parseUscc('92330299XXXX000274')
const ELSEWHERE = parseUscc('91330299XXXX00043W')
const NOBODY = parseUscc('11330100XXXX00051D')

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const ever = () => new AbortController().signal

function adapter(): RegistryAdapter {
  return zhejiangAdapter.create({
    upstream: createFetchUpstream({ province: 'ZHEJIANG', baseUrl: BASE_URL, fetch }),
    credentials: { accessKey: 'test-access-key', secretKey: 'test-secret-key' },
    now: () => NOW,
  })
}

/** Answers one service with a status and a body; gathers what was asked. */
function answering(path: string, body: string | Buffer, status = 200): Request[] {
  const requests: Request[] = []
  server.use(
    http.get(BASE_URL + path, ({ request }) => {
      requests.push(request)
      const bytes = new Uint8Array(Buffer.from(body))
      return new HttpResponse(bytes, { status, headers: { 'content-type': 'application/json' } })
    }),
  )
  return requests
}

function answeringFixture(path: string, name: FixtureName): Request[] {
  return answering(path, fixture(name))
}

async function failureOf(asked: Promise<unknown>): Promise<FederationError> {
  const failure = await asked.then(
    () => null,
    (error: unknown) => error,
  )
  if (failure instanceof FederationError) return failure
  throw new Error('no coded failure', { cause: failure })
}

describe('the request', () => {
  it('asks for many codes at once, each once, in the query that was signed', async () => {
    const requests = answeringFixture(SERVICES.base, 'base.json')
    await adapter().fetchEntities([COMPANY, SHOP, COMPANY, ELSEWHERE], ever())
    expect(requests).toHaveLength(1)
    expect(new URL(requests[0]!.url).search).toBe(
      '?uniscId=91330199XXXX000197%2C92330299XXXX000274%2C91330299XXXX00043W',
    )
  })

  it('carries the four headers, time from the clock it was given', async () => {
    const requests = answeringFixture(SERVICES.base, 'base.json')
    await adapter().fetchEntities([COMPANY], ever())
    const { headers } = requests[0]!
    expect(headers.get('x-bg-hmac-algorithm')).toBe('hmac-sha256')
    expect(headers.get('x-bg-hmac-access-key')).toBe('test-access-key')
    expect(headers.get('x-bg-date-time')).toBe('Thu, 05 Mar 2026 01:02:03 GMT')
    expect(headers.get('x-bg-hmac-signature')).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  })

  it('fits a hundred codes', async () => {
    const requests = answering(SERVICES.base, '{"code":"00","msg":"成功","dataCount":0,"datas":[]}')
    const codes = Array.from({ length: 100 }, () => COMPANY)
    expect(await adapter().fetchEntities(codes, ever())).toHaveLength(100)
    expect(requests[0]!.url.length).toBeLessThan(4_000)
  })

  it('asks nothing about nobody', async () => {
    expect(await adapter().fetchEntities([], ever())).toEqual([])
  })

  it('searches with Chinese text, and by a word of the registry for the state', async () => {
    const requests = answeringFixture(SERVICES.search, 'search.json')
    await adapter().search({ name: '虚构 A&B', state: 'REVOKED' }, null, 20, ever())
    const query = new URL(requests[0]!.url).search
    expect(query).toBe(
      '?compNm=%E8%99%9A%E6%9E%84%20A%26B&optState=%E5%90%8A%E9%94%80%E6%9C%AA%E6%B3%A8%E9%94%80&pageNum=1&pageSize=100',
    )
  })
})

describe('the answer', () => {
  it('is given in the order asked; a code without a row has no record', async () => {
    answeringFixture(SERVICES.base, 'base.json')
    const answers = await adapter().fetchEntities([SHOP, NOBODY, COMPANY, ELSEWHERE], ever())
    expect(answers.map((answer) => recordsOf(answer).map(({ name }) => name))).toEqual([
      ['虚构示例小吃店'],
      [],
      ['虚构示例进出口有限公司'],
      [null],
    ])
  })

  it('finds entities without a code', async () => {
    answeringFixture(SERVICES.search, 'search.json')
    const page = await adapter().search({ name: '虚构' }, null, 20, ever())
    expect(page).toMatchObject({ total: 3, more: false })
    expect(page.hits).toEqual([
      { uscc: COMPANY, registrationNumber: '330199000000018', name: '虚构示例进出口有限公司' },
      { uscc: SHOP, registrationNumber: '330299600000028', name: '虚构示例小吃店' },
      { uscc: null, registrationNumber: '330199000000018', name: '虚构只有注册号的商店' },
    ])
  })

  it('makes every silent code uncertain when a row belongs to none that was asked', async () => {
    answeringFixture(SERVICES.base, 'base.json')
    const [shop, nobody] = await adapter().fetchEntities([SHOP, NOBODY], ever())
    expect(shop).toHaveLength(1)
    expect(nobody).toMatchObject({ code: 'PROVINCE_BAD_RECORD' })
  })
})

describe('what the registry does wrong', () => {
  const envelope = (facts: object) => JSON.stringify({ code: '00', msg: '成功', ...facts })

  it.each([
    ['{"message":"Invalid signature"}', 401, 'PROVINCE_REFUSED_SIGNATURE'],
    ['{"message":"Invalid access key"}', 401, 'PROVINCE_REFUSED_SIGNATURE'],
    ['{"message":"The route_id is forbidden."}', 401, 'PROVINCE_REFUSED_SIGNATURE'],
    ['{"message":"Clock skew exceeded"}', 401, 'PROVINCE_CLOCK_SKEW'],
    ['<html>403</html>', 403, 'PROVINCE_REFUSED_SIGNATURE'],
    ['too many', 429, 'PROVINCE_ERROR'],
    ['internal error', 500, 'PROVINCE_ERROR'],
    ['bad gateway', 502, 'PROVINCE_ERROR'],
    ['moved', 302, 'PROVINCE_BAD_ANSWER'],
    [JSON.stringify({ code: '01', msg: '参数错误' }), 200, 'PROVINCE_ERROR'],
    [JSON.stringify({ code: 'E99', msg: '系统异常', datas: null }), 200, 'PROVINCE_ERROR'],
    ['', 200, 'PROVINCE_BAD_ANSWER'],
    ['null', 200, 'PROVINCE_BAD_ANSWER'],
    ['[]', 200, 'PROVINCE_BAD_ANSWER'],
    ['<html>系统维护中</html>', 200, 'PROVINCE_BAD_ANSWER'],
    ['{"code":"00","msg":"成功","dataCount":1,"datas":[{', 200, 'PROVINCE_BAD_ANSWER'],
    [JSON.stringify({ code: 0, msg: '', dataCount: 0, datas: [] }), 200, 'PROVINCE_BAD_ANSWER'],
    [envelope({ datas: [] }), 200, 'PROVINCE_BAD_ANSWER'],
    [envelope({ dataCount: -1, datas: [] }), 200, 'PROVINCE_BAD_ANSWER'],
    [envelope({ dataCount: 1, datas: {} }), 200, 'PROVINCE_BAD_ANSWER'],
    [envelope({ dataCount: 2, datas: [{}] }), 200, 'PROVINCE_BAD_ANSWER'],
    [envelope({ dataCount: 0, datas: [{}] }), 200, 'PROVINCE_BAD_ANSWER'],
  ])('%s with status %i is %s', async (body, status, code) => {
    answering(SERVICES.base, body, status)
    const failure = await failureOf(adapter().fetchEntities([COMPANY], ever()))
    expect(failure.code).toBe(code)
    expect(failure.details).toEqual({ province: 'ZHEJIANG', provinceName: '浙江' })
  })

  it('keeps what the registry said for the log', async () => {
    answering(SERVICES.base, JSON.stringify({ code: '42', msg: '虚构故障' }))
    const failure = await failureOf(adapter().fetchEntities([COMPANY], ever()))
    expect((failure.cause as Error).message).toBe('code 42: 虚构故障')
    expect(failure.message).not.toContain('虚构故障')
  })

  it.each([
    ['another charset', 'search.gb18030.json'],
    ['half a character at the end', 'cut-in-character.json'],
  ] as const)('%s is not guessed at', async (_, name) => {
    answeringFixture(SERVICES.search, name)
    const failure = await failureOf(adapter().search({ name: '虚构' }, null, 20, ever()))
    expect(failure.code).toBe('PROVINCE_BAD_ANSWER')
  })

  it.each([
    ['rows out of order', [{ UNI_SOCIAL_CRD_CD: SHOP }, { UNI_SOCIAL_CRD_CD: COMPANY }]],
    ['a code that is none', [{ UNI_SOCIAL_CRD_CD: '91330199XXXX000198' }]],
    ['a row that is none', ['虚构']],
  ])('%s in a search cannot be paged', async (_, datas) => {
    answering(SERVICES.search, envelope({ dataCount: datas.length, datas }))
    const failure = await failureOf(adapter().search({ name: '虚构' }, null, 20, ever()))
    expect(failure.code).toBe('PROVINCE_BAD_ANSWER')
  })

  it.each([
    ['a record of another code', { UNI_SOCIAL_CRD_CD: SHOP }],
    ['a record without a code', { UNI_SOCIAL_CRD_CD: '\\N' }],
    ['a row that is a text', '虚构'],
    ['a record without its lists', { UNI_SOCIAL_CRD_CD: COMPANY, REG_FLG: '0' }],
  ])('%s spoils that answer only', async (_, row) => {
    answering(SERVICES.base, envelope({ dataCount: 1, datas: [row] }))
    const [answer] = await adapter().fetchEntities([COMPANY], ever())
    expect(answer).toMatchObject({ code: 'PROVINCE_BAD_RECORD' })
  })
})
