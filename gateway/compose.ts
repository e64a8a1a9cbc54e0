/** Puts the parts together. What varies between production, tests and benches comes in as arguments. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { ADAPTERS } from '../adapters/index.ts'
import type { RegistryAdapter } from '../adapters/shared/contract.ts'
import { createUpstream } from '../adapters/shared/upstream.ts'
import { PROVINCES } from '../schemas/model/province.ts'
import { createMemoryCache } from './cache/memory-cache.ts'
import { NO_CACHE } from './cache/record-cache.ts'
import type { RecordCache } from './cache/record-cache.ts'
import { createRedisCache } from './cache/redis-cache.ts'
import { connectRedis } from './cache/redis-connection.ts'
import type { Config } from './config.ts'
import { createCursorSeal } from './cursor.ts'
import { createGraphQLEndpoint } from './graphql-endpoint.ts'
import type { Logger } from './observe/log.ts'
import { createMetrics } from './observe/metrics.ts'
import type { Metrics } from './observe/metrics.ts'
import { createPipeline } from './pipeline/handle.ts'
import type { Handle } from './pipeline/handle.ts'
import { createFederation } from './registries/federation.ts'
import { createSource } from './registries/source.ts'
import { withinMs } from './registries/within-ms.ts'
import { createServer } from './server.ts'
import type { GatewayServer } from './server.ts'
import type { Office } from './office.ts'
import { createStitchedSchema } from './stitch/stitched-schema.ts'
import { openDatabase } from './store/database.ts'
import type { Database } from './store/database.ts'
import { createKnowledgeStore } from './store/knowledge-store.ts'
import { pendingMigrations } from './store/migrate.ts'
import { sharedValue } from './store/shared-value.ts'

export interface Gateway {
  readonly server: GatewayServer
  readonly handle: Handle
  /** Ends stores and sockets; the server has drained before. */
  close(): Promise<void>
}

/** Calls under way to one registry: batches travel together, single codes side by side. */
const MAX_BATCH_CALLS = 16
const MAX_SINGLE_CALLS = 64
const RETRY_SHARE = 0.1

/** What an office is opened on. */
export interface Premises {
  readonly database: Database
  readonly metrics: Metrics
  readonly log: Logger
  /** Where the server can be reached, once it listens. */
  readonly address: () => AddressInfo | null
}

export async function composeGateway(
  config: Config,
  log: Logger,
  openOffice: (premises: Premises) => Promise<Office>,
): Promise<Gateway> {
  const database = openDatabase(config.DATABASE_URL, (error) =>
    log.warn({ err: error }, 'database connection lost'),
  )
  const knowledge = createKnowledgeStore(database, log)
  const metrics = createMetrics(log)
  const cache = createCache(config, log)
  const sources = PROVINCES.map((province) => {
    const adapter = createAdapter(config, province)
    return createSource({
      adapter,
      cache,
      freshMs: config.RECORD_FRESH_SECONDS * 1_000,
      staleMs: config.RECORD_STALE_SECONDS * 1_000,
      deadlineMs: config.REGISTRY_DEADLINE_MS,
      breakAfter: config.REGISTRY_BREAK_AFTER,
      probeAfterMs: config.REGISTRY_PROBE_AFTER_MS,
      retryShare: RETRY_SHARE,
      maxCalls: adapter.maxBatch === 1 ? MAX_SINGLE_CALLS : MAX_BATCH_CALLS,
      now: () => new Date(),
      observer: metrics.observer,
    })
  })
  metrics.watchCircuits(sources)
  const federation = createFederation({ sources, knowledge })
  const schema = createStitchedSchema()
  const cursorKey =
    config.CURSOR_KEY ??
    Buffer.from(
      await sharedValue(database, 'cursor-key', () => randomBytes(32).toString('base64')),
      'base64',
    )
  let listening: GatewayServer | null = null
  async function letGo(): Promise<void> {
    await federation.close()
    await knowledge.flush()
    await cache.close()
    await database.destroy()
  }
  const office = await openOffice({
    ...{ database, metrics, log },
    address: () => (listening?.http.address() as AddressInfo | null | undefined) ?? null,
  }).catch(async (failure: unknown) => {
    // What is still open would keep a process that does not start from ending.
    await letGo()
    throw failure
  })
  const { access, federationLog, grants, logDesk } = office
  const handle = createPipeline({
    ...{ schema, federation, access, federationLog, grants, logDesk },
    cursors: createCursorSeal(cursorKey),
    limits: {
      maxDepth: config.MAX_DEPTH,
      maxCost: config.MAX_COST,
      maxAliases: config.MAX_ALIASES,
      maxTokens: config.MAX_TOKENS,
    },
    log,
    now: () => new Date(),
  })
  const server = createServer({
    graphql: createGraphQLEndpoint(schema, handle, config.MAX_BODY_BYTES),
    ...{ authenticate: office.authenticate, routes: office.routes },
    tls: config.tls,
    metrics,
    log,
    maxBodyBytes: config.MAX_BODY_BYTES,
    missing: async () => {
      const [pending, more] = await Promise.all([
        missingMigrations(database, log),
        withinMs(LOOK_WITHIN_MS, office.missing(), slowOffice).catch((err: unknown) => {
          log.warn({ err }, 'what the office lacks cannot be told')
          return ['office']
        }),
      ])
      return [...pending, ...more]
    },
  })
  listening = server
  return {
    server,
    handle,
    async close() {
      await office.close()
      await letGo()
    },
  }
}

/** On a connection that is dead and does not say so, looking would take for ever. */
const LOOK_WITHIN_MS = 2_000
const slowOffice = () => new Error('the office does not answer')

async function missingMigrations(database: Database, log: Logger): Promise<string[]> {
  try {
    return (await pendingMigrations(database)).map((name) => `migration ${name}`)
  } catch (err) {
    log.warn({ err }, 'database does not answer')
    return ['database']
  }
}

function createAdapter(config: Config, province: (typeof PROVINCES)[number]): RegistryAdapter {
  const { url, credentials } = config.registries[province]
  const upstream = createUpstream({ province, baseUrl: url, tls: config.registryTls })
  return ADAPTERS[province].create({ upstream, credentials, now: () => new Date() })
}

function createCache(config: Config, log: Logger): RecordCache {
  const keepMs = Math.max(config.RECORD_FRESH_SECONDS, config.RECORD_STALE_SECONDS) * 1_000
  if (keepMs === 0) return NO_CACHE
  if (config.REDIS_URL === undefined || config.CACHE_KEY === undefined) {
    return createMemoryCache({ maxEntries: config.RECORD_CACHE_ENTRIES, keepMs, now: Date.now })
  }
  const onError = (failure: unknown): void => log.warn({ err: failure }, 'cache does not answer')
  const connection = connectRedis(config.REDIS_URL, onError)
  return createRedisCache({ connection, key: config.CACHE_KEY, keepMs, onError })
}
