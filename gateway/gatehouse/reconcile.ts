/**
 * Reconciliation (核对): does the log hold what it promised? Believed is only what a quorum of
 * witnesses has cosigned, and only if it continues what was seen before.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { openCheckpoint } from '../federation-log/checkpoint.ts'
import type { Checkpoint } from '../federation-log/checkpoint.ts'
import { judgeQuorum, quorumOf } from '../federation-log/quorum.ts'
import type { ReadTile } from '../federation-log/read-tile.ts'
import { openTileTree } from '../federation-log/tile-tree.ts'
import type { TileTree } from '../federation-log/tile-tree.ts'
import type { LogKeys } from './log-keys.ts'
import type { Checked, KeptPlace } from './kept-places.ts'

export interface Reconciled extends Checked {
  readonly looked: readonly KeptPlace[]
  /** Promised, and not there. */
  readonly missing: readonly KeptPlace[]
}

/**
 * @throws {FederationError} as `openCheckpoint`; `LOG_ORIGIN_UNKNOWN`,
 * `GATEHOUSE_CHECKPOINT_NOT_WITNESSED`.
 */
export function believedCheckpoint(bytes: Uint8Array, keys: LogKeys): Checkpoint {
  const { checkpoint, note } = openCheckpoint(bytes, keys.log)
  if (checkpoint.origin !== keys.origin) {
    throw new FederationError('LOG_ORIGIN_UNKNOWN', { origin: checkpoint.origin.slice(0, 64) })
  }
  const { reached, missing } = judgeQuorum(note, {
    quorum: quorumOf(keys.least, keys.witnesses),
  })
  if (reached) return checkpoint
  const names = missing.join('、') || '—'
  throw new FederationError('GATEHOUSE_CHECKPOINT_NOT_WITNESSED', { missing: names })
}

/**
 * `kept`: promises with an index below the checkpoint's size. `since`: what was believed before.
 *
 * @throws {FederationError} `GATEHOUSE_LOG_FORKED`; `LOG_TILE_MISSING`, `LOG_TILE_INVALID`.
 */
export async function reconcile(
  { size, root }: Pick<Checkpoint, 'size' | 'root'>,
  kept: readonly KeptPlace[],
  since: Checked | null,
  readTile: ReadTile,
): Promise<Reconciled> {
  const tree = await openTileTree({ size, root }, readTile)
  await refuseFork(tree, since)
  const missing: KeptPlace[] = []
  for (const one of kept) {
    const hash = await tree.hashOf({ start: one.index, end: one.index + 1 })
    if (hash.toString('base64url') !== one.leafHash) missing.push(one)
  }
  return { size, root, looked: kept, missing }
}

/** A smaller tree, or another one of the same leaves, is another log. */
async function refuseFork(tree: TileTree, since: Checked | null): Promise<void> {
  if (since === null) return
  const isContinued = since.size <= tree.size && (await tree.rootAt(since.size)).equals(since.root)
  if (!isContinued) throw new FederationError('GATEHOUSE_LOG_FORKED', { size: since.size })
}
