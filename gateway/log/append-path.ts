/** The way of a fact into the log, as the pipeline uses it: pipeline/log-port.ts. */
import { FederationError } from '../../schemas/model/errors.ts'
import { instantOf } from '../../schemas/model/time.ts'
import type { NoteSigner } from '../federation-log/note.ts'
import { signBatch } from '../federation-log/promise.ts'
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
import { hiddenIntent, intentLeaf, operationLeaf, outcomeLeaf } from './intent-leaf.ts'
import type { LatePromises } from './late-promises.ts'
import { disclose } from './make-row.ts'
import type { Hidden, RowFacts, RowMaker, Unsealed } from './make-row.ts'
import { createOperationLeaves } from './operation-leaves.ts'
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
  const { sequencer, rows } = parts
  const promised = promisesOf(parts)
  const operations = createOperationLeaves(async (operation) => {
    return (await record(operationLeaf(operation, parts.now()))).leafHash
  })

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
      const asks = await operations.hashOf(facts.operation)
      const hidden = hiddenIntent(facts)
      const row = rows.make(intentLeaf(facts, asks), hidden)
      const leafHash = row.hash.toString('base64url')
      const committed = await durable(row)
      return { leafHash, promise: promised(committed), subjects: hidden.subjects }
    },
    conclude(facts: OutcomeFacts) {
      for (const { province, ticket } of facts.unseen) parts.late.add(province, ticket)
      const row = () => rows.make(outcomeLeaf(facts), NOTHING_HIDDEN, rowFactsOf(facts.of))
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
  const signed = new WeakMap<CommittedBatch, ReturnType<typeof signBatch>>()
  return ({ batch, place }: Committed): LogPromise => {
    const { firstIndex, rows } = batch
    let promised = signed.get(batch)
    if (promised === undefined) {
      const head = { origin, firstIndex, at: instantOf(now()) }
      promised = signBatch(
        head,
        rows.map(({ hash }) => hash),
        promiseKey,
      )
      signed.set(batch, promised)
    }
    return promised(rows[place]!.leaf, place)
  }
}

function rowFactsOf({ agency, purpose, provinces }: OutcomeFacts['of']): RowFacts {
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
