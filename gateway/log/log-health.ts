/** What is amiss with the log, in words that name the part and not the cause, which is in the log. */
import type { CheckpointMaker } from './checkpoint-maker.ts'
import type { LogParts } from './log-parts.ts'
import { newestCheckpoint, publishedCheckpoint } from './published-checkpoint.ts'

export async function logHealth(
  parts: Pick<LogParts, 'sequencer' | 'checkpoints' | 'timing'>,
  maker: Pick<CheckpointMaker, 'trouble' | 'objections' | 'isUnwritten'>,
  now: Date,
): Promise<readonly string[]> {
  const problems = [
    ...(maker.trouble === null ? [] : [`log ${maker.trouble.code}`]),
    // Leaves are still written, and no checkpoint is signed over them.
    ...(maker.isUnwritten ? ['log state file'] : []),
    ...[...maker.objections].map(([name, { code }]) => `log ${code} (${name})`),
  ]
  await parts.sequencer.probe()
  if (parts.sequencer.trouble !== null) return ['log store', ...problems]
  try {
    return (await isWitnessed(parts, now)) ? problems : ['log witnesses', ...problems]
  } catch {
    return ['log store', ...problems]
  }
}

/** Whether what was signed some time ago has its quorum. */
async function isWitnessed(
  { checkpoints, timing }: Pick<LogParts, 'checkpoints' | 'timing'>,
  now: Date,
): Promise<boolean> {
  const { tree, quorum } = checkpoints
  const newest = await newestCheckpoint(tree, quorum)
  if (newest === null || newest.isCosigned) return true
  const published = await publishedCheckpoint(tree, quorum)
  const since = published?.isCosigned === true ? published.at : newest.at
  return now.getTime() - since.getTime() <= timing.cosignedWithinMs
}
