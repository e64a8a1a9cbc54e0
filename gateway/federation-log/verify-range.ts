/** Verifies a run of entries against a checkpoint: their bytes, not what they say. */
import { Steps } from '../../schemas/model/verdict.ts'
import type { StepVerdict } from '../../schemas/model/verdict.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Checkpoint } from './checkpoint.ts'
import { HEAD_STEPS, MEANS_OR_EVIDENCE, checkpointIn, headSteps } from './head-steps.ts'
import type { LogPolicy } from './policy.ts'
import type { QuorumVerdict } from './quorum.ts'
import type { ReadTile } from './read-tile.ts'
import { scanLog } from './scan-log.ts'
import { TILE_WIDTH } from './tile-path.ts'
import { openTileTree } from './tile-tree.ts'
import { indexIn } from './verify-log.ts'

export const RANGE_STEPS = [...HEAD_STEPS, 'ENTRIES'] as const
export type RangeStep = (typeof RANGE_STEPS)[number]

export interface RangeQuestion {
  readonly checkpoint: Uint8Array
  readonly readTile: ReadTile
  readonly policy: LogPolicy
  readonly from: number
  /** Not included. Null: to the end of the log. */
  readonly to: number | null
  readonly at: Date
  /** Each entry of the run. Believed only when the verdict is VALID. */
  readonly onEntry?: (entry: Buffer, index: number) => void
}

export interface RangeVerdict extends StepVerdict<RangeStep> {
  readonly checkpoint: Checkpoint | null
  readonly witnesses: QuorumVerdict | null
  readonly firstBadIndex: number | null
  /** Entries that were verified. */
  readonly count: number
}

export async function verifyRange(question: RangeQuestion): Promise<RangeVerdict> {
  const { policy, at } = question
  const steps = new Steps(RANGE_STEPS, new Set(MEANS_OR_EVIDENCE))
  const form = steps.run('FORM', () => checkpointIn(question.checkpoint))
  const head = form && headSteps(steps, form.note, policy, at)
  const count = await steps.runAsync('ENTRIES', () => entriesIn(form!.checkpoint, question))
  const verdict = steps.verdict()
  return {
    ...verdict,
    checkpoint: form?.checkpoint ?? null,
    witnesses: head?.witnesses ?? null,
    firstBadIndex: indexIn(verdict),
    count: count ?? 0,
  }
}

async function entriesIn(head: Checkpoint, question: RangeQuestion): Promise<number> {
  const { readTile, from, onEntry = () => {} } = question
  const to = question.to ?? head.size
  if (from > to || to > head.size) {
    throw new FederationError('LOG_INCLUSION_INVALID', {
      index: Math.min(from, head.size),
      size: head.size,
      reason: 'index',
    })
  }
  if (from === 0 && to === head.size) {
    await scanLog(head, readTile, onEntry)
    return to
  }
  const tree = await openTileTree(head, readTile)
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < to; bundle += 1) {
    const first = bundle * TILE_WIDTH
    for (const [i, entry] of (await tree.entries(bundle)).entries()) {
      if (first + i >= from && first + i < to) onEntry(entry, first + i)
    }
  }
  return to - from
}
