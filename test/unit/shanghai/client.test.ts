import { http, HttpResponse } from 'msw'
import { describe, expect, it } from 'vitest'
import { FederationError } from '../../../schemas/model/errors.ts'
import { onlyRecord, recordsOf } from '../../contract/comparable.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { COMPANY, DEBTORS, ENTITIES, LIST, SEARCH, TOKEN } from './registry.ts'
import { entityRow, envelope, ever, fixture, openAdapter, useRegistry } from './registry.ts'

const registry = useRegistry()
const OTHER = fictitiousUscc(1)

const ask = (...usccs: (typeof OTHER)[]) => openAdapter().fetchEntities(usccs, ever())
const failureOf = (asked: Promise<unknown>) =>
  asked.then(
    () => new Error('answered'),
    (failure: unknown) => failure,
  )

describe('a request', () => {
  it('asks for all codes at once, in JSON and in XML, each once, with the token', async () => {
    const seen: Record<string, unknown> = {}
    registry.server.use(
      http.post('http://registry.invalid/*', async ({ request }) => {
        const { pathname } = new URL(request.url)
        const { token, 'content-type': type } = Object.fromEntries(request.headers)
        seen[pathname] = { token, type, body: await request.text() }
        const none = pathname === DEBTORS ? fixture('debtors-none.xml') : envelope([])
        return new HttpResponse(new Uint8Array(Buffer.from(none)))
      }),
    )
    expect(await ask(COMPANY, OTHER, COMPANY)).toEqual([[], [], []])
    const codes = `${COMPANY},${OTHER}`
    expect(seen).toEqual({
      [ENTITIES]: {
        token: TOKEN,
        type: 'application/json',
        body: `{"uniscid":"${codes}","limit":200,"offset":0}`,
      },
      [DEBTORS]: {
        token: TOKEN,
        type: 'application/xml',
        body: `<map><uniscid>${codes}</uniscid><limit>200</limit><offset>0</offset></map>`,
      },
    })
  })

  it('for a search names only what is looked for', async () => {
    let body = ''
    registry.answer(SEARCH, (asked) => ((body = asked), envelope([])))
    await openAdapter().search({ name: '虚构"', state: 'REVOKED' }, null, 20, ever())
    expect(body).toBe('{"entname":"虚构\\"","regstate":"2","limit":100,"offset":0}')
  })

  it('is not made for no codes, nor for a state this registry does not have', async () => {
    expect(await ask()).toEqual([])
    const page = await openAdapter().search({ name: '虚构', state: 'UNKNOWN' }, null, 20, ever())
    expect(page).toEqual({ hits: [], positions: [], total: 0, more: false })
  })
})

describe('an answer that is none', () => {
  it.each<[string, string | Buffer, number, string]>([
    ['its own code for a bad token', fixture('refused.json'), 200, 'PROVINCE_REFUSED_SIGNATURE'],
    ['HTTP 401', fixture('refused.json'), 401, 'PROVINCE_REFUSED_SIGNATURE'],
    ['HTTP 403 in HTML', '<html></html>', 403, 'PROVINCE_REFUSED_SIGNATURE'],
    ['another code', '{"code":"000500","message":"系统繁忙"}', 200, 'PROVINCE_ERROR'],
    ['HTTP 404', '{}', 404, 'PROVINCE_ERROR'],
    ['HTTP 503', '', 503, 'PROVINCE_ERROR'],
    ['a redirect', '', 302, 'PROVINCE_BAD_ANSWER'],
    ['a code that is a number', '{"code":0,"total":0,"data":[]}', 200, 'PROVINCE_BAD_ANSWER'],
    ['no code', '{"total":0,"data":[]}', 200, 'PROVINCE_BAD_ANSWER'],
    ['no rows', '{"code":"000000","total":0}', 200, 'PROVINCE_BAD_ANSWER'],
    ['no total', '{"code":"000000","data":[]}', 200, 'PROVINCE_BAD_ANSWER'],
    ['a row that is no object', envelope([[]]), 200, 'PROVINCE_BAD_ANSWER'],
    ['an empty body', '', 200, 'PROVINCE_BAD_ANSWER'],
    ['null', 'null', 200, 'PROVINCE_BAD_ANSWER'],
    ['GB18030', fixture('entities.gb18030.json'), 200, 'PROVINCE_BAD_ANSWER'],
  ])('(%s) is refused', async (_, body, status, code) => {
    registry.answer(ENTITIES, body, status)
    registry.answerNoDebtors()
    const failure = await failureOf(ask(COMPANY))
    expect(failure).toBeInstanceOf(FederationError)
    expect(failure).toMatchObject({ code, details: { province: 'SHANGHAI' } })
  })

  it.each<[string, string, string]>([
    ['a bad token', '<result><code>000401</code></result>', 'PROVINCE_REFUSED_SIGNATURE'],
    ['another code', '<result><code>000500</code></result>', 'PROVINCE_ERROR'],
    ['no rows', '<result><code>000000</code><total>0</total></result>', 'PROVINCE_BAD_ANSWER'],
    [
      'no total',
      '<result><code>000000</code><total/><data></data></result>',
      'PROVINCE_BAD_ANSWER',
    ],
    ['JSON', envelope([]), 'PROVINCE_BAD_ANSWER'],
    ['HTML', '<html><body></body></html>', 'PROVINCE_BAD_ANSWER'],
  ])('(XML: %s) is refused, though the entity is there', async (_, body, code) => {
    registry.answer(ENTITIES, fixture('entities.json'))
    registry.answer(DEBTORS, body)
    expect(await failureOf(ask(COMPANY))).toMatchObject({ code })
  })

  it('ends the call beside it', async () => {
    let ended = false
    registry.answer(ENTITIES, '', 503)
    registry.server.use(
      http.post(`http://registry.invalid${DEBTORS}`, async ({ request }) => {
        await new Promise((resolve) => request.signal.addEventListener('abort', resolve))
        ended = true
        return HttpResponse.error()
      }),
    )
    expect(await failureOf(ask(COMPANY))).toMatchObject({ code: 'PROVINCE_ERROR' })
    await expect.poll(() => ended).toBe(true)
  })
})

describe('rows', () => {
  it('are read to the end, page after page', async () => {
    const rows = Array.from({ length: 250 }, (_, i) => entityRow(COMPANY, { pripid: `SH${i}` }))
    const offsets: number[] = []
    registry.answer(ENTITIES, (asked) => {
      const { limit, offset } = JSON.parse(asked) as { limit: number; offset: number }
      offsets.push(offset)
      return envelope(rows.slice(offset, offset + limit), rows.length)
    })
    registry.answerNoDebtors()
    const [answer] = await ask(COMPANY)
    expect(recordsOf(answer)).toHaveLength(250)
    expect(offsets).toEqual([0, 200])
  })

  it.each<[string, (offset: number) => string]>([
    ['a total that changes', (offset) => envelope([entityRow(COMPANY)], offset === 0 ? 3 : 2)],
    ['fewer rows than promised', (offset) => envelope(offset === 0 ? [entityRow(COMPANY)] : [], 2)],
    ['more rows than promised', () => envelope([entityRow(COMPANY), entityRow(OTHER)], 1)],
    ['more than 50 pages', () => envelope([entityRow(COMPANY)], 1_000)],
  ])('are not complete with %s', async (_, answerAt) => {
    registry.answer(ENTITIES, (asked) => answerAt((JSON.parse(asked) as { offset: number }).offset))
    registry.answerNoDebtors()
    expect(await failureOf(ask(COMPANY))).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
  })

  it('of a long list are fetched after the first ones, for that entity alone', async () => {
    const changes = Array.from({ length: 45 }, (_, i) => ({ altid: `BG${i}` }))
    const long = entityRow(COMPANY, { bgxx: { total: 45, rows: changes.slice(0, 20) } })
    registry.answer(ENTITIES, envelope([long, entityRow(OTHER)]))
    registry.answerNoDebtors()
    let body = ''
    registry.answer(LIST, (asked) => ((body = asked), envelope(changes.slice(20), 45)))
    const [answer] = await ask(COMPANY, OTHER)
    const found = onlyRecord(answer).changes.map(({ sourceId }) => sourceId)
    expect(found).toEqual(changes.map(({ altid }) => altid))
    expect(body).toBe(`{"pripid":"SH${COMPANY}1","list":"bgxx","limit":200,"offset":20}`)
  })

  it('of a long list that cannot be fetched spoil that code only', async () => {
    const long = entityRow(COMPANY, { bgxx: { total: 2, rows: [] } })
    registry.answer(ENTITIES, envelope([long, entityRow(OTHER)]))
    registry.answerNoDebtors()
    registry.answer(LIST, envelope([{}, {}, {}], 3))
    const [bad, good] = await ask(COMPANY, OTHER)
    expect(bad).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
    expect(recordsOf(good)).toHaveLength(1)
  })

  it('of a code that was not asked make "no record" doubtful', async () => {
    registry.answer(ENTITIES, envelope([entityRow(OTHER), entityRow(fictitiousUscc(2))]))
    registry.answerNoDebtors()
    const [missing, there] = await ask(COMPANY, OTHER)
    expect(missing).toMatchObject({ code: 'PROVINCE_BAD_RECORD' })
    expect(recordsOf(there)).toHaveLength(1)
  })

  it("of the court's list about an entity that is not there are not dropped", async () => {
    registry.answer(ENTITIES, envelope([entityRow(COMPANY, { pripid: 'SH2' })]))
    registry.answer(DEBTORS, fixture('debtors.xml'))
    expect((await ask(COMPANY))[0]).toMatchObject({ code: 'PROVINCE_BAD_RECORD' })
  })

  it('of two entities with one code keep their own entries of the court (重码)', async () => {
    const [first, second] = [`SH${COMPANY}1`, `SH${COMPANY}2`]
    registry.answer(
      ENTITIES,
      envelope([first, second].map((pripid) => entityRow(COMPANY, { pripid }))),
    )
    registry.answer(DEBTORS, fixture('debtors.xml'))
    const lengths = recordsOf((await ask(COMPANY))[0]).map(
      (it) => it.dishonestDebtorListings.length,
    )
    expect(lengths).toEqual([1, 0])
  })

  it('of a search with a code that is none make the page unreadable', async () => {
    registry.answer(SEARCH, envelope([{ uniscid: '91310000MA1FL5T70E', entname: '虚构' }]))
    const found = openAdapter().search({ name: '虚构' }, null, 20, ever())
    expect(await failureOf(found)).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
  })
})
