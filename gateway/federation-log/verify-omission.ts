/** Verifies a province's promise lists against a log: what was promised must stand where it was promised. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import { Steps } from '../../schemas/model/verdict.ts'
import type { StepVerdict } from '../../schemas/model/verdict.ts'
import type { Checkpoint } from './checkpoint.ts'
import { HEAD_STEPS, MEANS_OR_EVIDENCE, checkpointIn, headSteps } from './head-steps.ts'
import { holdPromise, judgePromise, parseListedPromise } from './omission.ts'
import type { HeldPromise, ListedPromise } from './omission.ts'
import type { LogPolicy } from './policy.ts'
import { batchOpener } from './promise.ts'
import type { QuorumVerdict } from './quorum.ts'
import type { ReadTile } from './read-tile.ts'
import { openTileTree } from './tile-tree.ts'
import type { VerifierKey } from './verifier-key.ts'
import { indexIn } from './verify-log.ts'

/**
 * OMISSION comes before PROMISES: a line that proves nothing must not hide one that does. LIST is the
 * form of the lines, which stops everything: a torn list is no list.
 */
export const OMISSION_STEPS = [...HEAD_STEPS, 'LIST', 'OMISSION', 'PROMISES'] as const
export type OmissionStep = (typeof OMISSION_STEPS)[number]

export interface OmissionQuestion {
  readonly checkpoint: Uint8Array
  readonly readTile: ReadTile
  /** Lines of each list. Empty lines are passed over; they are counted through all lists. */
  readonly lists: readonly (readonly string[])[]
  readonly promiseKeys: readonly VerifierKey[]
  readonly policy: LogPolicy
  /** After so long a promised leaf is in a checkpoint. */
  readonly mergeDelayMs: number
  readonly at: Date
}

export interface OmissionVerdict extends StepVerdict<OmissionStep> {
  readonly checkpoint: Checkpoint | null
  readonly witnesses: QuorumVerdict | null
  /** Of the first leaf that was promised and is not there. */
  readonly firstBadIndex: number | null
  /** Promises that bind the log. */
  readonly held: number
  readonly omitted: number
  readonly pending: number
}

const UNDETERMINED: readonly ErrorCode[] = [
  ...MEANS_OR_EVIDENCE,
  'LOG_PROMISES_MISSING',
  'LOG_PROMISE_PENDING',
]

export async function verifyOmission(question: OmissionQuestion): Promise<OmissionVerdict> {
  const { policy, at } = question
  const steps = new Steps(OMISSION_STEPS, new Set(UNDETERMINED))
  const form = steps.run('FORM', () => checkpointIn(question.checkpoint))
  const head = form && headSteps(steps, form.note, policy, at)
  const listed = steps.run('LIST', () => listedIn(question.lists)) ?? []
  const { held, refused } = holdAll(listed, form?.checkpoint.origin ?? '', question.promiseKeys)
  const counts = { omitted: 0, pending: 0 }
  await steps.runAsync('OMISSION', async () => {
    const seenAt = head!.witnesses.seenBy ?? at
    const dueBefore = new Date(+seenAt - question.mergeDelayMs)
    const found = await judgeAll(held, form!.checkpoint, question.readTile, dueBefore)
    for (const { code } of found) counts[code === 'LOG_LEAF_OMITTED' ? 'omitted' : 'pending'] += 1
    const first = found.find(({ code }) => code === 'LOG_LEAF_OMITTED') ?? found[0]
    if (first !== undefined) throw first
  })
  steps.run('PROMISES', () => {
    if (refused[0] !== undefined) throw refused[0]
  })
  const verdict = steps.verdict()
  return {
    ...verdict,
    checkpoint: form?.checkpoint ?? null,
    witnesses: head?.witnesses ?? null,
    firstBadIndex: indexIn(verdict),
    held: held.length,
    ...counts,
  }
}

/** Missing evidence is no good news: of several provinces one may have lost its list. */
function listedIn(lists: readonly (readonly string[])[]): readonly ListedPromise[] {
  const isEmpty = (list: readonly string[]) => list.every((line) => line.trim() === '')
  const empty = lists.findIndex(isEmpty)
  if (empty >= 0 || lists.length === 0) {
    throw new FederationError('LOG_PROMISES_MISSING', { list: empty + 1 })
  }
  return lists.flat().flatMap((text, i) => {
    return text.trim() === '' ? [] : [parseListedPromise(text, i + 1)]
  })
}

/** By index. */
function holdAll(
  listed: readonly ListedPromise[],
  origin: string,
  keys: readonly VerifierKey[],
): { readonly held: readonly HeldPromise[]; readonly refused: readonly FederationError[] } {
  const open = batchOpener(keys)
  const held: HeldPromise[] = []
  const refused: FederationError[] = []
  for (const each of listed) {
    try {
      held.push(holdPromise(each, origin, open))
    } catch (cause) {
      if (!(cause instanceof FederationError)) throw cause
      const { line, index } = each
      refused.push(new FederationError(cause.code, { ...cause.details, line, index }, { cause }))
    }
  }
  return { held: held.toSorted((a, b) => a.index - b.index), refused }
}

async function judgeAll(
  held: readonly HeldPromise[],
  head: Checkpoint,
  readTile: ReadTile,
  dueBefore: Date,
): Promise<readonly FederationError[]> {
  const tree = await openTileTree(head, readTile)
  const found: FederationError[] = []
  for (const each of held) {
    const { index } = each
    const standing = index < head.size ? await tree.hashOf({ start: index, end: index + 1 }) : null
    try {
      judgePromise(each, standing, dueBefore)
    } catch (failure) {
      if (!(failure instanceof FederationError)) throw failure
      found.push(failure)
    }
  }
  return found
}
