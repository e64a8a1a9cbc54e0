/** The pipeline over four adapters without registries: everything but HTTP and the wire. */
import pino from 'pino'
import { NO_CACHE } from '../../gateway/cache/record-cache.ts'
import { createCursorSeal } from '../../gateway/cursor.ts'
import { createPipeline } from '../../gateway/pipeline/handle.ts'
import type { PipelineOptions, Question } from '../../gateway/pipeline/handle.ts'
import { createFederation } from '../../gateway/registries/federation.ts'
import { createSource } from '../../gateway/registries/source.ts'
import { createStitchedSchema } from '../../gateway/stitch/stitched-schema.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { createFakeAdapter } from './fake-adapter.ts'
import type { FakeAdapter } from './fake-adapter.ts'
import { LIMITS } from './open-graph.ts'
import type { GraphAnswer } from './open-graph.ts'
import { createRememberedKnowledge } from './remembered-knowledge.ts'

export interface OpenPipeline {
  readonly adapters: Readonly<Record<Province, FakeAdapter>>
  /** Lines of the log, as JSON texts. */
  readonly log: readonly string[]
  ask(query: unknown, rest?: Omit<Question, 'query'>): Promise<GraphAnswer>
  /** Codes asked for, over all registries. */
  codesAsked(): number
}

/** Made once a test file: it holds nothing of a request. */
const SCHEMA = createStitchedSchema()

export function openPipeline(limits: Partial<PipelineOptions['limits']> = {}): OpenPipeline {
  const adapters = Object.fromEntries(
    PROVINCES.map((province) => [province, createFakeAdapter(province)]),
  ) as Record<Province, FakeAdapter>
  const now = (): Date => new Date('2026-03-10T01:00:00.000Z')
  const observer = {
    answered: () => undefined,
    failed: () => undefined,
    unknownCodes: () => undefined,
  }
  const sources = PROVINCES.map((province) =>
    createSource({
      adapter: adapters[province],
      ...{ cache: NO_CACHE, freshMs: 0, staleMs: 0, now, observer },
      ...{ deadlineMs: 2_000, maxCalls: 8, breakAfter: 1_000, probeAfterMs: 1_000, retryShare: 0 },
    }),
  )
  const log: string[] = []
  const handle = createPipeline({
    schema: SCHEMA,
    federation: createFederation({ sources, knowledge: createRememberedKnowledge() }),
    ...{ access: null, federationLog: null },
    cursors: createCursorSeal(Buffer.alloc(32, 7)),
    limits: { ...LIMITS, ...limits },
    log: pino({ level: 'debug' }, { write: (line: string) => void log.push(line) }),
    now,
  })
  return {
    adapters,
    log,
    ask: async (query, rest = {}) =>
      // As a caller gets it: plain JSON.
      JSON.parse(
        JSON.stringify(await handle({ id: 'test', kind: 'UNCHECKED' }, { query, ...rest })),
      ) as GraphAnswer,
    codesAsked: () => PROVINCES.flatMap((province) => adapters[province].asked.flat()).length,
  }
}
