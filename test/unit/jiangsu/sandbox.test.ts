import { createHmac } from 'node:crypto'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { jiangsuSandbox } from '../../../adapters/jiangsu/sandbox.ts'
import { createMemoryData } from '../../../adapters/shared/sandbox/memory-data.ts'
import {
  fictitiousUscc,
  manyPenaltiesRecord,
  numberOnlyRecord,
  plainRecord,
} from '../../support/fictitious-records.ts'
import { formVectors } from './fixture.ts'

const NOW = new Date('2026-03-10T01:00:00.000Z')
const KEY = formVectors.key
const records = [
  plainRecord(1, { name: '虚构（南京）商行' }),
  plainRecord(1, { name: '虚构乙商行' }),
  manyPenaltiesRecord(2, 250),
  numberOnlyRecord(3),
]
const context = {
  data: createMemoryData('JIANGSU', records),
  credentials: { userId: 'test-user', secretKey: KEY },
  now: NOW,
}
const TYPE = 'application/x-www-form-urlencoded; charset=GB18030'
const IDENTITY = 'USER_ID=test-user&TIME_STAMP=20260310090000'
const USCC = fictitiousUscc(1)
const LONG = fictitiousUscc(2)

interface Reply {
  readonly status: number
  readonly RESULT_CODE?: string
  readonly TOTAL?: number
  readonly items?: readonly Record<string, unknown>[]
}

function post(body: string, type = TYPE, path = '/infoQueryServlet.json', method = 'POST'): Reply {
  const headers = { 'content-type': type }
  const request = { method, path, query: '', headers, body: Buffer.from(body, 'latin1') }
  const { status, body: bytes } = jiangsuSandbox.handle(request, context)
  return { status, ...(JSON.parse(iconv.decode(bytes, 'gb18030')) as object) }
}

function ask(form: string, identity = IDENTITY): Reply {
  return post(signed(`${form}&${identity}`))
}

function signed(form: string): string {
  return `${form}&SIGN=${createHmac('sha256', KEY).update(form).digest('hex').toUpperCase()}`
}

const BASE_FORM = `specificQuery=queryCorpBase&REG_NO=${USCC}`

describe('the pretend registry checks who asks', () => {
  it.each(formVectors.vectors)('and accepts what openssl signed: $form', ({ form, sign }) => {
    // The vector has no user, so it is refused for that and not for its signature.
    expect(post(`${form}&SIGN=${sign}`).RESULT_CODE).toBe('E102')
    expect(post(`${form}&${IDENTITY}&SIGN=${sign}`).RESULT_CODE).toBe('E101')
  })

  it.each([
    ['no signature', `${BASE_FORM}&${IDENTITY}`, 'E101'],
    [
      'a signature in lower case',
      signed(`${BASE_FORM}&${IDENTITY}`).replace(/[A-F0-9]{64}$/, (hex) => hex.toLowerCase()),
      'E101',
    ],
    [
      'a field changed after signing',
      signed(`${BASE_FORM}&${IDENTITY}`).replace(USCC, LONG),
      'E101',
    ],
    ['a field after the signature', `${signed(`${BASE_FORM}&${IDENTITY}`)}&curPage=1`, 'E101'],
    ['another user', signed(`${BASE_FORM}&USER_ID=x&TIME_STAMP=20260310090000`), 'E102'],
    [
      'a clock 301 s behind',
      signed(`${BASE_FORM}&USER_ID=test-user&TIME_STAMP=20260310085459`),
      'E103',
    ],
    [
      'a clock 301 s ahead',
      signed(`${BASE_FORM}&USER_ID=test-user&TIME_STAMP=20260310090501`),
      'E103',
    ],
    ['a time in UTC', signed(`${BASE_FORM}&USER_ID=test-user&TIME_STAMP=20260310010000`), 'E103'],
    ['no time', signed(`${BASE_FORM}&USER_ID=test-user`), 'E103'],
  ])('and refuses %s', (_, body, code) => {
    expect(post(body).RESULT_CODE).toBe(code)
  })

  it.each(['20260310085500', '20260310090500'])('and accepts a clock within 300 s: %s', (stamp) => {
    expect(ask(BASE_FORM, `USER_ID=test-user&TIME_STAMP=${stamp}`).RESULT_CODE).toBe('0')
  })
})

describe('the pretend registry checks what is asked', () => {
  it.each([
    ['no service', 'REG_NO=1'],
    ['an unknown service', 'specificQuery=queryAll'],
    ['no code', 'specificQuery=queryCorpBase'],
    ['a field twice', `${BASE_FORM}&REG_NO=1`],
    ['a field without a value', `${BASE_FORM}&x`],
    ['bytes that are not percent-encoded', `${BASE_FORM}&x=\xd0\xe9`],
    ['UTF-8', `specificQuery=queryCorpList&curPage=1&pageSize=100&CORP_NAME=%FF%FE`],
    ['a list without a condition', 'specificQuery=queryCorpList&curPage=1&pageSize=100'],
    ['page 0', 'specificQuery=queryCorpList&CORP_NAME=A&curPage=0&pageSize=100'],
    ['101 rows a page', 'specificQuery=queryCorpList&CORP_NAME=A&curPage=1&pageSize=101'],
    [
      'a state of no table',
      'specificQuery=queryCorpList&CORP_NAME=A&CORP_STATUS_CODE=77&curPage=1&pageSize=9',
    ],
    [
      'a key without its office',
      `specificQuery=queryCorpRecords&ID=${LONG}&SEQ_ID=1&curPage=1&pageSize=200`,
    ],
    [
      'a key of another number',
      `specificQuery=queryCorpRecords&ID=${LONG}&ORG=310115000&SEQ_ID=2&curPage=1&pageSize=200`,
    ],
    [
      '201 records a page',
      `specificQuery=queryCorpRecords&ID=${LONG}&ORG=310115000&SEQ_ID=1&curPage=1&pageSize=201`,
    ],
  ])('and refuses %s', (_, form) => {
    expect(ask(form).RESULT_CODE).toBe('E201')
  })

  it('and refuses a form in another charset', () => {
    const body = signed(`${BASE_FORM}&${IDENTITY}`)
    expect(post(body, 'application/x-www-form-urlencoded; charset=UTF-8').RESULT_CODE).toBe('E201')
    expect(post(body, 'application/json').RESULT_CODE).toBe('E201')
  })

  it('and knows one address and one method', () => {
    expect(post('', TYPE, '/other').status).toBe(404)
    expect(post('', TYPE, '/infoQueryServlet.json', 'GET').status).toBe(405)
  })
})

describe('the pretend registry answers', () => {
  it('both entities of one code, each with a key of its own, brackets half-width', () => {
    const { items } = ask(BASE_FORM)
    expect(items).toMatchObject([
      { ID: USCC, SEQ_ID: '1', CORP_NAME: '虚构(南京)商行' },
      { ID: USCC, SEQ_ID: '2', CORP_NAME: '虚构乙商行' },
    ])
  })

  it('by registration number when the code has not eighteen characters', () => {
    const { registrationNumber } = numberOnlyRecord(3)
    const { items } = ask(`specificQuery=queryCorpBase&REG_NO=${registrationNumber}`)
    expect(items).toMatchObject([{ UNI_SCID: '', REG_NO: registrationNumber }])
  })

  it('records page by page', () => {
    const form = `specificQuery=queryCorpRecords&ID=${LONG}&ORG=310115000&SEQ_ID=1&pageSize=200`
    const pages = [1, 2, 3].map((page) => ask(`${form}&curPage=${page}`))
    expect(pages.map(({ TOTAL }) => TOTAL)).toEqual([250, 250, 250])
    expect(pages.map(({ items }) => items!.length)).toEqual([200, 50, 0])
  })

  it('nothing to a name with half-width brackets: it compares with what it stores', () => {
    const list = (name: string) => {
      const bytes = [...iconv.encode(name, 'gb18030')]
      const hex = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
      return ask(`specificQuery=queryCorpList&CORP_NAME=${hex}&curPage=1&pageSize=100`).items
    }
    expect(list('虚构(南京)')).toEqual([])
    expect(list('虚构（南京）')).toMatchObject([{ CORP_NAME: '虚构（南京）商行' }])
  })
})
