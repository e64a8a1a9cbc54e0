import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDelta } from '../../support/delta.ts'
import type { Delta } from '../../support/delta.ts'
import { deltaUscc } from '../../support/delta-records.ts'
import { readAnswer } from '../../support/gateway-process.ts'
import type { Answer } from '../../support/gateway-process.ts'
import { sendRaw } from '../../support/raw-http.ts'

const CODE = deltaUscc(0)
const NAMES = '{ registries { name } }'
const JSON_TYPE = { 'content-type': 'application/json' }
const CHINESE = /[\u4e00-\u9fff]/

let delta: Delta
beforeAll(async () => {
  delta = await startDelta(4, { RECORD_FRESH_SECONDS: '0', RECORD_STALE_SECONDS: '0' })
})
afterAll(() => delta?.[Symbol.asyncDispose]())

describe('a refused request', () => {
  const codes = (count: number) => ({ usccs: Array.from({ length: count }, () => CODE) })
  const batch = 'query ($usccs: [String!]!) { entities(usccs: $usccs) { name } }'
  const nested = (times: number) =>
    `{ entity(uscc: "${CODE}") ${'{ headOffice '.repeat(times)}{ name }${' }'.repeat(times)} }`
  const dear =
    'query ($usccs: [String!]!) { entities(usccs: $usccs) { timeline(first: 100) { edges { cursor node { kind on summary authority { code name level } } } } } }'
  const search = (args: string) =>
    `{ searchEntities(filter: { name: "虚构" }, ${args}) { nodes { name } } }`

  it.each([
    ['that is too deep', nested(11), {}, 'QUERY_TOO_DEEP', 12, 13],
    ['that costs too much', dear, codes(100), 'QUERY_TOO_COSTLY', 100_000, 111_000],
    ['of more than 100 codes', batch, codes(101), 'BATCH_TOO_LARGE', 100, 101],
    ['for a page of more than 100', search('first: 101'), {}, 'PAGE_TOO_LARGE', 100, 101],
    ['for an empty page', search('first: 0'), {}, 'PAGE_TOO_LARGE', 100, 0],
    ['with too many aliases', aliased(31), {}, 'QUERY_TOO_MANY_ALIASES', 30, 31],
  ])('%s names the limit and the value', async (_, query, variables, code, limit, value) => {
    const answer = await post(JSON.stringify({ query, variables }))
    expectRefusal(answer, 400, code)
    expect(answer.errors[0]?.extensions).toMatchObject({ limit, value })
    expect(answer.errors[0]?.message).toContain(String(limit))
  })

  it.each([
    ['too many tokens', `{ ${'registries { name } '.repeat(1_000)} }`, 'QUERY_TOO_LONG'],
    ['fragments that unfold without end in sight', fragmentBomb(), 'QUERY_TOO_COSTLY'],
    ['a field that does not exist', '{ nothing }', 'REQUEST_MALFORMED'],
    ['a document that does not parse', '{', 'REQUEST_MALFORMED'],
    ['a mutation', 'mutation { nothing }', 'REQUEST_MALFORMED'],
    ['a subscription', 'subscription { nothing }', 'REQUEST_MALFORMED'],
  ])('%s', async (_, query, code) => {
    expectRefusal(await post(JSON.stringify({ query })), 400, code)
  })

  it.each([
    ['no JSON', '{"query":', 400],
    ['an empty body', '', 400],
    ['an array of requests', `[${JSON.stringify({ query: NAMES })}]`, 400],
    ['null', 'null', 400],
    ['a query that is no string', '{"query":1}', 400],
    ['variables that are no object', JSON.stringify({ query: NAMES, variables: 'x' }), 400],
    ['an operation that is not there', JSON.stringify({ query: NAMES, operationName: 'B' }), 400],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400],
  ])('of %s', async (_, body, status) => {
    expectRefusal(await post(body), status, 'REQUEST_MALFORMED')
  })

  it.each([
    ['text/plain', 'a form of another site can send it without asking'],
    ['application/x-www-form-urlencoded', 'a form of another site can send it without asking'],
    ['multipart/form-data; boundary=x', 'a form of another site can send it without asking'],
    ['application/graphql', 'no part of GraphQL over HTTP'],
    ['', 'nothing said'],
  ])('in the media type “%s”: %s', async (type) => {
    const body = new Blob([JSON.stringify({ query: NAMES })])
    expectRefusal(await post(body, { 'content-type': type }), 415, 'MEDIA_TYPE_UNSUPPORTED')
  })

  it.each(['text/html', 'text/event-stream', 'multipart/mixed'])(
    'by a caller that accepts nothing but %s',
    async (accept) => {
      const answer = await post(JSON.stringify({ query: NAMES }), { ...JSON_TYPE, accept })
      expectRefusal(answer, 406, 'ANSWER_TYPE_UNSUPPORTED')
    },
  )

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('by the method %s', async (method) => {
    const answer = await readAnswer(await fetch(`${delta.gateway.url}/graphql`, { method }))
    expectRefusal(answer, 405, 'REQUEST_MALFORMED')
    expect(answer.headers.get('allow')).toBe('GET, POST')
  })

  it.each(['/', '/graphql/', '/graphql/x', '//graphql', '/metrics/', '/.env', '/%2e%2e/etc'])(
    'for the path %s, which is nowhere',
    async (path) => {
      const answer = await readAnswer(await fetch(delta.gateway.url + path))
      expectRefusal(answer, 404, 'PATH_UNKNOWN')
    },
  )
})

describe('a body that is too large', () => {
  const tooLarge = JSON.stringify({ query: NAMES + ' '.repeat(262_144) })

  it('is refused by its declared length', async () => {
    const answer = await post(tooLarge)
    expectRefusal(answer, 413, 'BODY_TOO_LARGE')
    expect(answer.errors[0]?.extensions).toMatchObject({ limit: 262_144, value: tooLarge.length })
  })

  it('is refused when it arrives without one, and the connection is not used again', async () => {
    const answer = await post(new Blob([tooLarge]).stream())
    expectRefusal(answer, 413, 'BODY_TOO_LARGE')
    expect(answer.headers.get('connection')).toBe('close')
  })

  it('is refused before it is sent, when it asks first', async () => {
    const answer = await sendRaw(
      delta.gateway.url,
      head('content-length: 999999', 'expect: 100-continue'),
    )
    expect(answer).toContain('413 Payload Too Large')
    expect(answer).toContain('"BODY_TOO_LARGE"')
  })
})

describe('an answered request', () => {
  it.each([
    ['POST', () => post(JSON.stringify({ query: NAMES }))],
    ['GET', () => get(`query=${encodeURIComponent(NAMES)}`)],
    [
      'GET with variables',
      () =>
        get(
          new URLSearchParams({
            query: 'query ($uscc: String!) { entity(uscc: $uscc) { name } }',
            variables: JSON.stringify({ uscc: CODE }),
          }).toString(),
        ),
    ],
    ['an absolute address in the request line', () => absolute()],
  ])('comes by %s', async (_, ask) => {
    const answer = await ask()
    expect(answer).toMatchObject({ status: 200, errors: [] })
    expect(answer.data).not.toBeNull()
  })

  it.each([
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/json', 'application/json'],
    [
      'application/graphql-response+json, application/json;q=0.9',
      'application/graphql-response+json',
    ],
    ['text/event-stream, application/json', 'application/json'],
    ['*/*', 'application/json'],
  ])('to a caller that accepts %s is %s', async (accept, type) => {
    const answer = await post(JSON.stringify({ query: NAMES }), { ...JSON_TYPE, accept })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
  })

  it('has a page of the usual size when `first` is null', async () => {
    const { errors, data } = await delta.gateway.ask(
      `{ searchEntities(filter: { name: "虚构" }, first: null) { nodes { uscc } }
         entity(uscc: "${CODE}") { timeline(first: null) { edges { cursor } } } }`,
    )
    expect(errors).toEqual([])
    expect(data).toMatchObject({ searchEntities: { nodes: expect.any(Array) } })
  })

  it.each([
    ['17 characters', CODE.slice(1), 'USCC_MALFORMED'],
    ['a letter GB 32100 leaves out', `${CODE.slice(0, 17)}I`, 'USCC_MALFORMED'],
    ['a wrong organisation check', changed(CODE, 16), 'USCC_ORG_CHECK_FAILED'],
    ['a wrong check character', changed(CODE, 17), 'USCC_CHECK_FAILED'],
  ])('says that a code is bad, of %s, and asks no registry', async (_, uscc, code) => {
    const before = requestsOfAll()
    const { status, data, errors } = await delta.gateway.ask(
      `{ one: entity(uscc: "${uscc}") { name } many: entities(usccs: ["${uscc}"]) { name } }`,
    )
    expect(status).toBe(200)
    expect(data).toEqual({ one: null, many: [null] })
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual(
      expect.arrayContaining([
        [['one'], code],
        [['many', 0], code],
      ]),
    )
    expect(errors.every(({ message }) => CHINESE.test(message))).toBe(true)
    expect(requestsOfAll()).toBe(before)
  })

  it('serves the rest when one code of many is bad', async () => {
    const { data, errors } = await delta.gateway.ask(
      `{ entities(usccs: ["${deltaUscc(1)}", "bad", "${CODE}"]) { uscc } }`,
    )
    expect(data?.['entities']).toEqual([{ uscc: deltaUscc(1) }, null, { uscc: CODE }])
    expect(errors.map(({ path }) => path)).toEqual([['entities', 1]])
  })

  it('does not need a caller that stays: the next one is served', async () => {
    const impatient = fetch(`${delta.gateway.url}/graphql`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ query: `{ entity(uscc: "${CODE}") { name } }` }),
      signal: AbortSignal.timeout(1),
    })
    await expect(impatient).rejects.toThrow()
    expect((await delta.gateway.ask(NAMES)).status).toBe(200)
  })
})

describe('the request id', () => {
  it.each(['abc-1.2_3', 'a'.repeat(64)])('is the caller’s: %s', async (id) => {
    const answer = await post('{"query":"{ nothing }"}', { ...JSON_TYPE, 'x-request-id': id })
    expect(answer.headers.get('x-request-id')).toBe(id)
    expect(answer.errors[0]?.extensions.requestId).toBe(id)
  })

  it.each([
    ['markup', '<script>alert(1)</script>'],
    ['blanks', 'a b'],
    ['65 characters', 'a'.repeat(65)],
    ['something for a log line', '{"level":60}'],
    ['nothing', ''],
  ])('is ours where the caller gives %s', async (_, id) => {
    const answer = await post('{"query":"{ nothing }"}', { ...JSON_TYPE, 'x-request-id': id })
    expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
    expect(answer.errors[0]?.extensions.requestId).toBe(answer.headers.get('x-request-id'))
    if (id !== '') expect(answer.text).not.toContain(id)
  })
})

describe('what an answer must not tell', () => {
  const TELLING = /node_modules|\.ts:|\.js:|\bat \w+ \(|file:\/\/|stack|127\.0\.0\.1|postgres:/

  it.each([
    [
      'a host that is none',
      head('host: bad host', 'connection: close', 'content-length: 2') + '{}',
    ],
    ['no host', 'GET /graphql?query={registries{name}} HTTP/1.0\r\n\r\n'],
    ['no HTTP', 'GARBAGE\r\n\r\n'],
    ['a length that is no number', head('content-length: abc')],
    ['headers too large', head(`x-long: ${'a'.repeat(20_000)}`)],
    ['a bad escape', 'GET /graphql?query=%ZZ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
  ])('about itself, asked with %s', async (_, text) => {
    const answer = await sendRaw(delta.gateway.url, text)
    expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /)
    expect(answer).not.toMatch(TELLING)
  })

  it('in its headers', async () => {
    const { headers } = await post(JSON.stringify({ query: NAMES }))
    const known = ['connection', 'content-length', 'content-type', 'date', 'keep-alive']
    expect([...headers.keys()].sort()).toEqual([...known, 'x-request-id'])
  })
})

describe('what the gateway tells about itself', () => {
  it('at /healthz that the process lives', async () => {
    const response = await fetch(`${delta.gateway.url}/healthz`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
  })

  it('at /readyz that nothing is missing', async () => {
    const response = await fetch(`${delta.gateway.url}/readyz`)
    expect([response.status, await response.json()]).toEqual([200, { ready: true, missing: [] }])
  })

  it('at /metrics nothing about entities, people or addresses', async () => {
    delta.registries.fail('JIANGSU', 'error500')
    delta.registries.fail('ZHEJIANG', 'unknownCode')
    const { errors } = await delta.gateway.ask(
      `{ entity(uscc: "${deltaUscc(2)}") { name registration { principal { name } address } }
         searchEntities(filter: { principal: "示例甲" }) { nodes { name } } }`,
    )
    delta.registries.heal()
    expect(errors).not.toEqual([])
    const text = await (await fetch(`${delta.gateway.url}/metrics`)).text()
    expect(text).toContain('ydelta_source_failures_total{province="JIANGSU",code="PROVINCE_ERROR"}')
    expect(text).toMatch(
      /ydelta_unknown_codes_total\{province="ZHEJIANG",field="registration\.state"\} [1-9]/,
    )
    expect(text).toMatch(/ydelta_request_milliseconds_count\{status="200"\} [1-9]/)
    const own = text.split('\n').filter((line) => line.startsWith('ydelta_'))
    const labels = own.flatMap((line) => [...line.matchAll(/(\w+)="([^"]*)"/g)])
    expect([...new Set(labels.map(([, name]) => name))].sort()).toEqual([
      'code',
      'field',
      'le',
      'province',
      'state',
      'status',
    ])
    for (const [, , value] of labels) expect(value).toMatch(/^([A-Z_]+|[a-zA-Z.]+|\+Inf|\d{1,4})$/)
    expect(text).not.toMatch(/虚构|示例/)
    for (const secret of delta.registries.secrets) expect(text).not.toContain(secret)
  })
})

function post(
  body: string | Buffer | Blob | ReadableStream,
  headers: Readonly<Record<string, string>> = JSON_TYPE,
): Promise<Answer> {
  const streamed = body instanceof ReadableStream ? { duplex: 'half' as const } : {}
  const init = { method: 'POST', headers, body: body as BodyInit, ...streamed }
  return fetch(`${delta.gateway.url}/graphql`, init).then(readAnswer)
}

function get(query: string): Promise<Answer> {
  return fetch(`${delta.gateway.url}/graphql?${query}`).then(readAnswer)
}

async function absolute(): Promise<Answer> {
  const target = `http://elsewhere.example/graphql?query=${encodeURIComponent(NAMES)}`
  const text = `GET ${target} HTTP/1.1\r\nhost: elsewhere.example\r\nconnection: close\r\n\r\n`
  const answer = await sendRaw(delta.gateway.url, text)
  const [, status = ''] = answer.split(' ')
  return readAnswer(new Response(answer.split('\r\n\r\n')[1], { status: Number(status) }))
}

/** The head of a POST by hand; its body follows, or never does. */
function head(...lines: readonly string[]): string {
  const host = lines.some((line) => line.startsWith('host:')) ? [] : ['host: gateway.example']
  const all = [...host, 'content-type: application/json', ...lines]
  return `POST /graphql HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`
}

function expectRefusal(answer: Answer, status: number, code: string): void {
  expect(answer.errors.map(({ extensions }) => extensions.code)).toContain(code)
  expect(answer.status).toBe(status)
  expect(answer.text).not.toContain('"data"')
  const requestId = answer.headers.get('x-request-id')
  for (const { message, extensions } of answer.errors) {
    expect(message).toMatch(CHINESE)
    expect(extensions).toMatchObject({ code, retryable: false, requestId })
  }
}

function aliased(count: number): string {
  return `{ ${Array.from({ length: count }, (_, i) => `a${i}: registries { name }`).join(' ')} }`
}

function fragmentBomb(): string {
  const names = [...'abcdefghijklmnopqrst']
  const spread = names.map((name, i) => {
    const next = `...${names[i + 1] ?? 'z'}`
    return `fragment ${name} on Registry { ${next} ${next} }`
  })
  return `{ registries { ...a } } ${spread.join(' ')} fragment z on Registry { name }`
}

/** Another character of the alphabet in one place. */
function changed(uscc: string, at: number): string {
  const other = uscc[at] === '1' ? '2' : '1'
  return uscc.slice(0, at) + other + uscc.slice(at + 1)
}

function requestsOfAll(): number {
  return Object.values(delta.registries.at).reduce((sum, one) => sum + one.requestCount(), 0)
}
