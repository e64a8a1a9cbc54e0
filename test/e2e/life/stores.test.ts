import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startPrivatePostgres } from '../../../gateway/store/private-postgres.ts'
import type { PrivatePostgres } from '../../../gateway/store/private-postgres.ts'
import { deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import { startFourRegistries } from '../../support/four-registries.ts'
import type { FourRegistries } from '../../support/four-registries.ts'
import { startGateway } from '../../support/gateway-process.ts'
import type { GatewayProcess } from '../../support/gateway-process.ts'
import { describeWithRedis, startRedis } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import type { TcpProxy } from '../../support/tcp-proxy.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { WHOLE, rowsFrom, sourceOf } from '../../support/whole-entity.ts'
import type { WholeEntity } from '../../support/whole-entity.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { promptly } from '../../support/promptly.ts'

const DEADLINE_MS = 600
/** What an answer may take beyond the deadline, whatever else is away. */
const GRACE_MS = 500
const IN_TIME_MS = DEADLINE_MS + GRACE_MS
const SOON = { timeout: 15_000, interval: 50 }
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
const CACHE_KEY = Buffer.alloc(32, 7).toString('base64')

let folder: string
let registries: FourRegistries
let server: PrivatePostgres
const startServer = () => startPrivatePostgres({ folder, settings: FAST })
beforeAll(async () => {
  folder = await createTemporaryFolder('stores')
  server = await startServer()
  registries = await startFourRegistries({ recordsOf: (province) => deltaRecords(4, province) })
})
afterEach(() => registries.heal())
afterAll(async () => {
  await server?.stop()
  await registries?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe('a gateway whose PostgreSQL goes away', () => {
  let proxy: TcpProxy
  let gateway: GatewayProcess
  beforeAll(async () => {
    proxy = await startTcpProxy(portOf(server.url))
    gateway = await startGateway({
      ...registries.settings,
      DATABASE_URL: Object.assign(new URL(server.url), { port: proxy.port }).href,
      REGISTRY_DEADLINE_MS: String(DEADLINE_MS),
      REGISTRY_BREAK_AFTER: '1000',
      RECORD_FRESH_SECONDS: '0',
      RECORD_STALE_SECONDS: '0',
    })
    for (let i = 0; i < 4; i += 1) await askWhole(gateway)
  })
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]()
    await proxy?.[Symbol.asyncDispose]()
  })

  it('answers on, and says at /readyz what is missing, until it is back', async () => {
    const before = await askWhole(gateway)
    await server.stop()
    await proxy.cut()
    await expect.poll(() => readiness(gateway), SOON).toEqual([503, ['database']])
    expect(await statusOf(gateway, 'healthz')).toBe(200)
    const { entity, errors } = await askWhole(gateway)
    expect(errors).toEqual([])
    expect(entity.registrarState).toBe('CONFIRMED')
    expect(rowsFrom(entity, PROVINCES)).toEqual(rowsFrom(before.entity, PROVINCES))

    server = await startServer()
    await proxy.mend(portOf(server.url))
    await expect.poll(() => readiness(gateway), SOON).toEqual([200, []])
  })

  it.each([
    ['refused', () => proxy.cut()],
    ['hanging', () => Promise.resolve(proxy.hang())],
  ])('is honest about the registrar when a registry is silent as well: %s', async (_, take) => {
    await take()
    registries.fail('ANHUI', 'hang')
    const { entity, errors, tookMs } = await promptly(IN_TIME_MS, () => askWhole(gateway))
    expect(tookMs).toBeLessThan(IN_TIME_MS)
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['PROVINCE_TIMEOUT'])
    // Whether it has moved to the silent province stands in the index that cannot be read.
    expect(entity).toMatchObject({ registrarState: 'UNDETERMINED', registrar: null })
    expect(entity.penalties).toHaveLength(3)
    await proxy.mend(portOf(server.url))
    await expect.poll(() => readiness(gateway), SOON).toEqual([200, []])
    // Ready, while another connection may still wait for its end.
    const stateNow = async () => (await askWhole(gateway)).entity.registrarState
    await expect.poll(stateNow, SOON).toBe('PRESUMED')
  })

  it('gives up connections that the network has forgotten', async () => {
    registries.fail('ANHUI', 'reset')
    proxy.hang()
    await Promise.all(Array.from({ length: 12 }, () => askWhole(gateway)))
    proxy.thaw()
    const stateNow = async () => (await askWhole(gateway)).entity.registrarState
    await expect.poll(stateNow, SOON).toBe('PRESUMED')
    // Not one of them is asked again and waited for.
    const states = () => Promise.all(Array.from({ length: 12 }, stateNow))
    await expect.poll(states, SOON).toEqual(Array(12).fill('PRESUMED'))
  })

  it('stops in good order while it is away', async () => {
    proxy.hang()
    process.kill(gateway.pid, 'SIGTERM')
    expect(await gateway.ended).toBe(0)
  })
})

await describeWithRedis('a gateway whose Redis goes away', () => {
  let redis: TestRedis
  let proxy: TcpProxy
  let gateway: GatewayProcess
  beforeAll(async () => {
    redis = await startRedis()
    proxy = await startTcpProxy(redis.nodes[0].port)
    await proxy.cut()
    gateway = await startGateway({
      ...registries.settings,
      DATABASE_URL: server.url,
      REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
      CACHE_KEY,
      REGISTRY_DEADLINE_MS: String(DEADLINE_MS),
      RECORD_FRESH_SECONDS: '0',
    })
  })
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]()
    await proxy?.[Symbol.asyncDispose]()
    await redis?.stop()
  })

  it('starts and answers without it, and uses it when it is there', async () => {
    expect((await askWhole(gateway)).errors).toEqual([])
    await proxy.mend(redis.nodes[0].port)
    await expect.poll(() => staleOf('ANHUI'), SOON).toBe('STALE')
  })

  it('keeps nothing readable in it', async () => {
    const keys = (await redis.nodes[0].cli('keys', '*')).split('\n')
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys) {
      expect(key).not.toContain(deltaUscc(0))
      const value = await redis.nodes[0].cli('get', key)
      expect(value).not.toMatch(/虚构|registration|fetchedAt/)
    }
  })

  it.each([
    ['refused', () => proxy.cut()],
    ['hanging', () => Promise.resolve(proxy.hang())],
  ])('answers in time while it is away: %s', async (_, take) => {
    await take()
    registries.fail('ANHUI', 'hang')
    const { entity, tookMs } = await promptly(IN_TIME_MS, () => askWhole(gateway))
    expect(tookMs).toBeLessThan(IN_TIME_MS)
    expect(sourceOf(entity, 'ANHUI')?.state).toBe('TIMED_OUT')
    expect(entity.penalties).toHaveLength(3)
    registries.heal()
    await proxy.mend(redis.nodes[0].port)
    await expect.poll(() => staleOf('SHANGHAI'), SOON).toBe('STALE')
  })

  it('takes no entry that somebody else has written', async () => {
    const node = redis.nodes[0]
    await askWhole(gateway)
    for (const key of (await node.cli('keys', '*')).split('\n')) await node.cli('set', key, '{}')
    registries.fail('ANHUI', 'reset')
    const { entity } = await askWhole(gateway)
    expect(sourceOf(entity, 'ANHUI')?.state).toBe('FAILED')
  })

  /** State of a source that fails after it has answered: STALE when the cache has kept its word. */
  async function staleOf(province: 'ANHUI' | 'SHANGHAI'): Promise<string | undefined> {
    registries.heal()
    await askWhole(gateway)
    registries.fail(province, 'reset')
    const { entity } = await askWhole(gateway)
    registries.heal()
    return sourceOf(entity, province)?.state
  }
})

async function askWhole(gateway: GatewayProcess) {
  const answer = await gateway.ask(`{ entity(uscc: "${deltaUscc(0)}") { ${WHOLE} } }`)
  return { ...answer, entity: (answer.data as unknown as { entity: WholeEntity }).entity }
}

async function readiness({ url }: GatewayProcess): Promise<[number, unknown]> {
  const response = await fetch(`${url}/readyz`)
  return [response.status, ((await response.json()) as { missing: unknown }).missing]
}

async function statusOf({ url }: GatewayProcess, path: string): Promise<number> {
  return (await fetch(`${url}/${path}`)).status
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}
