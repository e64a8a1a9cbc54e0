/**
 * How long one request waits for each registry. A search and the entities it found, or an entity and
 * its head office, are questions one after the other: a registry gets one deadline for all of them,
 * or one that hangs would cost it again with every question.
 */
import type { Province } from '../../schemas/model/province.ts'

export interface Patience {
  /**
   * Asks with what is left of the deadline, in milliseconds; zero when the registry has used it up, or
   * when too little is left for an answer. What questions to other registries took does not count.
   */
  waitFor<T>(
    province: Province,
    deadlineMs: number,
    ask: (leftMs: number) => Promise<T>,
  ): Promise<T>
}

/** Questions this close to each other are asked together: the call's own deadline is enough. */
const TOGETHER_MS = 25

/** `now` in milliseconds, monotonic. */
export function createPatience(now: () => number): Patience {
  const meters = new Map<Province, Meter>()
  return {
    async waitFor(province, deadlineMs, ask) {
      let meter = meters.get(province)
      if (meter === undefined) meters.set(province, (meter = new Meter()))
      const waited = meter.begin(now())
      try {
        return await ask(leftOf(deadlineMs, waited))
      } finally {
        meter.end(now())
      }
    },
  }
}

function leftOf(deadlineMs: number, waited: number): number {
  if (waited < TOGETHER_MS) return deadlineMs
  // A call that is begun goes on, and others who want the same would wait for it.
  return deadlineMs - waited < TOGETHER_MS ? 0 : deadlineMs - waited
}

/** One question on its own. */
export const WHOLE_DEADLINE: Patience = {
  waitFor: (_, deadlineMs, ask) => ask(deadlineMs),
}

/** The time during which at least one question was open. */
class Meter {
  #closedMs = 0
  #open = 0
  #since = 0

  /** Time so far. */
  begin(now: number): number {
    if (this.#open === 0) this.#since = now
    this.#open += 1
    return this.#closedMs + (now - this.#since)
  }

  end(now: number): void {
    this.#open -= 1
    if (this.#open === 0) this.#closedMs += now - this.#since
  }
}
