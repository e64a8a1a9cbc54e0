/** Which promises were used a short time ago, and by which exchange: what single use is decided from. */
import { FederationError } from '../../schemas/model/errors.ts'
import { MOST_AHEAD_MS, PROMISE_LIFE_MS, tooOld } from './shown-promise.ts'

/** Longer than any promise can be fresh after its use. */
export const REMEMBERED_MS = 2 * (PROMISE_LIFE_MS + MOST_AHEAD_MS)

export interface LiveExchange {
  readonly id: string
  readonly openedAt: number
  /** Ids that its answers have named. */
  readonly heard: Set<string>
  /** Uses that belong to it. */
  readonly uses: Set<string>
}

export class RecentUses {
  /** By use; null: told late, belongs to no exchange. In order of time. */
  readonly #uses = new Map<string, { readonly exchange: string | null; readonly at: number }>()
  readonly #exchanges = new Map<string, LiveExchange>()
  /** Leaf hashes whose promise is in the record. */
  readonly #leaves = new Map<string, number>()
  /** Uses of before this are not known here. It never goes back, whatever the clock does. */
  #knownSince: number

  /** `knownSince`: milliseconds; what was used from then on is to be added. */
  constructor(knownSince: number) {
    this.#knownSince = knownSince
  }

  /**
   * A clock that went ahead and came back makes promises young again whose use is forgotten. Until it
   * has caught up nothing is answered; a new start reads what was used, and need not wait.
   *
   * @throws {FederationError} `GATEHOUSE_PROMISE_TOO_OLD`.
   */
  refuseForgotten({ at }: { readonly at: Date }): void {
    if (at.getTime() - MOST_AHEAD_MS < this.#knownSince) throw tooOld()
  }

  /** @throws {FederationError} `GATEHOUSE_PROMISE_TOO_OLD` the exchange began too long ago. */
  exchangeOf(id: string, now: Date): LiveExchange | null {
    const found = this.#exchanges.get(id)
    if (found === undefined) return null
    if (now.getTime() - found.openedAt > PROMISE_LIFE_MS) throw tooOld()
    return found
  }

  /** By whom: undefined when it is not used. */
  usedBy(use: string): { readonly exchange: string | null } | undefined {
    return this.#uses.get(use)
  }

  /** @throws {FederationError} `GATEHOUSE_PROMISE_USED` by another exchange, or told late. */
  refuseUsed(uses: readonly string[], exchange: string): void {
    const isUsed = (use: string): boolean => {
      const by = this.#uses.get(use)
      return by !== undefined && by.exchange !== exchange
    }
    if (uses.some(isUsed)) throw new FederationError('GATEHOUSE_PROMISE_USED')
  }

  add(uses: readonly string[], exchange: string | null, at: number): void {
    for (const use of uses) this.#uses.set(use, { exchange, at })
    if (exchange === null) return
    const live = this.#exchanges.get(exchange) ?? {
      id: exchange,
      openedAt: at,
      heard: new Set(),
      uses: new Set(),
    }
    for (const use of uses) live.uses.add(use)
    this.#exchanges.set(exchange, live)
  }

  /** They could not be recorded, so nothing was asked with them. */
  takeBack(uses: readonly string[], exchange: string): void {
    for (const use of uses) this.#uses.delete(use)
    const live = this.#exchanges.get(exchange)
    for (const use of uses) live?.uses.delete(use)
    if (live?.uses.size === 0) this.#exchanges.delete(exchange)
  }

  hasLeaf(leafHash: string): boolean {
    return this.#leaves.has(leafHash)
  }

  addLeaf(leafHash: string, at: number): void {
    this.#leaves.set(leafHash, at)
  }

  forget(now: Date): void {
    const until = now.getTime() - REMEMBERED_MS
    this.#knownSince = Math.max(this.#knownSince, until)
    forgetOld(this.#uses, ({ at }) => at < until)
    forgetOld(this.#exchanges, ({ openedAt }) => openedAt < until)
    forgetOld(this.#leaves, (at) => at < until)
  }
}

/** What was added first stands first. */
function forgetOld<V>(map: Map<string, V>, isOld: (value: V) => boolean): void {
  for (const [key, value] of map) {
    if (!isOld(value)) return
    map.delete(key)
  }
}

export function useOf({
  leafHash,
  digest,
}: {
  readonly leafHash: string
  readonly digest: string
}): string {
  return `${leafHash}.${digest}`
}
