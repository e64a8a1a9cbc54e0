/**
 * One registry as the graph sees it: asked about a code it always answers, with records, with
 * "none", with what it said before, or with the code of its failure. It never rejects.
 */
import type {
  RegistryAdapter,
  SearchFilter,
  SearchPage,
  SearchPosition,
} from '../../adapters/shared/contract.ts'
import { provinceError } from '../../adapters/shared/failure.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { CachedAnswer, RecordCache } from '../cache/record-cache.ts'
import type { Ticket } from '../pipeline/log-port.ts'
import type { AnswerOrigin, ProvinceAnswer, SourceState } from '../survivorship/answer.ts'
import { createCoalescer } from './coalescer.ts'
import { WHOLE_DEADLINE } from './patience.ts'
import type { Patience } from './patience.ts'
import { promisedCall } from './promised-call.ts'
import { createRegistryCall } from './registry-call.ts'
import type { CallOptions, CircuitWord } from './registry-call.ts'
import { withinMs } from './within-ms.ts'

/** What a source tells whoever watches. Never a code of an entity: it would end up in a metric. */
export interface SourceObserver {
  answered(province: Province, state: SourceState, latencyMs: number | null): void
  failed(province: Province, failure: FederationError): void
  unknownCodes(province: Province, records: readonly RegistryRecord[]): void
}

export interface SourceOptions extends Omit<CallOptions, 'province'> {
  readonly adapter: RegistryAdapter
  readonly cache: RecordCache
  /** An answer younger than this is used without asking. 0: always ask. */
  readonly freshMs: number
  /** An answer younger than this is shown as STALE when the registry fails. 0: never. */
  readonly staleMs: number
  /** Calls to this registry at once. */
  readonly maxCalls: number
  readonly now: () => Date
  readonly observer: SourceObserver
}

export interface Source {
  readonly province: Province
  readonly registry: string
  readonly maxBatch: number
  readonly deadlineMs: number
  /** `ticket`: the promise that goes with the question where there is a log. */
  ask(uscc: Uscc, patience?: Patience, ticket?: Ticket): Promise<ProvinceAnswer>
  /** @throws {FederationError} `PROVINCE_…`. */
  search(
    filter: SearchFilter,
    after: SearchPosition | null,
    limit: number,
    patience?: Patience,
    ticket?: Ticket,
  ): Promise<FoundPage>
  circuit(): CircuitWord
  lastAnswerAt(): string | null
  close(): Promise<void>
}

/** A page, with the digest of the registry's bytes where there is a log. */
export type FoundPage = SearchPage & { readonly digest?: string | null }

/** One code's share of a call. */
interface Fetched {
  readonly answer: readonly RegistryRecord[] | FederationError
  readonly fetchedAt: string
  readonly latencyMs: number
  /** Leaf hash of the intent whose promise went with it. */
  readonly live: string | undefined
  readonly digest: string | null
}

export function createSource(options: SourceOptions): Source {
  const { adapter, cache, observer, now } = options
  const { province } = adapter
  const call = createRegistryCall({ ...options, province })
  let lastAnswerAt: string | null = null

  async function fetchBatch(
    usccs: readonly Uscc[],
    waitedMs: number,
    tickets: readonly (Ticket | undefined)[],
  ): Promise<Fetched[]> {
    const began = performance.now()
    const promised = promisedCall(tickets)
    const answers = await call.run((signal) => {
      promised?.bind(signal)
      return adapter.fetchEntities(usccs, signal)
    }, waitedMs)
    const latencyMs = Math.round(performance.now() - began)
    const fetchedAt = (lastAnswerAt = now().toISOString())
    const digest = promised?.digest() ?? null
    return answers.map((answer, i) => {
      return { answer, fetchedAt, latencyMs, live: tickets[i]?.leafHash, digest }
    })
  }

  const coalescer = createCoalescer<Uscc, Fetched, Ticket>({
    maxBatch: adapter.maxBatch,
    maxCalls: options.maxCalls,
    call: fetchBatch,
  })

  /** What was kept without a log cannot say under which intent it was had. */
  async function keptAnswer(uscc: Uscc, ticket: Ticket | undefined): Promise<CachedAnswer | null> {
    if (options.freshMs + options.staleMs === 0) return null
    const cached = await cache.get(province, uscc)
    return ticket !== undefined && cached?.live === undefined ? null : cached
  }

  async function ask(
    uscc: Uscc,
    patience: Patience,
    ticket: Ticket | undefined,
  ): Promise<ProvinceAnswer> {
    const began = performance.now()
    const cached = await keptAnswer(uscc, ticket)
    const ageMs = cached === null ? Infinity : now().getTime() - Date.parse(cached.fetchedAt)
    if (cached !== null && ageMs < options.freshMs) {
      return answered(province, cached.records, cached.fetchedAt, 0, originOf(cached, 'CACHE'))
    }
    try {
      const got = await patience.waitFor(province, options.deadlineMs, (leftMs) =>
        fetched(uscc, leftMs, ticket),
      )
      const { answer, fetchedAt, latencyMs } = got
      if (answer instanceof FederationError) throw answer
      keep(uscc, answer, got)
      observer.unknownCodes(province, answer)
      const served = got.live === ticket?.leafHash ? 'LIVE' : 'SHARED'
      return answered(province, answer, fetchedAt, latencyMs, originOf(got, served))
    } catch (failure) {
      const coded = codedFailure(failure)
      observer.failed(province, coded)
      const latencyMs = Math.round(performance.now() - began)
      const usable = cached !== null && cached.records.length > 0 && ageMs < options.staleMs
      return failed(province, coded, latencyMs, usable ? cached : null)
    }
  }

  function keep(uscc: Uscc, records: readonly RegistryRecord[], got: Fetched): void {
    if (options.freshMs + options.staleMs === 0) return
    const { fetchedAt, live, digest } = got
    const origin = live === undefined ? {} : { live, ...(digest === null ? {} : { digest }) }
    void cache.put(province, uscc, { records, fetchedAt, ...origin })
  }

  /** The call itself goes on when this request stops waiting: others may wait for it too. */
  function fetched(uscc: Uscc, leftMs: number, ticket: Ticket | undefined): Promise<Fetched> {
    if (leftMs >= options.deadlineMs) return coalescer.load(uscc, ticket)
    if (leftMs <= 0) return Promise.reject(outOfTime())
    return withinMs(leftMs, coalescer.load(uscc, ticket), outOfTime)
  }

  async function searchPage(
    filter: SearchFilter,
    after: SearchPosition | null,
    limit: number,
    leftMs: number,
    ticket: Ticket | undefined,
  ): Promise<FoundPage> {
    const promised = promisedCall([ticket])
    const page = await call.run((signal) => {
      promised?.bind(signal)
      return adapter.search(filter, after, limit, signal)
    }, options.deadlineMs - leftMs)
    return promised === null ? page : { ...page, digest: promised.digest() }
  }

  const outOfTime = (): FederationError =>
    provinceError('PROVINCE_TIMEOUT', province, undefined, { timeoutMs: options.deadlineMs })

  return {
    province,
    registry: adapter.registry,
    maxBatch: adapter.maxBatch,
    deadlineMs: options.deadlineMs,
    async ask(uscc, patience = WHOLE_DEADLINE, ticket) {
      const answer = await ask(uscc, patience, ticket)
      observer.answered(province, answer.state, answer.latencyMs)
      return answer
    },
    search: (filter, after, limit, patience = WHOLE_DEADLINE, ticket) =>
      patience
        .waitFor(province, options.deadlineMs, (leftMs) =>
          searchPage(filter, after, limit, leftMs, ticket),
        )
        .catch((failure: unknown) => {
          const coded = codedFailure(failure)
          observer.failed(province, coded)
          throw coded
        }),
    circuit: () => call.circuit(),
    lastAnswerAt: () => lastAnswerAt,
    close: () => adapter.close(),
  }
}

function answered(
  province: Province,
  records: readonly RegistryRecord[],
  fetchedAt: string,
  latencyMs: number,
  origin: AnswerOrigin | undefined,
): ProvinceAnswer {
  const state = records.length === 0 ? 'NO_RECORD' : 'ANSWERED'
  const answer = { province, state, fetchedAt, latencyMs, code: null, records } as const
  return origin === undefined ? answer : { ...answer, origin }
}

function originOf(
  { live, digest }: { readonly live?: string | undefined; readonly digest?: string | null },
  served: AnswerOrigin['served'],
): AnswerOrigin | undefined {
  return live === undefined ? undefined : { served, live, digest: digest ?? null }
}

function failed(
  province: Province,
  failure: FederationError,
  latencyMs: number,
  cached: CachedAnswer | null,
): ProvinceAnswer {
  const { code } = failure
  if (cached !== null) {
    const { records, fetchedAt } = cached
    const answer = { province, state: 'STALE', latencyMs, code, records, fetchedAt } as const
    const origin = originOf(cached, 'CACHE')
    return origin === undefined ? answer : { ...answer, origin }
  }
  const notAsked = code === 'PROVINCE_SUSPENDED'
  const state = notAsked ? 'NOT_ASKED' : code === 'PROVINCE_TIMEOUT' ? 'TIMED_OUT' : 'FAILED'
  const took = notAsked ? null : latencyMs
  return { province, state, latencyMs: took, code, records: [], fetchedAt: null }
}

/** An adapter that throws anything else has a fault of its own: said as such, its text in the log only. */
function codedFailure(failure: unknown): FederationError {
  return failure instanceof FederationError
    ? failure
    : new FederationError('INTERNAL', {}, { cause: failure })
}
