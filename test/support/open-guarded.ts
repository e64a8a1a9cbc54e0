/**
 * The pipeline with access and a log over adapters without registries: grants as given, a quota that
 * counts, a log that keeps what it is told, and the order in which everything was asked.
 */
import pino from 'pino'
import { exchangeOf } from '../../adapters/shared/exchange.ts'
import type { AccessDetails } from '../../gateway/access/access-token.ts'
import { DEFAULT_RULES } from '../../gateway/access/decide.ts'
import type { AccessGrounds } from '../../gateway/access/decide.ts'
import type { VerifiedGrant } from '../../gateway/access/grant.ts'
import { createMemoryCache } from '../../gateway/cache/memory-cache.ts'
import type { RecordCache } from '../../gateway/cache/record-cache.ts'
import { createCursorSeal } from '../../gateway/cursor.ts'
import type { GrantDesk } from '../../gateway/grants/desk.ts'
import { createPipeline } from '../../gateway/pipeline/handle.ts'
import type { Asker, Question } from '../../gateway/pipeline/handle.ts'
import { createFederation } from '../../gateway/registries/federation.ts'
import { createSource } from '../../gateway/registries/source.ts'
import { createStitchedSchema } from '../../gateway/stitch/stitched-schema.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { OFFICER } from '../unit/access/good-grant.ts'
import { createFakeAdapter } from './fake-adapter.ts'
import type { FakeAdapter } from './fake-adapter.ts'
import { LIMITS } from './open-graph.ts'
import type { GraphAnswer } from './open-graph.ts'
import { createRememberedKnowledge } from './remembered-knowledge.ts'
import { createRememberedLog } from './remembered-log.ts'
import type { RememberedLog } from './remembered-log.ts'

export interface GuardedAnswer extends GraphAnswer {
  /** As HTTP would say it. */
  readonly status: number
  /** All of it, as it leaves. */
  readonly text: string
  readonly extensions: { readonly logEntries?: readonly { readonly leafHash: string }[] }
}

export interface OpenGuarded {
  readonly adapters: Readonly<Record<Province, FakeAdapter>>
  readonly log: RememberedLog
  /** `count`, `intend`, `cache SHANGHAI`, `ask SHANGHAI`, `search SHANGHAI`, in the order of asking. */
  readonly events: readonly string[]
  /** What was counted for a quota, call by call. */
  readonly counted: readonly (readonly string[])[]
  /** Leaf hashes of the promises that went with the calls to a province. */
  promisesTo(province: Province): readonly string[]
  /** The gateway's clock, to be moved. */
  at: Date
  grounds: AccessGrounds
  /** From now on nothing more is counted. */
  exhaustQuota(): void
  /** From now on nobody can say what is granted. */
  loseGrounds(): void
  ask(query: string, options?: AskOptions): Promise<GuardedAnswer>
}

export interface AskOptions extends Omit<Question, 'query'> {
  readonly details?: Partial<AccessDetails>
  /** In place of an officer with these details. */
  readonly asker?: Asker
}

export interface GuardedOptions {
  readonly grants?: readonly VerifiedGrant[]
  /** See `createStitchedSchema`. */
  readonly direct?: boolean
  /** Lives of cached answers; none by default. */
  readonly freshMs?: number
  readonly staleMs?: number
  readonly limits?: Partial<typeof LIMITS>
  /** Without a log: what is refused is refused all the same. */
  readonly logless?: boolean
  /** What of the desk of grants a test needs. */
  readonly desk?: Partial<GrantDesk>
}

/** Made once a test file: they hold nothing of a request. */
const SCHEMAS = new Map<boolean, ReturnType<typeof createStitchedSchema>>()

export function guardedSchema(direct = true): ReturnType<typeof createStitchedSchema> {
  const schema = SCHEMAS.get(direct) ?? createStitchedSchema({ direct })
  SCHEMAS.set(direct, schema)
  return schema
}

/** Whole seconds, as times in grants. */
export const AT = new Date('2026-03-10T01:00:00.000Z')

export function openGuarded(options: GuardedOptions = {}): OpenGuarded {
  const events: string[] = []
  const counted: (readonly string[])[] = []
  const promised = new Map<Province, string[]>()
  const state = {
    at: AT,
    grounds: groundsOf(options.grants ?? []),
    isExhausted: false,
    isLost: false,
  }
  const now = (): Date => state.at
  const log = createRememberedLog((event) => void events.push(event))
  const adapters = Object.fromEntries(
    PROVINCES.map((province) => [province, watchedAdapter(province, events, promised)]),
  ) as Record<Province, FakeAdapter>
  const handle = createPipeline({
    schema: guardedSchema(options.direct),
    federation: createFederation({
      sources: sourcesOver(adapters, options, events, now),
      knowledge: createRememberedKnowledge(),
    }),
    access: {
      grounds: () =>
        state.isLost
          ? Promise.reject(new FederationError('GRANTS_UNAVAILABLE'))
          : Promise.resolve(state.grounds),
      count(_, subjects) {
        events.push('count')
        counted.push(subjects)
        return state.isExhausted
          ? Promise.reject(new FederationError('QUOTA_EXCEEDED', QUOTA))
          : Promise.resolve()
      },
    },
    federationLog: options.logless === true ? null : log,
    grants: (options.desk ?? null) as GrantDesk | null,
    cursors: createCursorSeal(Buffer.alloc(32, 7)),
    limits: { ...LIMITS, ...options.limits },
    log: pino({ level: 'silent' }),
    now,
  })
  return {
    ...{ adapters, log, events, counted },
    promisesTo: (province) => promised.get(province) ?? [],
    get at() {
      return state.at
    },
    set at(next) {
      state.at = next
    },
    get grounds() {
      return state.grounds
    },
    set grounds(next) {
      state.grounds = next
    },
    exhaustQuota: () => void (state.isExhausted = true),
    loseGrounds: () => void (state.isLost = true),
    async ask(query, { details, asker, ...rest } = {}) {
      const result = await handle(asker ?? officer(details), { query, ...rest })
      const { http, ...extensions } = (result.extensions ?? {}) as { http?: { status: number } }
      const text = JSON.stringify({ ...result, extensions })
      // As a caller gets it: plain JSON.
      const answer = JSON.parse(text) as GuardedAnswer
      return { ...answer, extensions, text, status: http?.status ?? 200 }
    },
  }
}

const QUOTA = { purpose: 'SUPERVISION', limit: 1, window: '分钟', until: '2026-03-10T01:01:00Z' }

export function groundsOf(
  grants: readonly VerifiedGrant[],
  known: AccessGrounds['known'] = new Map(),
): AccessGrounds {
  return { grants, known, rules: DEFAULT_RULES }
}

export function officer(details: Partial<AccessDetails> = {}): Asker {
  return {
    kind: 'AGENCY',
    id: 'client-1',
    tokenId: 'token-1',
    details: { ...OFFICER, ...details },
  }
}

function watchedAdapter(
  province: Province,
  events: string[],
  promised: Map<Province, string[]>,
): FakeAdapter {
  const adapter = createFakeAdapter(province)
  const { fetchEntities, search } = adapter
  const seen = (what: string, signal: AbortSignal): void => {
    events.push(`${what} ${province}`)
    const promises = exchangeOf(signal)?.promises ?? []
    const hashes = promises.map(({ promise }) => leafHashIn(String(promise)))
    promised.set(province, [...(promised.get(province) ?? []), ...hashes])
  }
  adapter.fetchEntities = (usccs, signal) => {
    seen('ask', signal)
    return fetchEntities.call(adapter, usccs, signal)
  }
  adapter.search = (filter, after, limit, signal) => {
    seen('search', signal)
    return search.call(adapter, filter, after, limit, signal)
  }
  return adapter
}

function leafHashIn(promise: string): string {
  const { leaf } = JSON.parse(promise) as { readonly leaf: string }
  return Buffer.from(leaf, 'base64url').toString('utf8')
}

const SILENT = {
  answered: () => undefined,
  failed: () => undefined,
  unknownCodes: () => undefined,
}

function sourcesOver(
  adapters: Readonly<Record<Province, FakeAdapter>>,
  { freshMs = 0, staleMs = 0 }: GuardedOptions,
  events: string[],
  now: () => Date,
) {
  const kept = createMemoryCache({
    maxEntries: 1_000,
    keepMs: freshMs + staleMs,
    now: () => now().getTime(),
  })
  const cache: RecordCache = {
    ...kept,
    get(province, uscc) {
      events.push(`cache ${province}`)
      return kept.get(province, uscc)
    },
  }
  return PROVINCES.map((province) =>
    createSource({
      adapter: adapters[province],
      ...{ cache, freshMs, staleMs, now, observer: SILENT },
      ...{ deadlineMs: 2_000, maxCalls: 8, breakAfter: 1_000, probeAfterMs: 1_000, retryShare: 0 },
    }),
  )
}
