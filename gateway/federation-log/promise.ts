/**
 * Log promises (存证回执): the log's word that a leaf stands at an index, given before anything is
 * asked, so that a gatehouse can insist on it without waiting for a checkpoint. One signature a commit
 * batch; each leaf brings its way to the batch's root. Not a licence receipt.
 *
 * The batch is a note of its own (C2SP signed-note) of the promise key, five lines:
 *
 *     ydelta.example/log-promise/v1
 *     <origin of the log>
 *     <index of the first leaf> <number of leaves>
 *     <root over the batch's leaves, RFC 6962, base64>
 *     <instant after the commit, when it was signed>
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Instant } from '../../schemas/model/time.ts'
import { verifyInclusion } from './inclusion.ts'
import { parseLeaf } from './leaf.ts'
import type { Leaf } from './leaf-types.ts'
import { parseNote, signNote, verifyNote } from './note.ts'
import type { NoteSigner } from './note.ts'
import { strictBase64, strictDecimal } from './strict-text.ts'
import { HASH_BYTES, emptyRoot, hashChildren, hashLeaf } from './tree.ts'
import type { VerifierKey } from './verifier-key.ts'

const FIRST_LINE = 'ydelta.example/log-promise/v1'

/** What the log says of one commit. */
export interface BatchHead {
  readonly origin: string
  /** Index in the log of the batch's first leaf. */
  readonly firstIndex: number
  readonly count: number
  readonly root: Buffer
  /** By the log's clock, UTC with milliseconds. */
  readonly at: Instant
}

export interface LogPromise {
  /** Canonical JSON. */
  readonly leaf: Buffer
  /** In the log. */
  readonly index: number
  /** From the leaf to the root of its batch, 32 bytes each. */
  readonly path: readonly Buffer[]
  /** Signed note. */
  readonly batch: string
}

/** Signs a commit; its promises are made when they are asked for. `hashes`: of all its leaves. */
export function signBatch(
  { origin, firstIndex, at }: Pick<BatchHead, 'origin' | 'firstIndex' | 'at'>,
  hashes: readonly Buffer[],
  signer: NoteSigner,
): (leaf: Buffer, place: number) => LogPromise {
  const levels = levelsOver(hashes)
  const root = levels.at(-1)![0] ?? emptyRoot()
  const batch = signNote(printHead({ origin, firstIndex, count: hashes.length, root, at }), [
    signer,
  ])
  return (leaf, place) => {
    return { leaf, index: firstIndex + place, path: pathIn(levels, place), batch }
  }
}

/** Leaves first, the root alone last: what has no neighbour goes up as it is, which is RFC 6962's tree. */
function levelsOver(hashes: readonly Buffer[]): readonly (readonly Buffer[])[] {
  const levels = [hashes]
  for (let below = hashes; below.length > 1; below = levels.at(-1)!) {
    const above: Buffer[] = []
    for (let i = 0; i < below.length; i += 2) {
      const [left, right] = [below[i]!, below[i + 1]]
      above.push(right === undefined ? left : hashChildren(left, right))
    }
    levels.push(above)
  }
  return levels
}

function pathIn(levels: readonly (readonly Buffer[])[], place: number): Buffer[] {
  const path: Buffer[] = []
  let at = place
  for (const level of levels) {
    const sibling = level[at % 2 === 0 ? at + 1 : at - 1]
    if (sibling !== undefined && level.length > 1) path.push(sibling)
    at = Math.floor(at / 2)
  }
  return path
}

function printHead({ origin, firstIndex, count, root, at }: BatchHead): string {
  return `${FIRST_LINE}\n${origin}\n${firstIndex} ${count}\n${root.toString('base64')}\n${at}\n`
}

/** @throws {FederationError} `LOG_PROMISE_MALFORMED`, `LOG_NOTE_…`, `LOG_SIGNATURE_INVALID`. */
export function openBatch(batch: string, keys: readonly VerifierKey[]): BatchHead {
  const note = parseNote(Buffer.from(batch))
  verifyNote(note, keys)
  const [first, origin = '', counts = '', rootLine = '', at = '', end, ...more] =
    note.text.split('\n')
  if (first !== FIRST_LINE || end !== '' || more.length > 0) throw malformed('lines')
  const [firstIndex, count] = counts.split(' ', 2).map(strictDecimal)
  if (firstIndex == null || count == null || `${firstIndex} ${count}` !== counts) {
    throw malformed('counts')
  }
  const root = strictBase64(rootLine)
  if (root?.length !== HASH_BYTES) throw malformed('root')
  if (!isInstant(at)) throw malformed('instant')
  return { origin, firstIndex, count, root, at }
}

export interface OpenedPromise {
  readonly batch: BatchHead
  readonly leaf: Leaf
  readonly leafHash: Buffer
}

/**
 * `open`: how a batch is opened. {@link batchOpener} keeps those it has verified.
 *
 * @throws {FederationError} as {@link openBatch}; `LOG_INCLUSION_INVALID` the leaf is not in the batch;
 * `LOG_LEAF_…` it cannot be read.
 */
export function openPromise(
  { leaf, index, path, batch }: LogPromise,
  open: (batch: string) => BatchHead,
): OpenedPromise {
  const head = open(batch)
  const leafHash = hashLeaf(leaf)
  const { firstIndex, count: size, root } = head
  verifyInclusion({ leafHash, index: index - firstIndex, size, root, proof: path })
  return { batch: head, leaf: parseLeaf(leaf), leafHash }
}

const MOST_KEPT_BATCHES = 1_024

/** Verifies each batch once: promises of one commit share its signature. */
export function batchOpener(keys: readonly VerifierKey[]): (batch: string) => BatchHead {
  const kept = new Map<string, BatchHead>()
  return (batch) => {
    const known = kept.get(batch)
    if (known !== undefined) return known
    const head = openBatch(batch, keys)
    if (kept.size >= MOST_KEPT_BATCHES) kept.delete(kept.keys().next().value!)
    kept.set(batch, head)
    return head
  }
}

function isInstant(text: string): boolean {
  const at = new Date(text)
  return !Number.isNaN(at.getTime()) && at.toISOString() === text
}

function malformed(reason: string): FederationError {
  return new FederationError('LOG_PROMISE_MALFORMED', { reason })
}
