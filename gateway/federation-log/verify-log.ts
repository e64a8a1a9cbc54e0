/**
 * Verifies a whole log from its files, as an auditor does who trusts the policy file and nothing
 * else: the checkpoint, every hash, every leaf, and what the leaves say of each other.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { NOT_APPLICABLE, Steps } from '../../schemas/model/verdict.ts'
import type { StepVerdict } from '../../schemas/model/verdict.ts'
import type { Checkpoint } from './checkpoint.ts'
import { HEAD_STEPS, MEANS_OR_EVIDENCE, checkpointIn, headSteps } from './head-steps.ts'
import type { JudgedHead } from './head-steps.ts'
import { agreedSize, openKept, refuseForks } from './kept-checkpoints.ts'
import type { KeptCheckpoint, KeptNote } from './kept-checkpoints.ts'
import { LeafReview } from './leaf-review.ts'
import type { PairCounts } from './pairs.ts'
import type { LogPolicy } from './policy.ts'
import type { QuorumVerdict } from './quorum.ts'
import type { ReadTile } from './read-tile.ts'
import { scanLog } from './scan-log.ts'
import type { Head } from './tile-tree.ts'
import { TimeBrackets } from './time-brackets.ts'
import type { SeenHead } from './time-brackets.ts'

/** In this order; a question may leave out what comes after TREE. */
export const LOG_STEPS = [
  ...HEAD_STEPS,
  'KEPT',
  'TREE',
  'CONSISTENCY',
  'LEAVES',
  'ORDER',
  'REFERENCES',
  'PAIRS',
  'KEYS',
  'BRACKETS',
] as const
export type LogStep = (typeof LOG_STEPS)[number]
/** What is asked of the leaves, once they are known to be the log's. */
export type LogSection = 'ORDER' | 'REFERENCES' | 'PAIRS' | 'KEYS' | 'BRACKETS'

export interface Tolerance {
  /** How far leaves may go back behind each other, and behind a checkpoint without them. */
  readonly backMs: number
  /** How far a writer's clock may be ahead of the witnesses'. */
  readonly aheadMs: number
  /** After so long every intent has its outcome. */
  readonly outcomeWithinMs: number
}

export interface LogQuestion {
  readonly checkpoint: Uint8Array
  readonly readTile: ReadTile
  /** Beside the log; may be none. */
  readonly kept: readonly KeptNote[]
  /** Null: signatures and witnesses are not asked, and the verdict says nothing of who wrote the log. */
  readonly policy: LogPolicy | null
  readonly sections: readonly LogSection[]
  /** Without checkpoints to bracket with, BRACKETS is undetermined; else it does not apply. */
  readonly needsBrackets: boolean
  readonly tolerance: Tolerance
  /** Cosignatures of a later time do not count. */
  readonly at: Date
}

export interface LogVerdict extends StepVerdict<LogStep> {
  readonly checkpoint: Checkpoint | null
  readonly witnesses: QuorumVerdict | null
  /** First leaf that is wrong; null: none is, or the fault is in no leaf. */
  readonly firstBadIndex: number | null
  readonly leaves: Readonly<Record<string, number>>
  readonly pairs: PairCounts | null
  /** Faults of each section that was reached: the step names the first. */
  readonly faults: number
}

export async function verifyLog(question: LogQuestion): Promise<LogVerdict> {
  const { policy, kept: notes, readTile, at, tolerance } = question
  const steps = new Steps(stepsFor(question), new Set(MEANS_OR_EVIDENCE.concat(EVIDENCE)))
  const form = steps.run('FORM', () => checkpointIn(question.checkpoint))
  const judged = form && policy && headSteps(steps, form.note, policy, at)
  const kept = policy && steps.run('KEPT', () => keptOf(notes, policy, form!.checkpoint, at))
  const known = kept === NOT_APPLICABLE || kept === null ? [] : kept
  const review = reviewWith(known, judged, form?.checkpoint, tolerance)
  await steps.runAsync('TREE', () => scan(form!.checkpoint, readTile, known, review))
  if (policy) await steps.runAsync('CONSISTENCY', () => forks(known, form!.checkpoint, readTile))
  steps.run('LEAVES', () => review.refuseUnreadable())
  const pairs = leafSteps(steps, question, review, judged)
  const verdict = steps.verdict()
  return {
    ...verdict,
    checkpoint: form?.checkpoint ?? null,
    witnesses: judged?.witnesses ?? null,
    firstBadIndex: indexIn(verdict),
    leaves: review.counts(),
    pairs,
    faults: faultsIn(review, stepsFor(question)),
  }
}

const EVIDENCE = ['LOG_CHECKPOINTS_MISSING'] as const

/** Without a policy nobody is known whose keys or times could count. */
function stepsFor({ policy, sections }: LogQuestion): readonly LogStep[] {
  const ofPolicy: readonly LogStep[] = ['ORIGIN', 'SIGNATURE', 'WITNESSES', 'KEPT', 'CONSISTENCY']
  const needPolicy: readonly LogStep[] = [...ofPolicy, 'KEYS', 'BRACKETS']
  const asked: readonly LogStep[] = ['FORM', 'TREE', 'LEAVES', ...ofPolicy, ...sections]
  const isPossible = (step: LogStep) => policy !== null || !needPolicy.includes(step)
  return LOG_STEPS.filter((step) => asked.includes(step) && isPossible(step))
}

function keptOf(notes: readonly KeptNote[], policy: LogPolicy, { origin }: Checkpoint, at: Date) {
  return notes.length === 0 ? NOT_APPLICABLE : openKept(notes, policy, origin, at)
}

function reviewWith(
  kept: readonly KeptCheckpoint[],
  judged: JudgedHead | null,
  checkpoint: Checkpoint | undefined,
  { backMs: toleranceMs, ...ahead }: Tolerance,
): LeafReview {
  const newest = { size: checkpoint?.size ?? 0, seenBy: judged?.witnesses.seenBy ?? null }
  const heads = [...kept, newest].filter(
    (head): head is SeenHead & typeof head => head.seenBy !== null,
  )
  return new LeafReview({
    toleranceMs,
    brackets: new TimeBrackets(heads, { ...ahead, backMs: toleranceMs }),
  })
}

/** Entries that agree with all tiles and make another root: what was kept says where it parts. */
async function scan(
  head: Head,
  readTile: ReadTile,
  kept: readonly KeptCheckpoint[],
  review: LeafReview,
): Promise<void> {
  try {
    await scanLog(head, readTile, (entry, index, hash) => review.see(entry, index, hash))
  } catch (cause) {
    if (!(cause instanceof FederationError) || cause.code !== 'LOG_INCLUSION_INVALID') throw cause
    const index = await agreedSize(kept, head, readTile)
    throw new FederationError(cause.code, { ...cause.details, index }, { cause })
  }
}

async function forks(kept: readonly KeptCheckpoint[], head: Head, readTile: ReadTile) {
  return kept.length === 0 ? NOT_APPLICABLE : refuseForks(kept, head, readTile)
}

function leafSteps(
  steps: Steps<LogStep>,
  question: LogQuestion,
  review: LeafReview,
  judged: JudgedHead | null,
): PairCounts | null {
  const { policy, tolerance } = question
  const seenBy = judged?.witnesses.seenBy ?? review.order.latestAt() ?? new Date(0)
  const asked = stepsFor(question)
  const asks = (section: LogSection) => asked.includes(section)
  if (asks('ORDER')) steps.run('ORDER', () => review.order.findings.refuseFirst())
  if (asks('REFERENCES')) steps.run('REFERENCES', () => review.references.findings.refuseFirst())
  const dueBefore = new Date(+seenBy - tolerance.outcomeWithinMs)
  const counts = review.pairs.close(dueBefore)
  if (asks('PAIRS')) steps.run('PAIRS', () => review.pairs.findings.refuseFirst())
  if (asks('KEYS')) steps.run('KEYS', () => review.keys.refuseRetired(judged!, policy!, seenBy))
  if (asks('BRACKETS'))
    steps.run('BRACKETS', () => brackets(review.brackets, question.needsBrackets))
  return asks('PAIRS') ? counts : null
}

function brackets({ heads, findings }: TimeBrackets, isNeeded: boolean) {
  // One checkpoint bounds nothing from below.
  if (heads < 2 && isNeeded) throw new FederationError('LOG_CHECKPOINTS_MISSING')
  findings.refuseFirst()
  return heads < 2 ? NOT_APPLICABLE : null
}

function faultsIn(review: LeafReview, asked: readonly LogStep[]): number {
  const { order, references, pairs, brackets } = review
  const parts = { ORDER: order, REFERENCES: references, PAIRS: pairs, BRACKETS: brackets }
  return Object.entries(parts).reduce((sum, [step, { findings }]) => {
    return asked.includes(step as LogStep) ? sum + findings.count : sum
  }, 0)
}

export function indexIn({ steps }: StepVerdict<string>): number | null {
  const index = steps.find(({ outcome }) => outcome === 'FAILED')?.facts['index']
  return typeof index === 'number' ? index : null
}
