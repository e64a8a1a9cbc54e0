import { delay, http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isSigned } from '../../../adapters/anhui/sandbox-verify.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { baseRow, BASE_URL, documentOf, ever, fixture, KEYS } from './open-adapter.ts'
import { NOW, openAdapter, PRIPID, successWith, USCC } from './open-adapter.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const BASE = `${BASE_URL}/openapi/ent/queryBase`
const RECORDS = `${BASE_URL}/openapi/ent/queryRecord`
const LIST = `${BASE_URL}/openapi/ent/queryList`

const answering = (url: string, body: object) =>
  server.use(http.post(url, () => HttpResponse.json(body as Record<string, unknown>)))
const ask = async () => (await openAdapter().fetchEntities([USCC], ever()))[0]!
const failureOf = (asking: Promise<unknown>) =>
  asking.then(
    () => null,
    (reason: unknown) => reason,
  )

describe('a request', () => {
  it('is a signed form with the seven parameters', async () => {
    const bodies: string[] = []
    server.use(
      http.post(BASE, async ({ request }) => {
        expect(request.headers.get('content-type')).toMatch('application/x-www-form-urlencoded')
        bodies.push(await request.text())
        return HttpResponse.json(successWith([]) as Record<string, unknown>)
      }),
    )
    expect(await ask()).toEqual([])
    expect(await ask()).toEqual([])
    const [form, next] = bodies.map((body) => new URLSearchParams(body))
    expect(Object.fromEntries(form!)).toEqual({
      appKey: 'AH-TEST',
      content: JSON.stringify({ uniscid: USCC }),
      messageId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      sign: expect.any(String) as string,
      status: '1',
      timestamp: String(NOW.getTime()),
      userName: '示例',
    })
    expect(isSigned(form!, KEYS.publicKey)).toBe(true)
    expect(next!.get('messageId')).not.toBe(form!.get('messageId'))
  })
})

describe('an answer that cannot be used', () => {
  const refusing = (ErrorCode?: string) => () =>
    HttpResponse.json({
      IsSuccess: false,
      Message: '服务器 10.0.0.1 忙',
      DataList: null,
      ErrorCode,
    })
  const cases: readonly (readonly [name: string, reply: () => Response, code: string])[] = [
    ['500', () => new HttpResponse('at 10.0.0.1', { status: 500 }), 'PROVINCE_ERROR'],
    ['401', () => new HttpResponse(null, { status: 401 }), 'PROVINCE_REFUSED_SIGNATURE'],
    ['403', () => new HttpResponse(null, { status: 403 }), 'PROVINCE_REFUSED_SIGNATURE'],
    ['404', () => new HttpResponse(null, { status: 404 }), 'PROVINCE_BAD_ANSWER'],
    ['a redirect', () => HttpResponse.redirect(LIST), 'PROVINCE_BAD_ANSWER'],
    ['HTML', () => HttpResponse.html('<html>系统维护中</html>'), 'PROVINCE_BAD_ANSWER'],
    ['JSON without an envelope', () => HttpResponse.json([]), 'PROVINCE_BAD_ANSWER'],
    ['no list', () => HttpResponse.json({ IsSuccess: true, TotalCount: 0 }), 'PROVINCE_BAD_ANSWER'],
    ['another count', () => HttpResponse.json({ ...successWith([], 1) }), 'PROVINCE_BAD_ANSWER'],
    ['an error without a code', refusing(), 'PROVINCE_ERROR'],
    ['SIGN_ERROR', refusing('SIGN_ERROR'), 'PROVINCE_REFUSED_SIGNATURE'],
    ['APPKEY_ERROR', refusing('APPKEY_ERROR'), 'PROVINCE_REFUSED_SIGNATURE'],
    ['TIMESTAMP_ERROR', refusing('TIMESTAMP_ERROR'), 'PROVINCE_CLOCK_SKEW'],
    ['MESSAGEID_REPEATED', refusing('MESSAGEID_REPEATED'), 'PROVINCE_ERROR'],
    ['the name of an object’s own method', refusing('toString'), 'PROVINCE_ERROR'],
  ]
  it.each(cases)('%s', async (_, reply, code) => {
    server.use(http.post(BASE, reply))
    const failure = await failureOf(ask())
    expect(failure).toBeInstanceOf(FederationError)
    expect(failure).toMatchObject({ code, details: { province: 'ANHUI' } })
    const { message, details } = failure as FederationError
    expect(JSON.stringify([message, details])).not.toMatch(/10\.0\.0\.1|registry\.test|AH-TEST/)
  })

  it('half a body', async () => {
    const body = fixture('entity-answer.utf8.bin')
    const half = new Uint8Array(body.subarray(0, body.length / 2))
    server.use(http.post(BASE, () => new HttpResponse(half)))
    expect(await failureOf(ask())).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
  })

  it('the same body in GB18030, whose bytes python3 made', async () => {
    const body = new Uint8Array(fixture('entity-answer.gb18030.bin'))
    server.use(http.post(BASE, () => new HttpResponse(body)))
    expect(await failureOf(ask())).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
  })

  it('is the reason of the signal when the call was given up', async () => {
    server.use(http.post(BASE, () => delay('infinite')))
    const reason = new Error('given up')
    const controller = new AbortController()
    const asking = openAdapter().fetchEntities([USCC], controller.signal)
    controller.abort(reason)
    expect(await failureOf(asking)).toBe(reason)
  })
})

describe('one code', () => {
  const row = baseRow({ entname: '虚构甲有限公司', dom: null })

  it('answers the hand-written body, in UTF-8', async () => {
    const body = new Uint8Array(fixture('entity-answer.utf8.bin'))
    server.use(http.post(BASE, () => new HttpResponse(body)))
    expect(await ask()).toMatchObject([{ uscc: USCC, name: '虚构皖商贸有限公司' }])
  })

  it('folds rows that differ in blanks alone', async () => {
    const padded = { ...row, entname: '虚构甲有限公司  ', dom: ' ' }
    answering(BASE, successWith([row, padded, row]))
    expect(await ask()).toHaveLength(1)
  })

  it('gives two records for rows that differ in substance (重码)', async () => {
    const other = { ...row, entname: '虚构乙有限公司' }
    answering(BASE, successWith([row, row, other]))
    expect(await ask()).toMatchObject([{ name: '虚构甲有限公司' }, { name: '虚构乙有限公司' }])
  })

  it.each([
    ['a row that is none', null],
    ['a row about another entity', baseRow({ uniscid: fictitiousUscc(1) })],
    ['an XML document with an entity in it', baseRow({ RecordXml: '<Records>&a;</Records>' })],
    ['half an XML document', baseRow({ RecordXml: '<Records>' })],
    ['another document', baseRow({ RecordXml: '<Other/>' })],
    ['no document', baseRow({ RecordXml: null })],
    ['fewer records than it says', baseRow({ RecordTotal: 1 })],
    ['a count that is none', baseRow({ RecordTotal: '-1' })],
  ])('is a bad record with %s', async (_, bad) => {
    answering(BASE, successWith([row, bad]))
    expect(await ask()).toMatchObject({ code: 'PROVINCE_BAD_RECORD' })
  })
})

describe('records on several pages', () => {
  const checks = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `<CHECK><insid>JC${from + i}</insid></CHECK>`)
  const first = { ...baseRow({ RecordTotal: 102, RecordXml: documentOf(...checks(0, 100)) }) }

  it('are read to the end, in order', async () => {
    answering(BASE, successWith([first]))
    server.use(
      http.post(RECORDS, async ({ request }) => {
        const form = new URLSearchParams(await request.text())
        const content = { pripid: PRIPID, pageno: 2, pagesize: 100 }
        expect(JSON.parse(form.get('content')!)).toEqual(content)
        return new HttpResponse(new Uint8Array(fixture('records-answer.json')))
      }),
    )
    const [record] = (await ask()) as readonly { inspections: readonly { sourceId: string }[] }[]
    expect(record!.inspections.map(({ sourceId }) => sourceId)).toEqual([
      ...Array.from({ length: 100 }, (_, i) => `JC${i}`),
      'JC101',
      'JC102',
    ])
  })

  const page = {
    pripid: PRIPID,
    lgl_credit_no: USCC,
    RecordXml: documentOf(...checks(100, 102)),
  }
  it.each([
    ['of another entity', { ...page, pripid: '34' }, 102],
    ['of another code', { ...page, lgl_credit_no: fictitiousUscc(1) }, 102],
    ['of a list that has grown since', page, 103],
    ['with a record missing', { ...page, RecordXml: documentOf(...checks(100, 101)) }, 102],
    ['with half a document', { ...page, RecordXml: '<Records>' }, 102],
    ['without a row', undefined, 102],
  ])('are no answer with a page %s', async (_, row, total) => {
    answering(BASE, successWith([first]))
    answering(RECORDS, successWith(row === undefined ? [] : [row], total))
    expect(await failureOf(ask())).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
  })

  it('are no answer beyond fifty pages, and not one of them is asked for', async () => {
    answering(BASE, successWith([{ ...first, RecordTotal: 5_001 }]))
    expect(await failureOf(ask())).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
  })
})

describe('a search', () => {
  const search = () => openAdapter().search({ name: '虚构' }, null, 20, ever())

  it('strips highlight tags and blanks, and keeps entities without a code', async () => {
    server.use(
      http.post(LIST, async ({ request }) => {
        const content = new URLSearchParams(await request.text()).get('content')!
        expect(JSON.parse(content)).toEqual({
          entname: '虚构',
          lerep: '',
          corpStatusString: '',
          pageno: 1,
          pagesize: 100,
        })
        return new HttpResponse(new Uint8Array(fixture('search-answer.json')))
      }),
    )
    expect(await search()).toMatchObject({
      hits: [
        { uscc: USCC, registrationNumber: '340100000000014', name: '虚构皖商贸有限公司' },
        { uscc: '91340100MA99AH029M', name: '虚构皖商贸有限公司示例分公司' },
        { uscc: null, registrationNumber: '340100600000015', name: '虚构老店 <a>号' },
      ],
      total: 3,
      more: false,
    })
  })

  it.each([
    ['a code that fails its checks', [{ uniscid: '91340100MA99AH0290' }]],
    ['more rows than a page holds', Array.from({ length: 101 }, () => ({ regno: '1' }))],
    ['a row that is none', ['虚构']],
  ])('is no answer with %s', async (_, rows) => {
    answering(LIST, successWith(rows))
    expect(await failureOf(search())).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
  })
})
