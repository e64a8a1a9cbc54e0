/** Every refusal by its code, over real HTTP: what is shown to a gatehouse must hold in every part. */
import { hash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EXCHANGE_PATH } from '../../../adapters/shared/exchange-envelope.ts'
import type { PromiseJson } from '../../../gateway/federation-log/promise-json.ts'
import type { Instant } from '../../../schemas/model/time.ts'
import { PretendLog } from '../../support/pretend-log.ts'
import type { PretendTicket } from '../../support/pretend-log.ts'
import { exchangeId } from './asker.ts'
import { CODE, OTHER_CODE, openGatehouse, post, refusalIn } from './one-gatehouse.ts'
import type { ExchangeFault, OneGatehouse } from './one-gatehouse.ts'

let one: OneGatehouse
beforeAll(async () => {
  one = await openGatehouse()
  await one.gatehouse.setLogKeys(one.log.keys())
})
afterAll(() => one[Symbol.asyncDispose]())
const START = new Date('2026-03-10T01:00:00.000Z')
beforeEach(() => void (one.at = START))

const intend = (...codes: string[]) => one.log.intend(codes).tickets
const after = (ms: number) => (one.at = new Date(START.getTime() + ms))
const codeOf = async (tickets: readonly PretendTicket[], fault?: ExchangeFault) =>
  refusalIn(await one.exchange(tickets, fault))
const altered = (change: (promise: PromiseJson) => PromiseJson): PretendTicket[] =>
  intend(CODE).map((ticket) => ({ ...ticket, promise: change(ticket.promise) }))

describe('an exchange', () => {
  it('returns the registry’s answer untouched, with its digest', async () => {
    const response = await one.exchange(intend(CODE))
    expect(response.status).toBe(200)
    const body = Buffer.from(await response.arrayBuffer())
    expect(JSON.parse(body.toString())).toMatchObject({ code: '000000', total: 1 })
    expect(response.headers.get('x-gatehouse-digest')).toBe(hash('sha256', body, 'base64url'))
  })

  it('passes a promise of 60 seconds, and refuses an older one', async () => {
    const [young, old] = [intend(CODE), intend(CODE)]
    after(60_000)
    expect(await codeOf(young)).toBeNull()
    after(60_001)
    expect(await codeOf(old)).toBe('GATEHOUSE_PROMISE_TOO_OLD')
  })

  it('goes by the leaf’s own instant: an old leaf stays old whatever is signed over it later', async () => {
    const leafOf = (ms: number) =>
      one.log.intend([CODE], { at: new Date(START.getTime() + ms).toISOString() as Instant })
    expect(await codeOf(leafOf(-60_001).tickets)).toBe('GATEHOUSE_PROMISE_TOO_OLD')
    expect(await codeOf(leafOf(-60_000).tickets)).toBeNull()
    expect(await codeOf(leafOf(10_001).tickets)).toBe('GATEHOUSE_PROMISE_AHEAD')
  })

  it('refuses a promise of a clock that is ahead', async () => {
    after(10_001)
    const tickets = intend(CODE)
    after(0)
    expect(await codeOf(tickets)).toBe('GATEHOUSE_PROMISE_AHEAD')
    after(1)
    expect(await codeOf(tickets)).toBeNull()
  })

  it('refuses one without promises, and one code without one', async () => {
    expect(await codeOf([])).toBe('GATEHOUSE_PROMISE_MISSING')
    const codes = [CODE, OTHER_CODE]
    expect(await codeOf(intend(CODE), { codes })).toBe('GATEHOUSE_PROMISE_MISSING')
    expect(await codeOf(intend(...codes), { codes })).toBeNull()
  })

  it('refuses a promise for a code that is not asked', async () => {
    expect(await codeOf(intend(CODE, OTHER_CODE))).toBe('GATEHOUSE_SUBJECT_FOREIGN')
    expect(await codeOf(intend(OTHER_CODE))).toBe('GATEHOUSE_SUBJECT_FOREIGN')
  })

  it.each([
    ['of the case number', 'case'],
    ['of the officer', 'officer'],
  ])('refuses the disclosure %s in the place of the subject’s', async (_, name) => {
    const { tickets } = one.log.intend([CODE], {}, name)
    expect(await codeOf(tickets)).toBe('GATEHOUSE_SUBJECT_FOREIGN')
  })

  it('refuses a disclosure that is not the leaf’s', async () => {
    const [mine, other] = [intend(CODE)[0]!, intend(CODE)[0]!]
    const mixed = { ...mine, disclosure: other.disclosure }
    expect(await codeOf([mixed])).toBe('LOG_DISCLOSURE_FOREIGN')
  })

  it('refuses an intent that does not name the province', async () => {
    const { tickets } = one.log.intend([CODE], { provinces: ['JIANGSU', 'ANHUI'] })
    expect(await codeOf(tickets)).toBe('GATEHOUSE_PROVINCE_FOREIGN')
  })

  it('refuses a leaf that is no intent', async () => {
    const digest = 'A'.repeat(43)
    const at = START.toISOString() as Instant
    const leaf = { v: 1, id: 'refusal-1', at, _sd: [], code: 'NO', agency: null } as const
    const { tickets } = one.log.promise(
      { ...leaf, type: 'REFUSAL', purpose: null, operation: digest },
      ['W10'],
    )
    expect(await codeOf(tickets)).toBe('GATEHOUSE_LEAF_NOT_INTENT')
  })

  it('refuses what another log, or a key of no log, has signed', async () => {
    const stranger = new PretendLog(() => one.at)
    expect(await codeOf(stranger.intend([CODE]).tickets)).toBe('LOG_NOTE_UNSIGNED')
    const own = new PretendLog(() => one.at, 'log.ydelta.example/other')
    Object.assign(own, { promiseSigner: one.log.promiseSigner })
    expect(await codeOf(own.intend([CODE]).tickets)).toBe('LOG_ORIGIN_UNKNOWN')
  })

  it.each<[string, (promise: PromiseJson) => PromiseJson, string]>([
    [
      'another batch text',
      (p) => ({ ...p, batch: p.batch.replace(' 1\n', ' 2\n') }),
      'LOG_SIGNATURE_INVALID',
    ],
    ['another index', (p) => ({ ...p, index: p.index + 1 }), 'LOG_INCLUSION_INVALID'],
    [
      'another leaf',
      (p) => ({ ...p, leaf: `${p.leaf.slice(0, -8)}AAAAAAAA` }),
      'LOG_INCLUSION_INVALID',
    ],
    [
      'no leaf',
      ({ index, path, batch }) => ({ index, path, batch }) as never,
      'LOG_PROMISE_MALFORMED',
    ],
    ['no promise at all', () => null as never, 'LOG_PROMISE_MALFORMED'],
  ])('refuses %s', async (_, change, code) => {
    expect(await codeOf(altered(change))).toBe(code)
  })

  it.each<[string, ExchangeFault]>([
    ['the switch for faults', { path: '/_sandbox/fault' }],
    ['a service that no adapter asks', { path: '/interface/SCJGJ/39999' }],
    ['a parameter that no adapter sends', { body: `{"uniscid":"${CODE}","all":"1"}` }],
    ['a code written twice', { body: `{"uniscid":"${OTHER_CODE}","uniscid":"${CODE}"}` }],
    ['another path in a header', { headers: { 'x-original-url': '/interface/SCJGJ/30002' } }],
    ['another charset', { headers: { 'content-type': 'application/json; charset=utf-7' } }],
    ['another form', { headers: { 'content-type': 'application/xml' } }],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' } }],
    ['a header that comes twice', { headers: { Token: 'another' } }],
    ['a query beside the path', { path: '/interface/SCJGJ/30001?uniscid=1' }],
  ])('refuses %s', async (_, fault) => {
    const asked = one.sandbox.requestCount()
    expect(await codeOf(intend(CODE), fault)).toBe('GATEHOUSE_REQUEST_UNKNOWN')
    expect(one.sandbox.requestCount()).toBe(asked)
  })

  it.each([
    ['lower case', CODE.toLowerCase()],
    [
      'full width',
      CODE.replace(/^./, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
    ],
    ['blanks', ` ${CODE}`],
  ])('refuses a code in %s, also one that was promised so', async (_, code) => {
    const asked = one.sandbox.requestCount()
    expect(code).not.toBe(CODE)
    expect(await codeOf(intend(code), { codes: [code] })).toBe('GATEHOUSE_REQUEST_UNKNOWN')
    expect(one.sandbox.requestCount()).toBe(asked)
  })

  it('refuses rows of an id that no answer of the exchange has named', async () => {
    const rows = (pripid: string): ExchangeFault => ({
      path: '/interface/SCJGJ/30002',
      body: JSON.stringify({ pripid, list: 'xzcf', limit: 200, offset: 0 }),
    })
    const [tickets, id] = [intend(CODE), exchangeId()]
    const answer = (await (await one.exchange(tickets, { id })).json()) as {
      data: { pripid: string }[]
    }
    const { pripid } = answer.data[0]!
    expect(await codeOf(tickets, { ...rows(pripid), id })).toBeNull()
    expect(await codeOf(tickets, { ...rows(`${pripid}0`), id })).toBe('GATEHOUSE_FOLLOW_UP_FOREIGN')
    expect(await codeOf(intend(CODE), rows(pripid))).toBe('GATEHOUSE_FOLLOW_UP_FOREIGN')
  })

  it.each([
    ['nothing', ''],
    ['a length beyond its end', '\u0000\u0000\u00ff\u00ff{}'],
    ['another version', envelopeOf({ v: 2 })],
    ['an address in the place of a path', envelopeOf({ request: { path: '//registry.example/' } })],
    [
      'a header of the connection',
      envelopeOf({ request: { headers: { Host: 'registry.example' } } }),
    ],
    ['a header with a line of its own', envelopeOf({ request: { headers: { a: 'b\r\nc: d' } } })],
  ])('refuses an envelope with %s', async (_, envelope) => {
    const response = await post(`${one.gatehouse.url}${EXCHANGE_PATH}`, envelope)
    expect(await refusalIn(response)).toBe('GATEHOUSE_ENVELOPE_MALFORMED')
  })

  it('refuses a body without end', async () => {
    const response = await post(`${one.gatehouse.url}/_witness/add-checkpoint`, 'x'.repeat(600_000))
    expect(await refusalIn(response)).toBe('BODY_TOO_LARGE')
  })
})

describe('single use', () => {
  it('belongs to one exchange, whose further requests are its pages', async () => {
    const [tickets, id] = [intend(CODE), exchangeId()]
    expect(await codeOf(tickets, { id })).toBeNull()
    expect(await codeOf(tickets, { id })).toBeNull()
    expect(await codeOf(tickets)).toBe('GATEHOUSE_PROMISE_USED')
  })

  it('ends with the minute of the exchange', async () => {
    const [tickets, id] = [intend(CODE), exchangeId()]
    expect(await codeOf(tickets, { id })).toBeNull()
    after(60_001)
    expect(await codeOf(tickets, { id })).toBe('GATEHOUSE_PROMISE_TOO_OLD')
    expect(await codeOf(tickets)).toBe('GATEHOUSE_PROMISE_TOO_OLD')
  })

  it('lets one of two exchanges at once pass', async () => {
    const tickets = intend(CODE)
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(tickets)))
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(new Set(codes)).toEqual(new Set([null, 'GATEHOUSE_PROMISE_USED']))
  })

  it('counts a subject of a leaf once, each by itself', async () => {
    const [first, second] = intend(CODE, OTHER_CODE)
    expect(await codeOf([first!])).toBeNull()
    expect(await codeOf([second!], { codes: [OTHER_CODE] })).toBeNull()
    expect(await codeOf([second!], { codes: [OTHER_CODE] })).toBe('GATEHOUSE_PROMISE_USED')
  })
})

describe('other paths', () => {
  it.each(['/', '/interface/SCJGJ/30001', '/_sandbox/fault'])('refuse %s', async (path) => {
    const response = await post(`${one.gatehouse.url}${path}`, '{}')
    expect(await refusalIn(response)).toBe('GATEHOUSE_PROMISE_MISSING')
  })

  it('say that there is none', async () => {
    const response = await fetch(`${one.gatehouse.url}/_gatehouse/nothing`)
    expect(await refusalIn(response)).toBe('GATEHOUSE_PATH_UNKNOWN')
  })

  it('refuse disclosures and cosignatures until there are keys for them', async () => {
    const { url } = one.gatehouse
    const disclosures = await post(`${url}/_gatehouse/disclosures`, '{}')
    expect(await refusalIn(disclosures)).toBe('GATEHOUSE_DISCLOSURES_OFF')
    const cosignatures = await post(`${url}/_witness/add-checkpoint`, 'old 0\n\n')
    expect(await refusalIn(cosignatures)).toBe('GATEHOUSE_WITNESS_NOT_READY')
  })
})

function envelopeOf(fault: { v?: number; request?: object }): Buffer {
  const request = { method: 'POST', path: '/', headers: {}, ...fault.request }
  const head = Buffer.from(
    JSON.stringify({ v: 1, id: exchangeId(), promises: [], ...fault, request }),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  return Buffer.concat([length, head])
}
