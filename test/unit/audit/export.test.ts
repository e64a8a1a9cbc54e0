/** The log over real HTTP: who gets which files, exports as lines and as tables, and what they leave in the log. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLogRoutes } from '../../../gateway/audit/log-routes.ts'
import { keptPath } from '../../../gateway/federation-log/kept-checkpoints.ts'
import { parseLeaf } from '../../../gateway/federation-log/leaf.ts'
import type {
  AdministrativeLeaf,
  IntentLeaf,
  Leaf,
  RefusalLeaf,
} from '../../../gateway/federation-log/leaf-types.ts'
import { digestOf } from '../../../gateway/federation-log/salted-digest.ts'
import type { Metrics } from '../../../gateway/observe/metrics.ts'
import type { LogService } from '../../../gateway/log/log-service.ts'
import type { Asker } from '../../../gateway/pipeline/handle.ts'
import { createServer } from '../../../gateway/server.ts'
import type { GatewayServer } from '../../../gateway/server.ts'
import type { StoredEntry } from '../../../gateway/store/log-search.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { OPERATION_LEAVES, SILENT } from '../log-service/log-bench.ts'
import { AUDIT_AGENCY, auditGrant, auditor, openDesk } from './open-desk.ts'
import type { OpenDesk } from './open-desk.ts'

const LEAVES = 60
/** With the operation that all of them cite, and an intent about Anhui alone. */
const SIZE = OPERATION_LEAVES + LEAVES + 1
const PAGE_ROWS = 7
let desk: OpenDesk
let server: GatewayServer
let url: string
let asker: Asker
/** In place of each page of an export. */
let endless: readonly StoredEntry[] | null = null
/** The log takes the leaf of a beginning and not that of an end. */
let stopped = false

function watchedService(service: LogService): LogService {
  const { reader } = service
  return {
    ...service,
    reader: {
      ...reader,
      entries: (search) =>
        endless !== null && search.first === PAGE_ROWS
          ? Promise.resolve({ entries: endless, hasMore: true })
          : reader.entries(search),
    },
    act: (facts) =>
      stopped && facts.act !== 'EXPORT_BEGUN'
        ? Promise.reject(new FederationError('LOG_UNAVAILABLE'))
        : service.act(facts),
  }
}

beforeAll(async () => {
  desk = await openDesk()
  const service = watchedService(desk.service)
  server = createServer({
    graphql: () => Promise.reject(new Error('not asked here')),
    authenticate: () => asker,
    routes: createLogRoutes({
      ...{
        service,
        database: desk.database,
        authenticate: () => asker,
        now: () => desk.at,
        pageRows: PAGE_ROWS,
        patienceMs: 200,
      },
      grounds: desk.deskOptions.grounds,
    }),
    metrics: {} as Metrics,
    log: SILENT,
    maxBodyBytes: 1_000,
    missing: () => Promise.resolve([]),
  })
  server.http.listen(0, '127.0.0.1')
  await once(server.http, 'listening')
  url = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`
  for (let i = 0; i < LEAVES; i += 1)
    await desk.intend({ purpose: 'SUPERVISION', agency: `XC-${i}` })
  await desk.intend({ provinces: ['ANHUI'], purpose: 'LIST_SYNC' })
  await service.checkpointNow(true)
}, 60_000)
afterAll(async () => {
  await server.drain(0)
  await desk.close()
})
beforeEach(() => {
  asker = auditor()
  desk.grants = PROVINCES.map((province) => auditGrant(province))
})

async function leaves<T>(type: string): Promise<readonly T[]> {
  const query = desk.database.selectFrom('log_entry').select('leaf').where('type', '=', type)
  const rows = await query.orderBy('index').execute()
  return rows.map(({ leaf }) => parseLeaf(leaf) as T)
}
const acts = async (act: string) =>
  (await leaves<AdministrativeLeaf>('ADMINISTRATIVE')).filter((leaf) => leaf.act === act)

const codeOf = async (response: Response) => {
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
  return errors[0]!.extensions.code
}

describe('files', () => {
  it.each([
    ['checkpoint', 'no-cache'],
    ['checkpoints/index', 'no-cache'],
    [keptPath(SIZE), 'no-cache'],
    [`tile/0/000.p/${SIZE}`, 'public, max-age=31536000, immutable'],
  ])('that tell nothing of anybody are for everybody: %s', async (path, cache) => {
    asker = new FederationError('SIGN_IN_TOKEN_MISSING')
    const response = await fetch(`${url}/log/${path}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe(cache)
    const { bytes } = (await desk.service.logFile(path))!
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it('with entries are for auditors of all four provinces, and leave a leaf', async () => {
    const path = `tile/entries/000.p/${SIZE}`
    const before = (await acts('ENTRIES_READ')).length
    const response = await fetch(`${url}/log/${path}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect((await acts('ENTRIES_READ')).length).toBe(before + 1)
    desk.grants = [auditGrant('SHANGHAI')]
    const refused = await fetch(`${url}/log/${path}`)
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'AUDIT_REMIT_PARTIAL'])
  })

  it.each([
    ['no token', new FederationError('SIGN_IN_TOKEN_MISSING'), 401, 'SIGN_IN_TOKEN_MISSING'],
    ['an officer’s token', auditor({ roles: ['OFFICER'] }), 403, 'ROLE_NOT_AUDITOR'],
    ['no grant', auditor({ agency: 'XC-TEST-NONE' }), 403, 'GRANT_MISSING'],
  ])(
    'with entries and exports are refused with %s, which leaves a leaf',
    async (_, who, status, code) => {
      asker = who
      for (const path of ['tile/entries/000', 'export']) {
        const before = (await leaves<RefusalLeaf>('REFUSAL')).filter((leaf) => leaf.code === code)
        const response = await fetch(`${url}/log/${path}`)
        expect([response.status, await codeOf(response)]).toEqual([status, code])
        expect(response.headers.has('www-authenticate')).toBe(status === 401)
        const after = async () =>
          (await leaves<RefusalLeaf>('REFUSAL')).filter((leaf) => leaf.code === code)
        while ((await after()).length === before.length) await new Promise(setImmediate)
      }
    },
  )

  it.each(['', 'none', 'tile/0/999', 'tile/..%2fcheckpoint', 'tile/x/000', 'checkpoints/1'])(
    'that are not there are not there: %j',
    async (path) => {
      const response = await fetch(`${url}/log/${path}`)
      expect(response.status).toBe(404)
    },
  )

  it('cannot be written', async () => {
    expect((await fetch(`${url}/log/checkpoint`, { method: 'PUT' })).status).toBe(404)
  })
})

interface Line {
  readonly index: number
  readonly leafHash: string
  readonly leaf: { readonly agency: string; readonly purpose: string }
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

describe('an export', () => {
  it('holds what was asked for, oldest first, and is in the log with its count and digest', async () => {
    const response = await fetch(`${url}/log/export?format=ndjson&purpose=SUPERVISION`)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    const text = await response.text()
    const lines = linesOf(text)
    expect(lines.map(({ leaf }) => leaf.agency)).toEqual(
      Array.from({ length: LEAVES }, (_, i) => `XC-${i}`),
    )
    const document = createHash('sha256').update(text).digest('base64url')
    expect((await acts('EXPORT')).at(-1)).toMatchObject({
      role: 'AUDITOR',
      agency: AUDIT_AGENCY,
      count: LEAVES,
      document,
    })
    expect((await acts('EXPORT_BEGUN')).length).toBe((await acts('EXPORT')).length)
  })

  it('holds what was there when it began, and neither itself nor what is outside the remit', async () => {
    desk.grants = [auditGrant('SHANGHAI')]
    const lines = linesOf(await (await fetch(`${url}/log/export`)).text())
    expect(lines.some(({ leaf }) => leaf.purpose === 'LIST_SYNC')).toBe(false)
    expect(lines.filter(({ leaf }) => leaf.purpose === 'SUPERVISION')).toHaveLength(LEAVES)
    const begun = lines.filter(
      ({ leaf }) => (leaf as unknown as AdministrativeLeaf).act === 'EXPORT_BEGUN',
    )
    expect(begun).toHaveLength((await acts('EXPORT_BEGUN')).length - 1)
  })

  it('as a table begins with a byte order mark and a line of Chinese names', async () => {
    const response = await fetch(`${url}/log/export?format=csv&type=INTENT`)
    const bytes = Buffer.from(await response.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const lines = bytes.toString('utf8').slice(1).split('\r\n')
    expect(lines[0]).toMatch(/^序号,类型,编号,时刻,机关,/)
    expect(lines).toHaveLength(LEAVES + 1 + 1 + 1)
    expect(lines.at(-1)).toBe('')
  })

  it('as a table has the fields of intents and outcomes, which stand in leaves that are not in it', async () => {
    const fields = ['entity.name', 'entity.registration.state', 'entity.uscc']
    const operation = { digest: digestOf('a document'), fields }
    const given = [null, [], ['entity.name'], null, [], null]
    const expected: string[][] = []
    for (const returned of given) {
      const intended = await desk.intend({ operation, purpose: 'FIELDS_SHOWN' })
      await desk.conclude(intended, { fields: returned })
      expected.push(['INTENT', fields.join(' ')], ['OUTCOME', (returned ?? fields).join(' ')])
    }
    // Of some pairs the intent is on one page of the export and its outcome on the next.
    expect(expected.length).toBeGreaterThan(PAGE_ROWS)
    const text = await (await fetch(`${url}/log/export?format=csv&purpose=FIELDS_SHOWN`)).text()
    const [head, ...rows] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
    const [type, column] = [head!.indexOf('类型'), head!.indexOf('字段')]
    expect(rows.map((cells) => [cells[type], cells[column]])).toEqual(expected)
  })

  it('may be of operations alone', async () => {
    const text = await (await fetch(`${url}/log/export?type=OPERATION`)).text()
    const found = linesOf(text).map(({ leaf }) => leaf as unknown as Leaf)
    expect(found).toEqual(await leaves('OPERATION'))
    expect(found.length).toBeGreaterThan(0)
  })

  it('takes officer, company and case in a body, and not in the address', async () => {
    const body = JSON.stringify({ officer: '虚构经办人甲', purpose: 'LIST_SYNC' })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/log/export`, { method: 'POST', headers, body })
    expect(linesOf(await response.text())).toHaveLength(1)
    const refused = await fetch(`${url}/log/export?officer=x`)
    expect(await codeOf(refused)).toBe('AUDIT_ARGUMENT_INVALID')
  })

  it.each([
    'format=xml',
    'format=csv&format=csv',
    'province=BEIJING',
    'from=today',
    'x=1',
    '__proto__=1',
  ])('refuses %s before it begins', async (query) => {
    const before = (await acts('EXPORT_BEGUN')).length
    const response = await fetch(`${url}/log/export?${query}`)
    expect([response.status, await codeOf(response)]).toEqual([400, 'AUDIT_ARGUMENT_INVALID'])
    expect((await acts('EXPORT_BEGUN')).length).toBe(before)
  })

  it('refuses a body that is no JSON, or too long', async () => {
    const send = async (body: string, type = 'application/json') => {
      const headers = { 'content-type': type }
      return codeOf(await fetch(`${url}/log/export`, { method: 'POST', headers, body }))
    }
    expect(await send('{')).toBe('AUDIT_ARGUMENT_INVALID')
    expect(await send('{}', 'text/plain')).toBe('MEDIA_TYPE_UNSUPPORTED')
    expect(await send(JSON.stringify({ agency: 'x'.repeat(9_000) }))).toBe('BODY_TOO_LARGE')
  })

  /** Without end, so that nothing but the caller can end it. */
  async function beginEndless() {
    const { leafHash } = await desk.intend({
      operation: { digest: digestOf('long'), fields: LONG },
    })
    const { reader } = desk.service
    const intent = parseLeaf((await reader.entryByHash(leafHash))!.leaf) as IntentLeaf
    const fat = (await reader.entryByHash(intent.asks))!
    endless = Array.from({ length: 50 }, () => fat)
    const socket = connect((server.http.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET /log/export HTTP/1.1\r\nhost: gateway\r\n\r\n')
    return socket
  }

  it.each([
    ['goes away is cut off', true],
    ['takes nothing is left', false],
  ])('whose caller %s, and the log says so', async (_, goesAway) => {
    const [before, whole] = [(await acts('EXPORT_CUT_OFF')).length, (await acts('EXPORT')).length]
    const socket = await beginEndless()
    if (goesAway) {
      await once(socket, 'readable')
      socket.destroy()
    }
    while ((await acts('EXPORT_CUT_OFF')).length === before) await new Promise(setImmediate)
    endless = null
    socket.destroy()
    const [leaf] = (await acts('EXPORT_CUT_OFF')).slice(-1)
    expect(leaf!.count).toBeGreaterThan(0)
    expect(leaf!.document).not.toBeNull()
    expect((await acts('EXPORT')).length).toBe(whole)
  })

  it.each([
    ['withdrawn', () => []],
    ['withdrawn by one province', () => PROVINCES.slice(1).map((owner) => auditGrant(owner))],
  ])('ends when its grant is %s meanwhile, and the log says so', async (_, left) => {
    const before = (await acts('EXPORT_CUT_OFF')).length
    const socket = await beginEndless()
    await once(socket, 'readable')
    desk.grants = left()
    socket.resume()
    await once(socket, 'close')
    endless = null
    expect((await acts('EXPORT_CUT_OFF')).slice(before)).toMatchObject([{ agency: AUDIT_AGENCY }])
  })

  it('is not complete while the log cannot be written', async () => {
    stopped = true
    const response = await fetch(`${url}/log/export?purpose=SUPERVISION`)
    const failure = await response.text().then(
      () => null,
      (error: unknown) => error,
    )
    stopped = false
    expect(failure).toBeInstanceOf(Error)
  })
})

/** About 24 kilobytes a leaf. */
const LONG = Array.from({ length: 600 }, (_, i) => {
  return `entity.${'a'.repeat(30)}${String(i).padStart(4, '0')}`
})
