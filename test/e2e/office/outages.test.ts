/** A gateway that serves, while what it needs is away: coded refusals, health that says so, and it goes on by itself. */
import { generateKeyPairSync } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { printVerifierKey } from '../../../gateway/federation-log/verifier-key.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { altered } from '../../support/alterations.ts'
import { askBroker } from '../../support/broker.ts'
import { deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import { describeWithRedis, startRedis } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'
import { openServedGates } from '../../support/served-gates.ts'
import type { ServedGates } from '../../support/served-gates.ts'
import { askToken } from '../../support/served-sign-in.ts'
import { CLIENTS } from '../../support/served-trust.ts'
import { openServedWorld } from '../../support/served-world.ts'
import type { ServedGateway, ServedWorld } from '../../support/served-world.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import type { TcpProxy } from '../../support/tcp-proxy.ts'

// Whole processes start and end in a test.
vi.setConfig({ testTimeout: 60_000 })

const SOON = { timeout: 15_000, interval: 50 }
const QUERY = `{ entity(uscc: "${deltaUscc(1)}") { name sources { province state code } } }`
const WHOLE = Object.fromEntries(PROVINCES.map((province) => [province, 'ANSWERED']))
const HOUR_MS = 3_600_000

let databaseUrl: string
let postgres: TcpProxy
let redis: TestRedis
let redisGate: TcpProxy
let world: ServedWorld
let gates: ServedGates
let gateway: ServedGateway
let token: string
/** How far the gatehouses' clocks are ahead. */
let aheadMs = 0

const portIn = (url: string) => Number(new URL(url).port)
const through = (url: string, { port }: TcpProxy) =>
  Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href

/** What `entity` said of each province: its state, or the code in its place. */
async function ask(): Promise<Readonly<Record<string, string>> | { readonly refused: string }> {
  const { data, errors, status } = await gateway.ask(QUERY, token)
  if (data === null) {
    const { code, retryable } = errors[0]!.extensions
    expect({ status, retryable }).toEqual({ status: 503, retryable: true })
    return { refused: code }
  }
  const { sources } = (data as unknown as { entity: { sources: Source[] } }).entity
  return Object.fromEntries(sources.map(({ province, state, code }) => [province, code ?? state]))
}

interface Source {
  readonly province: Province
  readonly state: string
  readonly code: string | null
}

async function missing(): Promise<readonly string[]> {
  const response = await fetch(`${gateway.url}/readyz`)
  const body = (await response.json()) as { readonly missing: readonly string[] }
  expect(response.status).toBe(body.missing.length === 0 ? 200 : 503)
  return body.missing
}

async function sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    return (await client.query(text)).rows as Readonly<Record<string, unknown>>[]
  } finally {
    await client.end()
  }
}

const intents = () => sql(`SELECT count(*) FROM log_entry WHERE type = 'INTENT'`)

/** How what a test has taken away comes back; what it did not bring back itself comes back after it. */
let away: (() => unknown)[] = []

async function bringBack(): Promise<void> {
  for (const back of away.splice(0)) await back()
}

/** All is brought back, and as it should be again. */
async function recovered(): Promise<void> {
  await bringBack()
  await expect.poll(ask, SOON).toEqual(WHOLE)
  await expect.poll(missing, SOON).toEqual([])
}

await describeWithRedis('while it is away', () => {
  beforeAll(async () => {
    databaseUrl = (await askBroker('database')) as string
    redis = await startRedis()
    postgres = await startTcpProxy(portIn(databaseUrl))
    redisGate = await startTcpProxy(portIn(redis.url))
    world = await openServedWorld({
      recordsOf: (province) => deltaRecords(3, province),
      databaseUrl: through(databaseUrl, postgres),
      gatehouses: { now: () => new Date(Date.now() + aheadMs) },
      settings: {
        ...{ REDIS_URL: through(redis.url, redisGate) },
        ...{ CACHE_KEY: Buffer.alloc(32, 9).toString('base64') },
        ...{ RECORD_FRESH_SECONDS: '0', RECORD_STALE_SECONDS: '0' },
        ...{ REGISTRY_DEADLINE_MS: '1500', REGISTRY_BREAK_AFTER: '1000' },
      },
    })
    gates = await openServedGates(world)
    gateway = await world.start(gates.settings, altered('QUICK'))
    token = await gateway.token()
  })
  afterEach(bringBack)
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]()
    await gates?.[Symbol.asyncDispose]()
    for (const proxy of [postgres, redisGate]) await proxy?.cut()
    await redis?.stop()
  })

  it.each(['cut', 'hang'] as const)(
    'the store of quotas: nothing is answered uncounted (%s)',
    async (how) => {
      const before = await intents()
      away = [() => redisGate.mend(portIn(redis.url))]
      await redisGate[how]()
      expect(await ask()).toEqual({ refused: 'QUOTA_UNAVAILABLE' })
      expect(await missing()).toContain('quota store')
      expect(await intents()).toEqual(before)
      await recovered()
    },
  )

  it.each(['cut', 'hang'] as const)(
    'PostgreSQL: nobody is answered or signed in (%s)',
    async (how) => {
      const before = await intents()
      await postgres[how]()
      away = [() => postgres.mend(portIn(databaseUrl))]
      expect(await ask()).toEqual({ refused: 'SIGN_IN_STORE_UNAVAILABLE' })
      const place = { url: gateway.url, issuer: gateway.url }
      const { status, body } = await askToken(place, CLIENTS.officer, 'officer', {})
      expect({ status, ...body }).toMatchObject({
        ...{ status: 503, code: 'SIGN_IN_STORE_UNAVAILABLE', retryable: true },
      })
      expect(await missing()).toContain('database')
      expect(await intents()).toEqual(before)
      await recovered()
    },
  )

  it('the log alone: refused after its grace, and no registry is asked', async () => {
    const [before, kept] = [await intents(), await promisesKept('SHANGHAI')]
    const holder = new pg.Client(databaseUrl)
    await holder.connect()
    await holder.query('BEGIN; LOCK TABLE log_head IN ACCESS EXCLUSIVE MODE')
    try {
      expect(await ask()).toEqual({ refused: 'LOG_UNAVAILABLE' })
      expect(await intents()).toEqual(before)
      expect(await promisesKept('SHANGHAI')).toBe(kept)
    } finally {
      await holder.end()
    }
    await recovered()
  })

  it('all witnesses: appending goes on, and health says so after a while', async () => {
    away = [() => gates.mendWitnesses()]
    await Promise.all(Object.values(gates.witnesses).map((proxy) => proxy.cut()))
    expect(await ask()).toEqual(WHOLE)
    await expect.poll(missing, SOON).toEqual(['log witnesses'])
    expect(await ask()).toEqual(WHOLE)
    await recovered()
  })

  it('three gatehouses of four: the fourth is whole', async () => {
    const silent = PROVINCES.filter((province) => province !== 'JIANGSU')
    away = silent.map((province) => () => mend(province))
    for (const province of silent) gates.at[province].hang()
    expect(await ask()).toEqual({
      ...Object.fromEntries(silent.map((province) => [province, 'PROVINCE_TIMEOUT'])),
      JIANGSU: 'ANSWERED',
    })
    await recovered()
  })

  it('a gatehouse that is started again', async () => {
    away = [() => mend('ZHEJIANG')]
    await gates.at.ZHEJIANG.cut()
    expect(await ask()).toEqual({ ...WHOLE, ZHEJIANG: 'PROVINCE_UNREACHABLE' })
    await world.gatehouses.restart('ZHEJIANG')
    await recovered()
  })

  it('the trust of one gatehouse: it refuses, the others are whole', async () => {
    const { key } = createNoteSigner(
      `${world.logKeys.origin}/promise`,
      generateKeyPairSync('ed25519').privateKey,
    )
    const promise = [printVerifierKey(key)]
    away = [() => world.gatehouses.at.ANHUI.setLogKeys(world.logKeys)]
    await world.gatehouses.at.ANHUI.setLogKeys({ ...world.logKeys, promise })
    expect(await ask()).toEqual({ ...WHOLE, ANHUI: 'PROVINCE_REFUSED_PROMISE' })
    await recovered()
  })

  it.each([
    ['behind', HOUR_MS, 'GATEHOUSE_PROMISE_TOO_OLD'],
    ['ahead', -HOUR_MS, 'GATEHOUSE_PROMISE_AHEAD'],
  ])('the right time: a gateway an hour %s is refused, and told why', async (_, ahead, reason) => {
    away = [() => (aheadMs = 0)]
    aheadMs = ahead
    const refusals = PROVINCES.map((province) => [province, 'PROVINCE_REFUSED_PROMISE'])
    expect(await ask()).toEqual(Object.fromEntries(refusals))
    expect(gateway.lines.some((line) => line.includes(reason))).toBe(true)
    await recovered()
  })
})

const mend = (province: Province) =>
  gates.at[province].mend(portIn(world.gatehouses.at[province].url))

async function promisesKept(province: Province): Promise<number> {
  const health = await fetch(`${world.gatehouses.at[province].url}/_gatehouse/health`)
  return ((await health.json()) as { readonly kept: number }).kept
}
