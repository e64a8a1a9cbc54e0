/** Ours, put together as in gateway/compose.ts, with no record cache and no database behind it. */
import { randomBytes } from 'node:crypto'
import { NO_CACHE } from '../../../gateway/cache/record-cache.ts'
import { createCursorSeal } from '../../../gateway/cursor.ts'
import { createGraphQLEndpoint } from '../../../gateway/graphql-endpoint.ts'
import { createLog } from '../../../gateway/observe/log.ts'
import { createMetrics } from '../../../gateway/observe/metrics.ts'
import { createPipeline } from '../../../gateway/pipeline/handle.ts'
import { createFederation } from '../../../gateway/registries/federation.ts'
import { NO_KNOWLEDGE_STORE } from '../../../gateway/registries/knowledge.ts'
import { createSource } from '../../../gateway/registries/source.ts'
import { createServer } from '../../../gateway/server.ts'
import { createStitchedSchema } from '../../../gateway/stitch/stitched-schema.ts'
import { runProgram } from '../program.ts'
import { listening } from './listening.ts'
import { DEADLINE_MS, adaptersFor } from './registries.ts'
import type { VariantSettings } from './registries.ts'

/** As in gateway/compose.ts and the defaults of gateway/config.ts. */
const MAX_BATCH_CALLS = 16
const MAX_SINGLE_CALLS = 64
const MAX_BODY_BYTES = 262_144
const LIMITS = { maxDepth: 12, maxCost: 100_000, maxAliases: 30, maxTokens: 3_000 }

runProgram((settings: VariantSettings) => {
  const log = createLog('silent')
  const metrics = createMetrics(log)
  const now = (): Date => new Date()
  const sources = adaptersFor(settings).map((adapter) =>
    createSource({
      adapter,
      cache: NO_CACHE,
      freshMs: 0,
      staleMs: 0,
      deadlineMs: DEADLINE_MS,
      breakAfter: 5,
      probeAfterMs: 5_000,
      retryShare: 0.1,
      maxCalls: adapter.maxBatch === 1 ? MAX_SINGLE_CALLS : MAX_BATCH_CALLS,
      now,
      observer: metrics.observer,
    }),
  )
  metrics.watchCircuits(sources)
  const federation = createFederation({ sources, knowledge: NO_KNOWLEDGE_STORE })
  const schema = createStitchedSchema()
  const cursors = createCursorSeal(randomBytes(32))
  const handle = createPipeline({
    ...{ schema, federation, cursors, limits: LIMITS, log, now },
    ...{ access: null, federationLog: null },
  })
  const graphql = createGraphQLEndpoint(schema, handle, MAX_BODY_BYTES)
  const missing = (): Promise<string[]> => Promise.resolve([])
  const { http } = createServer({
    ...{ graphql, metrics, log, maxBodyBytes: MAX_BODY_BYTES, missing },
    authenticate: () => ({ kind: 'UNCHECKED', id: 'bench' }),
  })
  return listening(http)
})
