/** A federation log that keeps what it is told, in memory and at once; nothing of it is signed. */
import type {
  FederationLog,
  IntentFacts,
  OutcomeFacts,
  RefusalFacts,
} from '../../gateway/pipeline/log-port.ts'
import { FederationError } from '../../schemas/model/errors.ts'

export interface KeptIntent extends IntentFacts {
  readonly leafHash: string
}

export interface RememberedLog extends FederationLog {
  readonly intents: readonly KeptIntent[]
  readonly outcomes: readonly OutcomeFacts[]
  readonly refusals: readonly RefusalFacts[]
  /** From now on nothing more can be written, `after` so many further intents. */
  stop(after?: number): void
}

/** `tell` hears `intend` before an intent is durable. */
export function createRememberedLog(
  tell: (event: string) => void = () => undefined,
): RememberedLog {
  const intents: KeptIntent[] = []
  const outcomes: OutcomeFacts[] = []
  const refusals: RefusalFacts[] = []
  let left = Infinity
  return {
    ...{ intents, outcomes, refusals },
    stop: (after = 0) => void (left = after),
    async intend(facts) {
      tell('intend')
      if (left <= 0) throw new FederationError('LOG_UNAVAILABLE')
      left -= 1
      // As one that waits for its disk.
      await new Promise((resolve) => setImmediate(resolve))
      const index = intents.length
      const leafHash = `leaf-${index}`
      intents.push({ ...facts, leafHash })
      tell('durable')
      const leaf = Buffer.from(leafHash)
      const promise = { leaf, index, path: [], batch: '' }
      return { leafHash, promise, subjects: facts.subjects.map((_, i) => `${leafHash}/${i}`) }
    },
    conclude: (facts) => void outcomes.push(facts),
    refuse: (facts) => void refusals.push(facts),
    act: () => Promise.resolve(),
  }
}
