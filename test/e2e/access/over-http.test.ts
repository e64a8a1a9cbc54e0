/** What of OWASP API Security Top 10 (2023) only HTTP can show, against a gateway that serves. */
import { createHmac, hash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { digestOfAnswers } from '../../../gateway/federation-log/answers-digest.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import { readAnswer } from '../../support/gateway-process.ts'
import type { Answer } from '../../support/gateway-process.ts'
import { startLyingGatehouse } from '../../support/lying-gatehouse.ts'
import type { LyingGatehouse } from '../../support/lying-gatehouse.ts'
import { sendRaw } from '../../support/raw-http.ts'
import { openServedWorld } from '../../support/served-world.ts'
import type { ServedGateway, ServedWorld } from '../../support/served-world.ts'

const SECRET_CASE = '虚构案〔2026〕7号'

let world: ServedWorld
let shanghai: LyingGatehouse
let gateway: ServedGateway
let token: string
/** Nobody is ever to come here. */
let canary: Server
let canaryUrl: string
let visits = 0

beforeAll(async () => {
  world = await openServedWorld({ recordsOf: (province) => deltaRecords(40, province) })
  shanghai = await startLyingGatehouse(world.gatehouses.at.SHANGHAI.url)
  canary = createServer((_, response) => {
    visits += 1
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(canary, 'listening')
  canaryUrl = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`
  // Nothing is kept: every question reaches the registries.
  const settings = { SHANGHAI_URL: shanghai.url, QUOTA_PER_MINUTE: '30', RECORD_FRESH_SECONDS: '0' }
  gateway = await world.start(settings)
  token = await gateway.token()
})
afterAll(async () => {
  canary.close()
  await world[Symbol.asyncDispose]()
  await shanghai[Symbol.asyncDispose]()
})
afterEach(() => shanghai.lie(null))

const QUERY = (i = 1) =>
  `{ entity(uscc: "${deltaUscc(i)}") { name sources { province state code } } }`

async function post(
  headers: Readonly<Record<string, string>>,
  body = JSON.stringify({ query: QUERY() }),
  path = '/graphql',
): Promise<Answer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }
  return readAnswer(await fetch(gateway.url + path, init))
}
const bearer = (given: string) => ({ authorization: `Bearer ${given}` })
const codesIn = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code)

describe('API2 authentication', () => {
  const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const partsOf = () => token.split('.') as [string, string, string]
  const headerOf = () => JSON.parse(Buffer.from(partsOf()[0], 'base64url').toString()) as object

  it('refuses a token in the address, alone or beside the header', async () => {
    for (const headers of [{}, bearer(token)]) {
      const answer = await post(headers, undefined, `/graphql?access_token=${token}`)
      expect([answer.status, codesIn(answer)]).toEqual([400, ['SIGN_IN_TOKEN_TWICE']])
    }
  })

  it('refuses two Authorization headers, in either order', async () => {
    for (const given of [
      [token, 'nonsense'],
      ['nonsense', token],
    ]) {
      const lines = given.map((one) => `authorization: Bearer ${one}\r\n`).join('')
      const body = JSON.stringify({ query: QUERY() })
      const head = `POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`
      expect(await sendRaw(gateway.url, `${head}${lines}\r\n${body}`)).toContain(
        'SIGN_IN_TOKEN_TWICE',
      )
    }
  })

  it('refuses a token that nobody signed', async () => {
    for (const alg of ['none', 'None', 'NONE']) {
      const unsigned = `${base64url({ ...headerOf(), alg })}.${partsOf()[1]}.`
      for (const one of [unsigned, unsigned + partsOf()[2]]) {
        expect((await post(bearer(one))).status).toBe(401)
      }
    }
  })

  it('refuses a token that is signed with the public key as a secret', async () => {
    const { keys } = (await (await fetch(`${gateway.url}/jwks.json`)).json()) as { keys: object[] }
    const secrets = [JSON.stringify(keys[0]), JSON.stringify({ keys }), ...Object.values(keys[0]!)]
    for (const secret of secrets.map(String)) {
      const signed = `${base64url({ ...headerOf(), alg: 'HS256' })}.${partsOf()[1]}`
      const forged = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
      const answer = await post(bearer(forged))
      expect(answer.status).toBe(401)
      expect(codesIn(answer)[0]).toMatch(/^TOKEN_ALGORITHM_/)
    }
  })

  it('refuses claims that were changed', async () => {
    const [head, claims, signature] = partsOf()
    const changed = {
      ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object),
      exp: 4e9,
    }
    expect((await post(bearer(`${head}.${base64url(changed)}.${signature}`))).status).toBe(401)
  })
})

describe('API4 resources', () => {
  const asked = (query: string) => gateway.ask(query, token)
  const nest = (levels: number) => '{ headOffice '.repeat(levels) + '{ uscc } ' + '}'.repeat(levels)

  it.each([
    ['a deep document', `{ entity(uscc: "x") ${nest(14)} }`, 'QUERY_TOO_DEEP'],
    [
      'many aliases',
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: entity(uscc: "x") { uscc }`).join(' ')} }`,
      'QUERY_TOO_MANY_ALIASES',
    ],
    [
      'a large page',
      '{ searchEntities(filter: { name: "虚构" }, first: 101) { nodes { uscc } } }',
      'PAGE_TOO_LARGE',
    ],
    [
      'many codes',
      `{ entities(usccs: ${JSON.stringify(Array.from({ length: 101 }, (_, i) => deltaUscc(i)))}) { uscc } }`,
      'BATCH_TOO_LARGE',
    ],
  ])('refuses %s before anything is asked', async (_, query, code) => {
    shanghai.lie((reply) => reply)
    expect(codesIn(await asked(query))).toEqual([code])
    expect(shanghai.sent).toEqual([])
  })

  it('refuses a body beyond its limit, with a token or without', async () => {
    const large = JSON.stringify({ query: QUERY() + ' '.repeat(262_144) })
    for (const headers of [{}, bearer(token)]) {
      const answer = await post(headers, large)
      expect([answer.status, codesIn(answer)]).toEqual([413, ['BODY_TOO_LARGE']])
    }
  })

  it('refuses more subjects in a minute than an agency has for its purpose', async () => {
    const own = await gateway.token('officer', {
      purpose: 'REGISTRATION',
      legal_basis: 'ENTITY_REGULATION_12',
    })
    const codes = JSON.stringify(Array.from({ length: 31 }, (_, i) => deltaUscc(i)))
    const answer = await gateway.ask(`{ entities(usccs: ${codes}) { uscc } }`, own)
    expect([answer.status, codesIn(answer)]).toEqual([429, ['QUOTA_EXCEEDED']])
    expect(answer.data).toBeNull()
  })
})

describe('API7 request forgery', () => {
  it('does not follow where a registry sends it', async () => {
    shanghai.lie((reply) => ({ ...reply, status: 307, headers: { location: canaryUrl } }))
    const answer = await gateway.ask(QUERY(), token)
    expect(answer.data).toMatchObject({
      entity: { sources: [{ province: 'SHANGHAI', state: 'FAILED' }, {}, {}, {}] },
    })
    expect(visits).toBe(0)
  })

  it('asks no address that a request names', async () => {
    const named = { host: new URL(canaryUrl).host, 'x-forwarded-host': new URL(canaryUrl).host }
    const referred = {
      referer: canaryUrl,
      origin: canaryUrl,
      forwarded: `host=${new URL(canaryUrl).host}`,
    }
    const query = `{ searchEntities(filter: { name: "${canaryUrl}/" }) { nodes { uscc } } entity(uscc: "${canaryUrl}") { uscc } }`
    await post({ ...bearer(token), ...named, ...referred }, JSON.stringify({ query }))
    const metadata = await fetch(`${gateway.url}/.well-known/oauth-authorization-server`, {
      headers: { ...named, ...referred },
    })
    expect(await metadata.json()).toMatchObject({ issuer: gateway.url })
    expect(visits).toBe(0)
  })
})

describe('API8 configuration', () => {
  const secrets = () => [
    ...world.registries.secrets,
    ...PROVINCES.map((province) => world.gatehouses.at[province].url),
    ...[shanghai.url, world.databaseUrl, process.cwd(), 'node_modules', 'undici', 'Error: '],
  ]

  it('tells no cause, address or place of the program, whatever fails', async () => {
    const answers: Answer[] = []
    for (const status of [500, 302, 204]) {
      shanghai.lie((reply) => ({ ...reply, status, body: Buffer.from(`<h1>${shanghai.url}</h1>`) }))
      answers.push(await gateway.ask(QUERY(), token))
    }
    expect(answers.map(codesIn).every((codes) => codes.length > 0)).toBe(true)
    answers.push(await post({}), await post(bearer(token), '{'), await post(bearer('a.b.c')))
    answers.push(await post(bearer(token), JSON.stringify({ query: '{ nothing }' })))
    for (const { text, headers } of answers) {
      const whole = text + JSON.stringify([...headers])
      expect(secrets().filter((secret) => whole.includes(secret))).toEqual([])
      expect(whole).not.toMatch(/\bat \S+ \(|\.ts:\d|\.js:\d/)
    }
  })

  it.each([
    '/graphql',
    '/token',
    '/jwks.json',
    '/healthz',
    '/metrics',
    '/log/checkpoint',
    '/nothing',
  ])('says at %s neither what serves nor in which version', async (path) => {
    const { headers } = await fetch(gateway.url + path)
    const names = [...headers.keys()]
    expect(names).toContain('x-request-id')
    expect(
      names.filter((name) => /^(server|via|x-powered-by|x-aspnet|x-runtime)/.test(name)),
    ).toEqual([])
    expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  it('counts without naming anybody', async () => {
    await gateway.ask(QUERY(3), token)
    const text = await (await fetch(`${gateway.url}/metrics`)).text()
    expect(text).toContain('ydelta_')
    const named = [deltaUscc(3), 'officer-7', 'XC-TEST', SECRET_CASE, token, '虚构']
    expect(named.filter((one) => text.includes(one))).toEqual([])
  })
})

describe('API9 inventory', () => {
  it.each([
    ...['/', '/graphiql', '/playground', '/admin', '/debug', '/v1/graphql', '/graphql/console'],
    ...['/_gatehouse/exchange', '/_witness/add-checkpoint', '/_sandbox/fault', '/log/', '/token/x'],
    ...['/.git/config', '/.env', '/.well-known/openid-configuration', '/log/../metrics/x'],
  ])('has nothing at %s', async (path) => {
    for (const method of ['GET', 'POST']) {
      const response = await fetch(gateway.url + path, { method, headers: bearer(token) })
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('PATH_UNKNOWN')
    }
  })

  it('tells its schema to nobody without a token', async () => {
    const body = JSON.stringify({ query: '{ __schema { types { name } } __typename }' })
    const refused = await post({}, body)
    expect([refused.status, codesIn(refused)]).toEqual([401, ['SIGN_IN_TOKEN_MISSING']])
    expect(refused.text).not.toContain('BusinessEntity')
    expect((await post(bearer(token), body)).text).toContain('BusinessEntity')
  })
})

describe('API10 unsafe consumption', () => {
  it('refuses another entity than the one that was asked for', async () => {
    const [own, other] = [deltaUscc(4), deltaUscc(8)]
    shanghai.lie((reply) => {
      const body = Buffer.from(reply.body.toString('latin1').replaceAll(own, other), 'latin1')
      return { ...reply, body }
    })
    const answer = await gateway.ask(QUERY(4), token)
    expect(answer.data).toMatchObject({
      entity: { sources: [{ state: 'FAILED', code: 'PROVINCE_BAD_RECORD' }, {}, {}, {}] },
    })
    expect(answer.text).not.toContain(other)
  })

  it('believes no digest: the outcome has that of the bytes that came', async () => {
    const untrue = 'A'.repeat(43)
    shanghai.lie((reply) => ({
      ...reply,
      headers: { ...reply.headers, 'x-gatehouse-digest': untrue },
    }))
    const answer = await gateway.ask(QUERY(5), token)
    expect(codesIn(answer)).toEqual([])
    const { extensions } = JSON.parse(answer.text) as {
      extensions: { logEntries: [{ index: number }] }
    }
    const came = shanghai.sent.map((body) => hash('sha256', body, 'base64url'))
    const auditor = await gateway.token('auditor')
    const query = `query ($i: LogIndex!) { logEntry(index: $i) { outcome { answers { province digest } } } }`
    const digests = async () => {
      const { data } = await gateway.ask(query, auditor, { i: extensions.logEntries[0].index })
      const entry = data?.['logEntry'] as
        { outcome: { answers: LoggedAnswer[] } | null } | undefined
      return entry?.outcome?.answers.find(({ province }) => province === 'SHANGHAI')?.digest
    }
    await expect.poll(digests).toBe(digestOfAnswers(came))
  })
})

interface LoggedAnswer {
  readonly province: string
  readonly digest: string | null
}
