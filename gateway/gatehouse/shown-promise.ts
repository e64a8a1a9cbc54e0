/** A promise that was shown to a gatehouse, judged by itself: whose word it is, for whom, since when. */
import type { Province } from '../../schemas/model/province.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { JsonValue } from '../federation-log/canonical-json.ts'
import type { IntentLeaf } from '../federation-log/leaf-types.ts'
import { promiseFromJson } from '../federation-log/promise-json.ts'
import type { PromiseJson } from '../federation-log/promise-json.ts'
import { openPromise } from '../federation-log/promise.ts'
import type { BatchHead, OpenedPromise } from '../federation-log/promise.ts'
import { digestOf, openDisclosure } from '../federation-log/salted-digest.ts'

/**
 * After the leaf and its commit, by the gatehouse's clock. The leaf counts as well: whoever holds the
 * promise key can sign a batch of old leaves anew, as often as he likes.
 */
export const PROMISE_LIFE_MS = 60_000
/** Clocks of log and gatehouse may differ by this. */
export const MOST_AHEAD_MS = 10_000

/** Of the disclosures of an intent, the one that says what is asked. */
export const SUBJECT = 'subject'

export interface ShownPromise {
  readonly leaf: IntentLeaf
  /** base64url. */
  readonly leafHash: string
  readonly index: number
  /** What the leaf says of itself, or its batch where that is earlier. */
  readonly at: Date
  /** The later of the two. */
  readonly latestAt: Date
  readonly promise: PromiseJson
  /** Digest of the disclosure: with the leaf hash it is what may be used once. */
  readonly digest: string
  /** What the disclosure says. */
  readonly subject: JsonValue
}

export interface PromiseRules {
  readonly province: Province
  readonly origin: string
  /** Opens a batch: `batchOpener`. */
  readonly open: (batch: string) => BatchHead
}

/** As it comes: nothing of it is believed. */
export interface CarriedPromise {
  readonly promise: unknown
  readonly disclosure: string
}

/**
 * All but its age. A call about a hundred codes may carry one leaf a hundred times: it is read once.
 *
 * @throws {FederationError} `LOG_PROMISE_MALFORMED`, `LOG_NOTE_…`, `LOG_SIGNATURE_INVALID`,
 * `LOG_ORIGIN_UNKNOWN`, `LOG_INCLUSION_INVALID`, `LOG_LEAF_…`, `LOG_DISCLOSURE_…`,
 * `GATEHOUSE_LEAF_NOT_INTENT`, `GATEHOUSE_PROVINCE_FOREIGN`, `GATEHOUSE_SUBJECT_FOREIGN`.
 */
export function readShown(
  carried: readonly CarriedPromise[],
  rules: PromiseRules,
): readonly ShownPromise[] {
  const opened = new Map<string, Opened>()
  return carried.map(({ promise, disclosure }) => {
    const text = JSON.stringify(promise) ?? ''
    const known = opened.get(text) ?? openIntent(promise, rules)
    opened.set(text, known)
    const { name, value } = openDisclosure(known.leaf, disclosure)
    if (name !== SUBJECT) throw new FederationError('GATEHOUSE_SUBJECT_FOREIGN')
    return { ...known, digest: digestOf(disclosure), subject: value }
  })
}

type Opened = Omit<ShownPromise, 'digest' | 'subject'>

function openIntent(value: unknown, { province, origin, open }: PromiseRules): Opened {
  const promise = promiseFromJson(value)
  const { leaf, leafHash, batch } = openPromise(promise, open)
  if (batch.origin !== origin) {
    throw new FederationError('LOG_ORIGIN_UNKNOWN', { origin: batch.origin.slice(0, 64) })
  }
  checkIntent(leaf, province)
  return {
    leaf,
    leafHash: leafHash.toString('base64url'),
    index: promise.index,
    ...timesOf(leaf.at, batch.at),
    promise: value as PromiseJson,
  }
}

function timesOf(...instants: readonly string[]) {
  const times = instants.map((each) => Date.parse(each))
  return { at: new Date(Math.min(...times)), latestAt: new Date(Math.max(...times)) }
}

function checkIntent(leaf: OpenedPromise['leaf'], province: Province): asserts leaf is IntentLeaf {
  if (leaf.type !== 'INTENT') {
    throw new FederationError('GATEHOUSE_LEAF_NOT_INTENT', { type: leaf.type })
  }
  if (leaf.provinces.includes(province)) return
  throw new FederationError('GATEHOUSE_PROVINCE_FOREIGN', { province })
}

/** @throws {FederationError} `GATEHOUSE_PROMISE_TOO_OLD`, `GATEHOUSE_PROMISE_AHEAD`. */
export function checkAge(shown: Pick<ShownPromise, 'at' | 'latestAt'>, now: Date): void {
  const age = now.getTime() - shown.at.getTime()
  if (age > PROMISE_LIFE_MS) throw tooOld()
  checkNotAhead(shown, now)
}

/** @throws {FederationError} `GATEHOUSE_PROMISE_AHEAD`. */
export function checkNotAhead({ latestAt }: Pick<ShownPromise, 'latestAt'>, now: Date): void {
  if (latestAt.getTime() - now.getTime() <= MOST_AHEAD_MS) return
  throw new FederationError('GATEHOUSE_PROMISE_AHEAD')
}

export function tooOld(): FederationError {
  return new FederationError('GATEHOUSE_PROMISE_TOO_OLD', { limitSeconds: PROMISE_LIFE_MS / 1_000 })
}
