import iconv from 'iconv-lite'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createCall, timeStampOf } from '../../../adapters/jiangsu/client.ts'
import { jiangsuAdapter } from '../../../adapters/jiangsu/index.ts'
import { createFetchUpstream } from '../../../adapters/shared/upstream.ts'
import type { SearchFilter } from '../../../adapters/shared/contract.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { parseUscc } from '../../../schemas/model/uscc.ts'
import { fixture } from './fixture.ts'

const URL_OF_SERVLET = 'http://registry.invalid/prefix/infoQueryServlet.json'
const NOW = new Date('2026-03-05T20:02:03.456Z')
const COMPANY = parseUscc('91320104MA990001XU')
const OTHER = parseUscc('91320104MA9900044H')

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const ever = () => new AbortController().signal
const gb18030 = (value: object) => iconv.encode(JSON.stringify(value), 'gb18030')
const success = (rest: object) => gb18030({ RESULT_CODE: '0', RESULT_MSG: '成功', ...rest })

const settings = {
  upstream: createFetchUpstream({
    province: 'JIANGSU',
    baseUrl: 'http://registry.invalid/prefix',
    fetch: (...request) => fetch(...request), // msw's, which is not there yet
  }),
  credentials: { userId: 'test-user', secretKey: 'test-secret' },
  now: () => NOW,
}
const adapter = jiangsuAdapter.create(settings)

/** Gives the bodies one after the other, the last one for ever; gathers the forms that were sent. */
function answering(...bodies: readonly (Buffer | string)[]): string[] {
  return answeringWith(200, ...bodies)
}

function answeringWith(status: number, ...bodies: readonly (Buffer | string)[]): string[] {
  const forms: string[] = []
  server.use(
    http.post(URL_OF_SERVLET, async ({ request }) => {
      const body = bodies[Math.min(forms.length, bodies.length - 1)]!
      forms.push(await request.text())
      return new HttpResponse(new Uint8Array(Buffer.from(body)), { status })
    }),
  )
  return forms
}

async function failureOf(asked: Promise<unknown>): Promise<FederationError> {
  const failure = await asked.then(
    () => null,
    (error: unknown) => error,
  )
  if (failure instanceof FederationError) return failure
  throw new Error('no coded failure', { cause: failure })
}

/** A base row that is whole; 250 records behind it. */
const BASE_ROW = { ID: '1', ORG: '320104', SEQ_ID: '1', UNI_SCID: COMPANY, RECORD_COUNT: '250' }
const BASE = success({ TOTAL: 1, items: [BASE_ROW] })
const rows = (count: number) => Array.from({ length: count }, () => ({ RECORD_KIND: 'BG' }))
const page = (total: number, count: number, triple: object = {}) =>
  success({ ID: '1', ORG: '320104', SEQ_ID: '1', ...triple, TOTAL: total, items: rows(count) })

describe('the request', () => {
  it('is a signed form with the time in Beijing', async () => {
    let type: string | null = null
    let form = ''
    server.use(
      http.post(URL_OF_SERVLET, async ({ request }) => {
        type = request.headers.get('content-type')
        form = await request.text()
        return new HttpResponse(new Uint8Array(success({ TOTAL: 0, items: [] })))
      }),
    )
    await adapter.fetchEntities([COMPANY], ever())
    expect(type).toBe('application/x-www-form-urlencoded; charset=GB18030')
    expect(form).toMatch(
      /^specificQuery=queryCorpBase&REG_NO=91320104MA990001XU&USER_ID=test-user&TIME_STAMP=20260306040203&SIGN=[0-9A-F]{64}$/,
    )
  })

  it('takes a registration number in the place of the code', async () => {
    const forms = answering(success({ TOTAL: 0, items: [] }))
    await createCall(settings)('queryCorpBase', { REG_NO: '320104000990013' }, ever())
    expect(forms[0]).toContain('REG_NO=320104000990013&')
  })

  it.each([
    [
      'half-width brackets',
      { name: '虚构(南京)' },
      'CORP_NAME=%D0%E9%B9%B9%A3%A8%C4%CF%BE%A9%A3%A9&',
    ],
    [
      'full-width brackets',
      { name: '虚构（南京）' },
      'CORP_NAME=%D0%E9%B9%B9%A3%A8%C4%CF%BE%A9%A3%A9&',
    ],
    ['full-width letters', { name: 'ＡＢ１' }, 'CORP_NAME=AB1&'],
    ['blanks between ideographs', { name: ' 虚 构　' }, 'CORP_NAME=%D0%E9%B9%B9&'],
    ['blanks in a foreign name', { principal: 'John Smith' }, 'OPER_MAN_NAME=John+Smith&'],
    ['a rare ideograph', { principal: '𠮷' }, 'OPER_MAN_NAME=%954%B25&'],
    ['a state', { name: 'A', state: 'MOVED_OUT' }, 'CORP_STATUS_CODE=11&'],
  ] satisfies [string, SearchFilter, string][])('searches for %s', async (_, filter, sent) => {
    const forms = answering(success({ TOTAL: 0, items: [] }))
    await adapter.search(filter, null, 20, ever())
    expect(forms).toHaveLength(1)
    expect(forms[0]).toContain(sent)
    expect(forms[0]).toContain('curPage=1&pageSize=100&')
  })

  it('writes the time stamp across midnight and the end of a year', () => {
    expect(timeStampOf(new Date('2025-12-31T16:00:00.000Z'))).toBe('20260101000000')
  })
})

describe('the number of calls', () => {
  it('is one for an entity without records', async () => {
    const base = { ...BASE_ROW, RECORD_COUNT: 0 }
    const forms = answering(success({ TOTAL: 1, items: [base] }))
    expect(await adapter.fetchEntities([COMPANY], ever())).toMatchObject([[{ uscc: COMPANY }]])
    expect(forms).toHaveLength(1)
  })

  it('is one for a code that is not there', async () => {
    const forms = answering(success({ TOTAL: 0, items: [] }))
    expect(await adapter.fetchEntities([COMPANY], ever())).toEqual([[]])
    expect(forms).toHaveLength(1)
  })

  it('is one more for each page of records, asked by the triple', async () => {
    const forms = answering(BASE, page(250, 200), page(250, 50))
    const [answer] = await adapter.fetchEntities([COMPANY], ever())
    expect(answer).toMatchObject([
      { uscc: COMPANY, changes: rows(250).map(() => ({ item: null })) },
    ])
    expect(forms).toHaveLength(3)
    expect(forms[2]).toContain('ID=1&ORG=320104&SEQ_ID=1&curPage=2&pageSize=200&')
  })
})

describe('an answer that cannot be used', () => {
  it.each([
    ['HTTP 500', 500, 'internal error at 10.0.0.1:8080', 'PROVINCE_ERROR'],
    ['HTTP 429', 429, '', 'PROVINCE_ERROR'],
    ['HTTP 401', 401, '', 'PROVINCE_REFUSED_SIGNATURE'],
    ['HTTP 403', 403, '', 'PROVINCE_REFUSED_SIGNATURE'],
    ['HTTP 302', 302, '', 'PROVINCE_BAD_ANSWER'],
    ['HTTP 404', 404, '{}', 'PROVINCE_BAD_ANSWER'],
    ['a refused signature', 200, fixture('refused-answer.gb18030'), 'PROVINCE_REFUSED_SIGNATURE'],
    ['an unknown user', 200, gb18030({ RESULT_CODE: 'E102' }), 'PROVINCE_REFUSED_SIGNATURE'],
    ['a clock that is off', 200, gb18030({ RESULT_CODE: 'E103' }), 'PROVINCE_CLOCK_SKEW'],
    ['an error of its own', 200, gb18030({ RESULT_CODE: 'E999' }), 'PROVINCE_ERROR'],
    ['HTML', 200, iconv.encode('<html>系统维护中</html>', 'gb18030'), 'PROVINCE_BAD_ANSWER'],
    ['nothing', 200, '', 'PROVINCE_BAD_ANSWER'],
    ['JSON of another kind', 200, '[]', 'PROVINCE_BAD_ANSWER'],
    ['no RESULT_CODE', 200, gb18030({ TOTAL: 0, items: [] }), 'PROVINCE_BAD_ANSWER'],
    ['no TOTAL', 200, success({ items: [] }), 'PROVINCE_BAD_ANSWER'],
    ['rows that are no objects', 200, success({ TOTAL: 1, items: ['1'] }), 'PROVINCE_BAD_ANSWER'],
    ['more rows than it says', 200, success({ TOTAL: 0, items: [{}] }), 'PROVINCE_BAD_ANSWER'],
    [
      'fewer base rows than it says',
      200,
      success({ TOTAL: 2, items: [BASE_ROW] }),
      'PROVINCE_BAD_ANSWER',
    ],
    ['half of itself', 200, fixture('base-answer.gb18030').subarray(0, 500), 'PROVINCE_BAD_ANSWER'],
    [
      'UTF-8',
      200,
      Buffer.from(iconv.decode(fixture('base-answer.gb18030'), 'gb18030')),
      'PROVINCE_BAD_ANSWER',
    ],
  ] as const)('%s', async (_, status, body, code) => {
    answeringWith(status, body)
    const failure = await failureOf(adapter.fetchEntities([COMPANY], ever()))
    expect(failure).toMatchObject({ code, details: { province: 'JIANGSU' } })
    expect(failure.message + JSON.stringify(failure.details)).not.toMatch(/registry|10\.0|系统维护/)
  })

  it.each([
    ['beyond 50 pages', [page(10_001, 200)]],
    ['a page that is not full', [page(250, 199)]],
    ['a total that changes', [page(250, 200), page(251, 50)]],
    ['no triple', [success({ TOTAL: 1, items: rows(1) })]],
  ])('%s of records', async (_, pages) => {
    const forms = answering(BASE, ...pages)
    const failure = await failureOf(adapter.fetchEntities([COMPANY], ever()))
    expect(failure).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
    expect(forms).toHaveLength(1 + pages.length)
  })
})

describe('a record that cannot be used', () => {
  it.each([
    [
      'is of another code',
      [success({ TOTAL: 1, items: [{ ...BASE_ROW, UNI_SCID: OTHER }] }), page(1, 1)],
    ],
    ['has no code', [success({ TOTAL: 1, items: [{ ...BASE_ROW, UNI_SCID: '' }] }), page(1, 1)]],
    ['lacks a part of its key', [success({ TOTAL: 1, items: [{ ...BASE_ROW, ORG: ' ' }] })]],
    [
      'has a day that is none',
      [success({ TOTAL: 1, items: [{ ...BASE_ROW, CHECK_DATE: '2023-02-29' }] }), page(1, 1)],
    ],
    [
      'has an object for a name',
      [success({ TOTAL: 1, items: [{ ...BASE_ROW, CORP_NAME: {} }] }), page(1, 1)],
    ],
    ["has somebody else's records", [BASE, page(1, 1, { SEQ_ID: '2' })]],
  ])('%s', async (_, bodies) => {
    answering(...bodies)
    const [answer] = await adapter.fetchEntities([COMPANY], ever())
    expect(answer).toBeInstanceOf(FederationError)
    expect(answer).toMatchObject({ code: 'PROVINCE_BAD_RECORD', details: { uscc: COMPANY } })
  })
})

describe('the list', () => {
  it('is read from its columns, names in full-width brackets', async () => {
    answering(fixture('list-answer.gb18030'))
    const { hits, total, more } = await adapter.search({ name: '虚构' }, null, 20, ever())
    expect({ hits, total, more }).toEqual({
      total: 3,
      more: false,
      hits: [
        { uscc: COMPANY, registrationNumber: null, name: '虚构（南京）䶮科技有限公司' },
        { uscc: '91320104MA9900028U', registrationNumber: null, name: '虚构（苏州）商行' },
        { uscc: null, registrationNumber: '320104600990028', name: '虚构老字号商店' },
      ],
    })
  })

  it.each([
    ['a code that fails its checks', { UNI_SCID: '91320104MA990001XX', REG_NO: '' }],
    ['neither code nor number', { CORP_NAME: '虚构' }],
  ])('is refused when a row has %s: pages would lose their order', async (_, row) => {
    answering(success({ TOTAL: 1, items: [row] }))
    const failure = await failureOf(adapter.search({ name: '虚构' }, null, 20, ever()))
    expect(failure).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
  })
})
