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
import type { RecordCache } from '../cache/record-cache.ts'
import type { ProvinceAnswer, SourceState } from '../survivorship/answer.ts'
import { createCoalescer } from './coalescer.ts'
import { WHOLE_DEADLINE } from './patience.ts'
import type { Patience } from './patience.ts'
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
  ask(uscc: Uscc, patience?: Patience): Promise<ProvinceAnswer>
  /** @throws {FederationError} `PROVINCE_…`. */
  search(
    filter: SearchFilter,
    after: SearchPosition | null,
    limit: number,
    patience?: Patience,
  ): Promise<SearchPage>
  circuit(): CircuitWord
  lastAnswerAt(): string | null
  close(): Promise<void>
}

/** One code's share of a call. */
interface Fetched {
  readonly answer: readonly RegistryRecord[] | FederationError
  readonly fetchedAt: string
  readonly latencyMs: number
}

export function createSource(options: SourceOptions): Source {
  const { adapter, cache, observer, now } = options
  const { province } = adapter
  const call = createRegistryCall({ ...options, province })
  let lastAnswerAt: string | null = null

  async function fetchBatch(usccs: readonly Uscc[], waitedMs: number): Promise<Fetched[]> {
    const began = performance.now()
    const answers = await call.run((signal) => adapter.fetchEntities(usccs, signal), waitedMs)
    const latencyMs = Math.round(performance.now() - began)
    const fetchedAt = (lastAnswerAt = now().toISOString())
    return answers.map((answer) => ({ answer, fetchedAt, latencyMs }))
  }

  const coalescer = createCoalescer({
    maxBatch: adapter.maxBatch,
    maxCalls: options.maxCalls,
    call: fetchBatch,
  })

  async function ask(uscc: Uscc, patience: Patience): Promise<ProvinceAnswer> {
    const began = performance.now()
    const cached = options.freshMs + options.staleMs > 0 ? await cache.get(province, uscc) : null
    const ageMs = cached === null ? Infinity : now().getTime() - Date.parse(cached.fetchedAt)
    if (cached !== null && ageMs < options.freshMs) {
      return answered(province, cached.records, cached.fetchedAt, 0)
    }
    try {
      const { answer, fetchedAt, latencyMs } = await patience.waitFor(
        province,
        options.deadlineMs,
        (leftMs) => fetched(uscc, leftMs),
      )
      if (answer instanceof FederationError) throw answer
      if (options.freshMs + options.staleMs > 0) {
        void cache.put(province, uscc, { records: answer, fetchedAt })
      }
      observer.unknownCodes(province, answer)
      return answered(province, answer, fetchedAt, latencyMs)
    } catch (failure) {
      const coded = codedFailure(failure)
      observer.failed(province, coded)
      const latencyMs = Math.round(performance.now() - began)
      const usable = cached !== null && cached.records.length > 0 && ageMs < options.staleMs
      return failed(province, coded, latencyMs, usable ? cached : null)
    }
  }

  /** The call itself goes on when this request stops waiting: others may wait for it too. */
  function fetched(uscc: Uscc, leftMs: number): Promise<Fetched> {
    if (leftMs >= options.deadlineMs) return coalescer.load(uscc)
    if (leftMs <= 0) return Promise.reject(outOfTime())
    return withinMs(leftMs, coalescer.load(uscc), outOfTime)
  }

  const outOfTime = (): FederationError =>
    provinceError('PROVINCE_TIMEOUT', province, undefined, { timeoutMs: options.deadlineMs })

  return {
    province,
    registry: adapter.registry,
    maxBatch: adapter.maxBatch,
    deadlineMs: options.deadlineMs,
    async ask(uscc, patience = WHOLE_DEADLINE) {
      const answer = await ask(uscc, patience)
      observer.answered(province, answer.state, answer.latencyMs)
      return answer
    },
    search: (filter, after, limit, patience = WHOLE_DEADLINE) =>
      patience
        .waitFor(province, options.deadlineMs, (leftMs) =>
          call.run(
            (signal) => adapter.search(filter, after, limit, signal),
            options.deadlineMs - leftMs,
          ),
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
): ProvinceAnswer {
  const state = records.length === 0 ? 'NO_RECORD' : 'ANSWERED'
  return { province, state, fetchedAt, latencyMs, code: null, records }
}

function failed(
  province: Province,
  failure: FederationError,
  latencyMs: number,
  cached: { readonly records: readonly RegistryRecord[]; readonly fetchedAt: string } | null,
): ProvinceAnswer {
  const { code } = failure
  if (cached !== null) return { province, state: 'STALE', latencyMs, code, ...cached }
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
