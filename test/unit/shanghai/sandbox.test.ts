import { describe, expect, it } from 'vitest'
import { createMemoryData } from '../../../adapters/shared/sandbox/memory-data.ts'
import type { SandboxReply } from '../../../adapters/shared/sandbox/server.ts'
import { shanghaiSandbox } from '../../../adapters/shanghai/sandbox.ts'
import { fictitiousUscc, plainRecord, richRecord } from '../../support/fictitious-records.ts'
import { DEBTORS, ENTITIES, LIST, SEARCH, TOKEN } from './registry.ts'

const ALL = Array.from({ length: 30 }, (_, i) => plainRecord(i)).concat(richRecord(50))
const DATA = createMemoryData('SHANGHAI', ALL)
const CODE = fictitiousUscc(1)

interface Call {
  readonly path?: string
  readonly method?: string
  readonly type?: string
  readonly token?: string
  readonly body?: string
}

function call(given: Call): SandboxReply {
  const { path = ENTITIES, method = 'POST', type = 'application/json', token = TOKEN } = given
  const headers = { 'content-type': type, token }
  const body = Buffer.from(given.body ?? `{"uniscid":"${CODE}"}`)
  const request = { method, path, query: '', headers, body }
  const context = { data: DATA, credentials: { token: TOKEN }, now: new Date(0) }
  return shanghaiSandbox.handle(request, context)
}

const codeIn = (reply: SandboxReply) => /"code":"(\d+)"|<code>(\d+)</.exec(reply.body.toString())
const xml = (inner: string): Call => ({ path: DEBTORS, type: 'application/xml', body: inner })

describe('the pretend registry', () => {
  it.each<[string, Call, number, string]>([
    ['another token', { token: 'other' }, 401, '000401'],
    ['an empty token', { token: '' }, 401, '000401'],
    ['a service it does not have', { path: '/interface/SCJGJ/1' }, 404, '000404'],
    ['GET', { method: 'GET' }, 405, '000405'],
    ['JSON sent as a form', { type: 'application/x-www-form-urlencoded' }, 200, '000400'],
    ['a body that is no JSON', { body: '{' }, 200, '000400'],
    ['a body that is no object', { body: '[]' }, 200, '000400'],
    ['no code', { body: '{}' }, 200, '000400'],
    ['a code of 17 characters', { body: '{"uniscid":"91310115MA9900001"}' }, 200, '000400'],
    [
      '101 codes',
      { body: JSON.stringify({ uniscid: Array(101).fill(CODE).join() }) },
      200,
      '000400',
    ],
    ['a parameter it does not have', { body: `{"uniscid":"${CODE}","x":"1"}` }, 200, '000400'],
    ['limit 0', { body: `{"uniscid":"${CODE}","limit":0}` }, 200, '000400'],
    ['limit 201', { body: `{"uniscid":"${CODE}","limit":201}` }, 200, '000400'],
    ['offset -1', { body: `{"uniscid":"${CODE}","offset":-1}` }, 200, '000400'],
    ['a search for nothing', { path: SEARCH, body: '{"regstate":"1"}' }, 200, '000400'],
    [
      'a state it does not have',
      { path: SEARCH, body: '{"entname":"虚","regstate":"99"}' },
      200,
      '000400',
    ],
    [
      'a list it does not have',
      { path: LIST, body: `{"pripid":"SH${CODE}1","list":"x"}` },
      200,
      '000400',
    ],
    [
      'an entity it does not have',
      { path: LIST, body: '{"pripid":"SH1","list":"xzcf"}' },
      200,
      '000400',
    ],
    ['XML with an attribute', xml(`<map a="1"><uniscid>${CODE}</uniscid></map>`), 200, '000400'],
    ['XML with an entity', xml('<map><uniscid>&a;</uniscid></map>'), 200, '000400'],
  ])('refuses %s', (_, given, status, code) => {
    const reply = call(given)
    expect([reply.status, codeIn(reply)?.[1] ?? codeIn(reply)?.[2]]).toEqual([status, code])
  })

  it('gives 20 rows when nobody says how many', () => {
    const reply = call({ path: SEARCH, body: '{"entname":"虚构"}' })
    const { total, data } = JSON.parse(reply.body.toString()) as { total: number; data: unknown[] }
    expect([total, data.length]).toEqual([31, 20])
  })

  it('answers in the form it was asked in', () => {
    const reply = call(xml(`<map><uniscid>${fictitiousUscc(50)}</uniscid><limit>1</limit></map>`))
    expect(reply.headers['content-type']).toBe('application/xml;charset=UTF-8')
    expect(reply.body.toString()).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?><result><code>000000<\/code><message>success<\/message><total>2<\/total><data><row>.*<\/row><\/data><\/result>$/,
    )
  })

  it('never writes the whole number of a debtor', () => {
    const reply = call(xml(`<map><uniscid>${fictitiousUscc(50)}</uniscid></map>`))
    expect(reply.body.toString()).toContain('<cardNum>91310115****')
  })

  it('gives out a new token each time', () => {
    const [one, two] = [shanghaiSandbox.issueCredentials(), shanghaiSandbox.issueCredentials()]
    expect(one.gateway).toEqual(one.registry)
    expect(one.gateway.token).not.toBe(two.gateway.token)
  })
})
