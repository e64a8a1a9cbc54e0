/**
 * The whole graph in this process: pretend registries over the records given, the real adapters over
 * real HTTP, sources, merge, stitched schema, pipeline. The clock is given and moves by hand.
 */
import pino from 'pino'
import { ADAPTERS } from '../../adapters/index.ts'
import { createUpstream } from '../../adapters/shared/upstream.ts'
import { NO_CACHE } from '../../gateway/cache/record-cache.ts'
import type { RecordCache } from '../../gateway/cache/record-cache.ts'
import { createCursorSeal } from '../../gateway/cursor.ts'
import { createPipeline } from '../../gateway/pipeline/handle.ts'
import type { PipelineOptions, Question } from '../../gateway/pipeline/handle.ts'
import { createFederation } from '../../gateway/registries/federation.ts'
import type { KnowledgeStore } from '../../gateway/registries/knowledge.ts'
import { createSource } from '../../gateway/registries/source.ts'
import type { SourceObserver } from '../../gateway/registries/source.ts'
import { createStitchedSchema } from '../../gateway/stitch/stitched-schema.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { startFourRegistries } from './four-registries.ts'
import type { FourRegistries } from './four-registries.ts'
import { createRememberedKnowledge } from './remembered-knowledge.ts'

export interface OpenGraph extends AsyncDisposable {
  readonly registries: FourRegistries
  /** The gateway's clock, to be moved. */
  at: Date
  ask(question: Question): Promise<GraphAnswer>
  /** The answer's `entity`; fails where there is none. */
  entity<Entity>(uscc: string, selection: string): Promise<Entity>
}

export interface GraphAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
}

export interface OpenGraphOptions {
  readonly records?: Readonly<Partial<Record<Province, readonly RegistryRecord[]>>>
  /** ISO 8601. */
  readonly at?: string
  /** See `createStitchedSchema`. */
  readonly direct?: boolean
  readonly cache?: RecordCache
  readonly staleMs?: number
  readonly knowledge?: KnowledgeStore
  readonly deadlineMs?: number
  readonly limits?: Partial<PipelineOptions['limits']>
}

export const LIMITS = { maxDepth: 12, maxCost: 20_000, maxAliases: 30, maxTokens: 3_000 }

const SILENT: SourceObserver = {
  answered: () => undefined,
  failed: () => undefined,
  unknownCodes: () => undefined,
}

/** Dispose of it when done. */
export async function openGraph(options: OpenGraphOptions = {}): Promise<OpenGraph> {
  const { records = {}, cache = NO_CACHE } = options
  const registries = await startFourRegistries({ recordsOf: (province) => records[province] ?? [] })
  let at = new Date(options.at ?? '2026-03-10T01:00:00.000Z')
  const now = (): Date => at
  const sources = PROVINCES.map((province) =>
    createSource({
      adapter: adapterOf(registries, province),
      ...{ cache, now, observer: SILENT },
      ...{ freshMs: 0, staleMs: options.staleMs ?? 0 },
      ...{ deadlineMs: options.deadlineMs ?? 5_000, maxCalls: 8 },
      ...{ breakAfter: 1_000, probeAfterMs: 1_000, retryShare: 0 },
    }),
  )
  const knowledge = options.knowledge ?? createRememberedKnowledge()
  const federation = createFederation({ sources, knowledge })
  const handle = createPipeline({
    schema: createStitchedSchema({ direct: options.direct ?? true }),
    federation,
    ...{ access: null, federationLog: null },
    cursors: createCursorSeal(Buffer.alloc(32, 7)),
    limits: { ...LIMITS, ...options.limits },
    log: pino({ level: 'silent' }),
    now,
  })
  const ask = async (question: Question): Promise<GraphAnswer> =>
    // As a caller gets it: plain JSON.
    JSON.parse(JSON.stringify(await handle({ id: 'test', kind: 'UNCHECKED' }, question)))
  return {
    registries,
    get at() {
      return at
    },
    set at(next) {
      at = next
    },
    ask,
    async entity<Entity>(uscc: string, selection: string) {
      const query = `query ($uscc: String!) { entity(uscc: $uscc) { ${selection} } }`
      const { data, errors } = await ask({ query, variables: { uscc } })
      if (data?.['entity'] == null) throw new Error(`no entity: ${JSON.stringify(errors)}`)
      return data['entity'] as Entity
    },
    async [Symbol.asyncDispose]() {
      await federation.close()
      await registries[Symbol.asyncDispose]()
    },
  }
}

/** Signs by the real clock, as the pretend registries check it. */
function adapterOf({ at }: FourRegistries, province: Province) {
  const { url, credentials } = at[province]
  const upstream = createUpstream({ province, baseUrl: url })
  return ADAPTERS[province].create({ upstream, credentials, now: () => new Date() })
}
