/**
 * Whether the log has what was promised. A province keeps the promise (存证回执) of every question it
 * answered; a leaf that is promised and not there was left out or taken out (遗漏).
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { isProvince } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { promiseFromJson } from './promise-json.ts'
import { openPromise } from './promise.ts'
import type { BatchHead, LogPromise } from './promise.ts'

/** A line of a province's list. */
export interface ListedPromise {
  /** Counted from 1. */
  readonly line: number
  readonly province: Province
  /** base64url. */
  readonly leafHash: string
  readonly index: number
  readonly promise: LogPromise
}

export interface HeldPromise {
  readonly line: number
  readonly index: number
  readonly leafHash: Buffer
  /** Of the request. */
  readonly id: string
  /** By the log's clock, as it signed. */
  readonly promisedAt: Date
}

/** Form alone. Other fields may stand beside. @throws {FederationError} `LOG_PROMISE_LIST_MALFORMED`. */
export function parseListedPromise(text: string, line: number): ListedPromise {
  const { v, leafHash, index, province, promise } = objectIn(text, line)
  if (v !== 1) throw malformed(line, 'version')
  if (typeof leafHash !== 'string') throw malformed(line, 'leafHash')
  if (typeof province !== 'string' || !isProvince(province)) throw malformed(line, 'province')
  try {
    const read = promiseFromJson(promise)
    if (read.index === index) return { line, province, leafHash, index, promise: read }
  } catch (cause) {
    throw malformed(line, 'promise', cause)
  }
  throw malformed(line, 'index')
}

/**
 * A promise that binds the log: signed by it, of this log, of this leaf, shown to this province.
 *
 * @throws {FederationError} as `openPromise`; `LOG_PROMISE_FOREIGN` with `reason` origin, leafHash or province.
 */
export function holdPromise(
  { line, province, leafHash, index, promise }: ListedPromise,
  origin: string,
  open: (batch: string) => BatchHead,
): HeldPromise {
  const opened = openPromise(promise, open)
  const { batch, leaf } = opened
  const refused = (reason: string) => new FederationError('LOG_PROMISE_FOREIGN', { line, reason })
  if (batch.origin !== origin) throw refused('origin')
  if (opened.leafHash.toString('base64url') !== leafHash) throw refused('leafHash')
  if (leaf.type !== 'INTENT' || !leaf.provinces.includes(province)) throw refused('province')
  const { leafHash: hash } = opened
  return { line, index, leafHash: hash, id: leaf.id, promisedAt: new Date(batch.at) }
}

/**
 * `standing`: the leaf hash at that index; null beyond the checkpoint. `dueBefore`: what was promised
 * before this instant must stand in it.
 *
 * @throws {FederationError} `LOG_LEAF_OMITTED`; `LOG_PROMISE_PENDING` it may still come.
 */
export function judgePromise(held: HeldPromise, standing: Buffer | null, dueBefore: Date): void {
  const { index, id, line } = held
  if (standing?.equals(held.leafHash) === true) return
  const isPending = standing === null && held.promisedAt >= dueBefore
  throw new FederationError(isPending ? 'LOG_PROMISE_PENDING' : 'LOG_LEAF_OMITTED', {
    index,
    id,
    line,
    promisedAt: held.promisedAt.toISOString(),
  })
}

function objectIn(text: string, line: number): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch (cause) {
    throw malformed(line, 'json', cause)
  }
  throw malformed(line, 'json')
}

function malformed(line: number, reason: string, cause?: unknown): FederationError {
  return new FederationError('LOG_PROMISE_LIST_MALFORMED', { line, reason }, { cause })
}
