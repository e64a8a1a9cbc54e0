/** A registry's adapter without a registry: it answers as the test says. */
import type { EntityAnswer, RegistryAdapter, SearchPage } from '../../adapters/shared/contract.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'

export interface FakeAdapter extends RegistryAdapter {
  /** The codes of every call so far. */
  readonly asked: readonly (readonly Uscc[])[]
  /** From now on every code is answered so. */
  say(answer: (uscc: Uscc) => EntityAnswer): void
  /** From now on every call fails so. */
  fail(failure: unknown): void
  /** From now on no call ends before its signal says so. */
  hang(): void
  page: SearchPage
}

export const NO_HITS: SearchPage = { hits: [], positions: [], total: null, more: false }

export function createFakeAdapter(province: Province, maxBatch = 100): FakeAdapter {
  const asked: (readonly Uscc[])[] = []
  let work = (usccs: readonly Uscc[], _signal: AbortSignal): Promise<readonly EntityAnswer[]> =>
    Promise.resolve(usccs.map(() => []))
  return {
    province,
    registry: '虚构登记系统',
    maxBatch,
    asked,
    page: NO_HITS,
    say: (answer) => void (work = (usccs) => Promise.resolve(usccs.map(answer))),
    fail: (failure) => void (work = () => Promise.reject(failure as Error)),
    hang: () =>
      void (work = (_, signal) =>
        new Promise((__, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
        })),
    fetchEntities(usccs, signal) {
      asked.push(usccs)
      return work(usccs, signal)
    },
    async search(_, __, ___, signal) {
      await work([], signal)
      return this.page
    },
    close: () => Promise.resolve(),
  }
}
