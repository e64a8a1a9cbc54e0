import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { authorityOf } from '../../../schemas/model/authority.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import type { CalendarDay } from '../../../schemas/model/time.ts'
import { deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import { plainRecord } from '../../support/fictitious-records.ts'
import { startFourRegistries } from '../../support/four-registries.ts'
import type { FourRegistries } from '../../support/four-registries.ts'
import { startGateway } from '../../support/gateway-process.ts'
import type { GatewayProcess } from '../../support/gateway-process.ts'
import { createDatabase } from '../../support/postgres.ts'
import { describeWithRedis, startRedis } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'

const SOON = { timeout: 10_000, interval: 50 }
const ENTITIES = 8
/** Entities 4 and 5 have moved from Shanghai to Anhui; Shanghai's registry has not noticed. */
const [MOVED, MOVED_TOO] = [deltaUscc(4), deltaUscc(5)]

let registries: FourRegistries
let redis: TestRedis
let first: GatewayProcess
let second: GatewayProcess

await describeWithRedis('two gateways on one PostgreSQL and one Redis', () => {
  beforeAll(async () => {
    const [database, four, server] = await Promise.all([
      createDatabase(),
      startFourRegistries({ recordsOf: statedBy }),
      startRedis(),
    ])
    registries = four
    redis = server
    const settings = {
      ...four.settings,
      DATABASE_URL: database,
      REDIS_URL: server.url,
      CACHE_KEY: Buffer.alloc(32, 9).toString('base64'),
      REGISTRY_DEADLINE_MS: '600',
      REGISTRY_BREAK_AFTER: '1000',
      RECORD_FRESH_SECONDS: '0',
    }
    // At the same instant, on an empty database: both migrate, both want a key for cursors.
    const started = await Promise.all([startGateway(settings), startGateway(settings)])
    ;[first, second] = started as [GatewayProcess, GatewayProcess]
  })
  afterEach(() => registries.heal())
  afterAll(async () => {
    await first?.[Symbol.asyncDispose]()
    await second?.[Symbol.asyncDispose]()
    await redis?.stop()
    await registries?.[Symbol.asyncDispose]()
  })

  it('each uses the relocation that the other has learnt', async () => {
    // Before any search, which hears of all moves. `first` hears of the move and writes it down.
    expect(await registrarOf(first, MOVED)).toEqual(['CONFIRMED', 'ANHUI'])
    // The destination falls silent, and nothing is left of what it said.
    await redis.nodes[0].cli('flushall')
    registries.fail('ANHUI', 'reset')
    await expect.poll(() => registrarOf(second, MOVED), SOON).toEqual(['UNDETERMINED', undefined])
    // Of a move that nobody has heard of, the origin's word is all there is.
    expect(await registrarOf(second, MOVED_TOO)).toEqual(['PRESUMED', 'SHANGHAI'])
  })

  it('each goes on where the other’s cursor ends', async () => {
    const page = (gateway: GatewayProcess, after: string | null) =>
      gateway.ask(
        `query ($after: String) { searchEntities(filter: { name: "虚构" }, first: 3, after: $after) {
          nodes { uscc } pageInfo { endCursor hasNextPage } } }`,
        { after },
      )
    const seen: string[] = []
    let after: string | null = null
    for (let i = 0; i < 4; i += 1) {
      const { data, errors } = await page(i % 2 === 0 ? first : second, after)
      expect(errors).toEqual([])
      const { nodes, pageInfo } = (data as unknown as { searchEntities: Page }).searchEntities
      seen.push(...nodes.map(({ uscc }) => uscc))
      after = pageInfo.endCursor
      if (!pageInfo.hasNextPage) break
    }
    expect(seen).toEqual([...Array(ENTITIES).keys()].map((i) => deltaUscc(i)).sort())
  })

  it('each shows as STALE what the other has been told', async () => {
    const query = `{ entity(uscc: "${deltaUscc(0)}") { sources { province state asOf } } }`
    const asOf = sourcesIn((await first.ask(query)).data)
    registries.fail('JIANGSU', 'reset')
    const told = sourcesIn((await second.ask(query)).data)
    const before = asOf.find(({ province }) => province === 'JIANGSU')?.asOf
    expect(told).toContainEqual({ province: 'JIANGSU', state: 'STALE', asOf: before })
  })
})

interface Page {
  readonly nodes: readonly { readonly uscc: string }[]
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean }
}

interface Source {
  readonly province: Province
  readonly state: string
  readonly asOf: string | null
}

function sourcesIn(data: unknown): readonly Source[] {
  return (data as { entity: { sources: readonly Source[] } }).entity.sources
}

async function registrarOf(gateway: GatewayProcess, uscc: string) {
  const { data } = await gateway.ask(
    `{ entity(uscc: "${uscc}") { registrarState registrar { province } } }`,
  )
  const { entity } = data as unknown as {
    entity: { registrarState: string; registrar: { province: Province } | null }
  }
  return [entity.registrarState, entity.registrar?.province]
}

function statedBy(province: Province): RegistryRecord[] {
  const moved = [MOVED, MOVED_TOO] as string[]
  const others = deltaRecords(ENTITIES, province).filter(({ uscc }) => !moved.includes(uscc ?? ''))
  if (province === 'SHANGHAI') return [...others, origin(4), origin(5)]
  return province === 'ANHUI' ? [...others, destination(4), destination(5)] : others
}

function origin(i: number): RegistryRecord {
  const record = plainRecord(i, { approvedOn: '2020-01-10' as CalendarDay })
  return { ...record, uscc: deltaUscc(i) }
}

function destination(i: number): RegistryRecord {
  const record = plainRecord(i, { approvedOn: '2025-05-10' as CalendarDay })
  const authority = authorityOf('340104000', '虚构合肥市场监督管理局')
  const movedIn = {
    authority: authorityOf('310115000', '虚构区市场监督管理局'),
    on: '2025-05-10' as CalendarDay,
    fileHandedOverOn: null,
  }
  const registration = record.registration && { ...record.registration, authority, movedIn }
  return { ...record, uscc: deltaUscc(i), registration }
}
