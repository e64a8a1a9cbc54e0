/** The gateway put together as in gateway/compose.ts, over the bench's registries and without a record cache. */
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { NO_CACHE } from '../../../gateway/cache/record-cache.ts'
import { createCursorSeal } from '../../../gateway/cursor.ts'
import { createGraphQLEndpoint } from '../../../gateway/graphql-endpoint.ts'
import type { Logger } from '../../../gateway/observe/log.ts'
import type { Metrics } from '../../../gateway/observe/metrics.ts'
import type { Office } from '../../../gateway/office.ts'
import { createPipeline } from '../../../gateway/pipeline/handle.ts'
import { createFederation } from '../../../gateway/registries/federation.ts'
import type { Federation } from '../../../gateway/registries/federation.ts'
import { NO_KNOWLEDGE_STORE } from '../../../gateway/registries/knowledge.ts'
import { createSource } from '../../../gateway/registries/source.ts'
import { createServer } from '../../../gateway/server.ts'
import { createStitchedSchema } from '../../../gateway/stitch/stitched-schema.ts'
import { DEADLINE_MS, adaptersFor } from './registries.ts'
import type { VariantSettings } from './registries.ts'

/** As in gateway/compose.ts and the defaults of gateway/config.ts. */
const MAX_BATCH_CALLS = 16
const MAX_SINGLE_CALLS = 64
const MAX_BODY_BYTES = 262_144
const LIMITS = { maxDepth: 12, maxCost: 100_000, maxAliases: 30, maxTokens: 3_000 }

export interface Composition extends Pick<
  Office,
  'access' | 'federationLog' | 'authenticate' | 'routes'
> {
  readonly settings: VariantSettings
  readonly log: Logger
  readonly metrics: Metrics
  /** What stands between the pipeline and the registries. */
  readonly around: (federation: Federation) => Federation
}

export function composeVariant(composition: Composition): Server {
  const { settings, log, metrics, access, federationLog, authenticate, routes } = composition
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
  const federation = composition.around(
    createFederation({ sources, knowledge: NO_KNOWLEDGE_STORE }),
  )
  const schema = createStitchedSchema()
  const cursors = createCursorSeal(randomBytes(32))
  const handle = createPipeline({
    ...{ schema, federation, cursors, limits: LIMITS, log, now, access, federationLog },
  })
  const graphql = createGraphQLEndpoint(schema, handle, MAX_BODY_BYTES)
  const missing = (): Promise<string[]> => Promise.resolve([])
  const { http } = createServer({
    ...{ graphql, metrics, log, maxBodyBytes: MAX_BODY_BYTES, missing, authenticate, routes },
  })
  return http
}
