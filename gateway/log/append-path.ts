/** The way of a fact into the log, as the pipeline uses it: pipeline/log-port.ts. */
import { FederationError } from '../../schemas/model/errors.ts'
import { instantOf } from '../../schemas/model/time.ts'
import type { NoteSigner } from '../federation-log/note.ts'
import { promiseBatch } from '../federation-log/promise.ts'
import type { LogPromise } from '../federation-log/promise.ts'
import type {
  AdministrativeFacts,
  FederationLog,
  Intended,
  IntentFacts,
  OutcomeFacts,
} from '../pipeline/log-port.ts'
import type { LogRow } from '../store/log-append.ts'
import { bitsOf, ALL_PROVINCES } from './data-keys.ts'
import { hiddenIntent, intentLeaf, outcomeLeaf } from './intent-leaf.ts'
import type { LatePromises } from './late-promises.ts'
import { disclose } from './make-row.ts'
import type { Hidden, RowFacts, RowMaker, Unsealed } from './make-row.ts'
import type { RememberedIntents } from './open-intents.ts'
import { NOTHING_HIDDEN } from './refusals.ts'
import type { Refusals } from './refusals.ts'
import type { Committed, CommittedBatch, Sequencer } from './sequencer.ts'

export interface AppendPathParts {
  readonly origin: string
  readonly promiseKey: NoteSigner
  readonly now: () => Date
  /** How long a caller waits for a database that is away. */
  readonly graceMs: number
  readonly rows: RowMaker
  readonly sequencer: Sequencer
  readonly remembered: RememberedIntents
  readonly refusals: Refusals
  readonly late: LatePromises
  /** What nobody waited for and could not be written. */
  readonly onLost: (type: string, failure: unknown) => void
}

export interface Recorded {
  readonly index: number
  /** base64url. */
  readonly leafHash: string
}

export interface AppendPath extends FederationLog {
  /** Any other leaf: grants, erasures, key rotations. Durable when it resolves. @throws as `act`. */
  record(leaf: Unsealed, hidden?: Hidden): Promise<Recorded>
}

export function createAppendPath(parts: AppendPathParts): AppendPath {
  const { sequencer, rows, remembered } = parts
  const promises = promisesOf(parts)

  async function durable(row: LogRow): Promise<Committed> {
    const committed = await sequencer.append(row, parts.graceMs)
    // Only outcomes can have been written before.
    if (committed === 'CONCLUDED_BEFORE') throw new FederationError('LOG_UNAVAILABLE')
    return committed
  }

  async function record(leaf: Unsealed, hidden = NOTHING_HIDDEN): Promise<Recorded> {
    const row = rows.make(leaf, hidden)
    const { batch, place } = await durable(row)
    return { index: batch.firstIndex + place, leafHash: row.hash.toString('base64url') }
  }

  return {
    record,
    async intend(facts: IntentFacts): Promise<Intended> {
      const hidden = hiddenIntent(facts)
      const row = rows.make(intentLeaf(facts), hidden)
      const leafHash = row.hash.toString('base64url')
      const { batch, place } = await durable(row)
      remembered.remember(leafHash, rowFactsOf(facts))
      return { leafHash, promise: promises(batch)[place]!, subjects: hidden.subjects }
    },
    conclude(facts: OutcomeFacts) {
      for (const { province, ticket } of facts.unseen) parts.late.add(province, ticket)
      const row = () => rows.make(outcomeLeaf(facts), NOTHING_HIDDEN, remembered.take(facts.intent))
      writeLater(parts, 'OUTCOME', row)
    },
    refuse: (facts) => parts.refusals.add(facts),
    async act(facts) {
      await record(administrativeLeaf(facts), hiddenActor(facts))
    },
  }
}

/** Written when it can be; nobody waits. */
export function writeLater(
  { sequencer, onLost }: Pick<AppendPathParts, 'sequencer' | 'onLost'>,
  type: string,
  row: () => LogRow,
): void {
  void Promise.try(() => sequencer.append(row(), Infinity)).catch((failure: unknown) => {
    onLost(type, failure)
  })
}

/** Of a committed batch, signed once, when the first of its intents asks. */
function promisesOf({ origin, promiseKey, now }: AppendPathParts) {
  const made = new WeakMap<CommittedBatch, readonly LogPromise[]>()
  return (batch: CommittedBatch): readonly LogPromise[] => {
    const known = made.get(batch)
    if (known !== undefined) return known
    const head = { origin, firstIndex: batch.firstIndex, at: instantOf(now()) }
    const [leaves, hashes] = [
      batch.rows.map(({ leaf }) => leaf),
      batch.rows.map(({ hash }) => hash),
    ]
    const promises = promiseBatch(head, leaves, promiseKey, hashes)
    made.set(batch, promises)
    return promises
  }
}

function rowFactsOf({ agency, purpose, provinces }: IntentFacts): RowFacts {
  return { agency, purpose, provinces: bitsOf(provinces) }
}

function administrativeLeaf({ at, actor: _, ...facts }: AdministrativeFacts): Unsealed {
  return { type: 'ADMINISTRATIVE', id: crypto.randomUUID(), at: instantOf(at), ...facts }
}

function hiddenActor({ actor, province }: AdministrativeFacts): Hidden {
  if (actor === null) return NOTHING_HIDDEN
  return {
    disclosures: [disclose('actor', actor)],
    terms: [['OFFICER', actor]],
    for: province === null ? ALL_PROVINCES : bitsOf([province]),
  }
}
