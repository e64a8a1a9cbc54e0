// The pretend registry is strict: whatever it lets pass here, a real one could refuse.
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { anhuiSandbox } from '../../../adapters/anhui/sandbox.ts'
import { canonicalQuery, createSigner, digestOf, urlEncode } from '../../../adapters/anhui/sign.ts'
import { createMemoryData } from '../../../adapters/shared/sandbox/memory-data.ts'
import type { SandboxReply } from '../../../adapters/shared/sandbox/server.ts'
import { plainRecord } from '../../support/fictitious-records.ts'
import { NOW } from './open-adapter.ts'

const issued = anhuiSandbox.issueCredentials()
const sign = createSigner(issued.gateway.privateKeyFile!)
const record = plainRecord(1)
const data = createMemoryData('ANHUI', [record])

type Changes = Readonly<Record<string, string>>

async function formOf(changes: Changes = {}): Promise<string> {
  const query = canonicalQuery({
    appKey: issued.gateway.appKey!,
    content: JSON.stringify({ uniscid: record.uscc }),
    messageId: randomUUID(),
    status: '1',
    timestamp: String(NOW.getTime()),
    userName: issued.gateway.userName!,
    ...changes,
  })
  return `${query}&sign=${urlEncode(await sign(digestOf(query)))}`
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

function send(body: string, at: Partial<{ path: string; method: string; now: Date }> = {}) {
  const { path = '/openapi/ent/queryBase', method = 'POST', now = NOW } = at
  const request = { method, path, query: '', headers: FORM, body: Buffer.from(body) }
  return anhuiSandbox.handle(request, { data, credentials: issued.registry, now })
}

const verdictOf = ({ body }: SandboxReply) => {
  const { IsSuccess, ErrorCode } = JSON.parse(body.toString()) as Record<string, unknown>
  return IsSuccess === true ? 'OK' : ErrorCode
}

describe('the gate', () => {
  it('lets a well-made request pass', async () => {
    expect(verdictOf(send(await formOf()))).toBe('OK')
  })

  it.each([
    ['another appKey', { appKey: 'AH-OTHER' }, 'APPKEY_ERROR'],
    ['another userName', { userName: 'other' }, 'APPKEY_ERROR'],
    ['another status', { status: '0' }, 'PARAM_ERROR'],
    ['a message id that is no UUID', { messageId: '1' }, 'PARAM_ERROR'],
    ['a time stamp in seconds', { timestamp: '1773104400' }, 'PARAM_ERROR'],
    ['one parameter too many', { extra: '1' }, 'PARAM_ERROR'],
    ['content that is no JSON', { content: '{' }, 'PARAM_ERROR'],
    ['content that is no object', { content: 'null' }, 'PARAM_ERROR'],
    ['content without the code', { content: '{}' }, 'PARAM_ERROR'],
  ])('refuses %s', async (_, changes: Changes, code) => {
    expect(verdictOf(send(await formOf(changes)))).toBe(code)
  })

  it.each([
    ['a parameter changed after signing', (form: string) => form.replace('MA99', 'MA98')],
    ['a signature cut short', (form: string) => form.slice(0, -12)],
  ])('refuses %s', async (_, change) => {
    const form = await formOf()
    expect(change(form)).not.toBe(form)
    expect(verdictOf(send(change(form)))).toBe('SIGN_ERROR')
  })

  it.each([
    ['a parameter given twice', (form: string) => `${form}&status=1`],
    ['no signature', (form: string) => form.replace(/&sign=.*/, '')],
  ])('refuses %s', async (_, change) => {
    expect(verdictOf(send(change(await formOf())))).toBe('PARAM_ERROR')
  })

  it.each([
    [599_999, 'OK'],
    [-599_999, 'OK'],
    [600_000, 'TIMESTAMP_ERROR'],
    [-600_000, 'TIMESTAMP_ERROR'],
  ])('says to a clock that is off by %i ms: %s', async (offMs, verdict) => {
    const timestamp = String(NOW.getTime() + offMs)
    expect(verdictOf(send(await formOf({ timestamp })))).toBe(verdict)
  })

  it('refuses a message that came before, for as long as its time stamp is good', async () => {
    const form = await formOf({ timestamp: String(NOW.getTime() + 599_999) })
    expect(verdictOf(send(form))).toBe('OK')
    for (const laterMs of [0, 600_000, 1_199_998]) {
      const now = new Date(NOW.getTime() + laterMs)
      expect(verdictOf(send(form, { now }))).toBe('MESSAGEID_REPEATED')
    }
    const now = new Date(NOW.getTime() + 1_199_999)
    expect(verdictOf(send(form, { now }))).toBe('TIMESTAMP_ERROR')
  })

  it('does not remember a message whose signature it refused', async () => {
    const messageId = randomUUID()
    const form = await formOf({ messageId })
    send(form.replace('MA99', 'MA98'))
    expect(verdictOf(send(form))).toBe('OK')
  })

  it.each([
    [404, { path: '/openapi/ent/other' }],
    [404, { path: '/constructor' }],
    [405, { method: 'GET' }],
  ])('answers %i to %o', async (status, at) => {
    expect(send(await formOf(), at).status).toBe(status)
  })
})

describe('the services', () => {
  it.each([
    ['queryList', { entname: '', lerep: '', corpStatusString: '', pageno: 1, pagesize: 100 }],
    ['queryList', { entname: '虚构', lerep: '', corpStatusString: '?', pageno: 1, pagesize: 100 }],
    ['queryList', { entname: '虚构', lerep: '', corpStatusString: '', pageno: 0, pagesize: 100 }],
    ['queryRecord', { pripid: `34${record.uscc!}00`, pageno: 1, pagesize: 1000 }],
  ])('%s refuses %o', async (name, content) => {
    const form = await formOf({ content: JSON.stringify(content) })
    expect(verdictOf(send(form, { path: `/openapi/ent/${name}` }))).toBe('PARAM_ERROR')
  })

  it('queryRecord has nothing for an identifier it never gave out', async () => {
    const content = JSON.stringify({ pripid: '34', pageno: 1, pagesize: 100 })
    const { body } = send(await formOf({ content }), { path: '/openapi/ent/queryRecord' })
    expect(JSON.parse(body.toString())).toMatchObject({ TotalCount: 0, DataList: [] })
  })
})

describe('issueCredentials', () => {
  it('gives a gateway a matching pair, and a stranger another key', () => {
    const gateway = anhuiSandbox.issueCredentials()
    const stranger = anhuiSandbox.issueCredentials()
    expect(gateway.gateway.privateKeyFile).toBe(issued.gateway.privateKeyFile)
    expect(gateway.registry.publicKey).toBe(issued.registry.publicKey)
    expect(stranger.registry.publicKey).not.toBe(issued.registry.publicKey)
    expect(stranger.gateway.privateKeyFile).not.toBe(issued.gateway.privateKeyFile)
  })
})
