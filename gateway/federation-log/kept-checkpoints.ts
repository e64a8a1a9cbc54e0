/**
 * Checkpoints that were kept beside a log as it grew. Each is a promise of its day: that the log had
 * this root at this size. One that the log of today does not continue proves that it was rewritten.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { readBundle } from './entry-bundle.ts'
import { Frontier } from './frontier.ts'
import type { LogPolicy } from './policy.ts'
import { judgeQuorum } from './quorum.ts'
import { bytesOf } from './read-tile.ts'
import type { ReadTile } from './read-tile.ts'
import { TILE_WIDTH, tileIn } from './tile-path.ts'
import { openTileTree } from './tile-tree.ts'
import type { Head, TileTree } from './tile-tree.ts'
import { hashLeaf } from './tree.ts'

/** As it is found: `checkpoints/<size>`, a signed note with its cosignatures. */
export interface KeptNote {
  readonly size: number
  readonly bytes: Uint8Array
}

export interface KeptCheckpoint extends Pick<Checkpoint, 'size' | 'root'> {
  /** When a quorum had seen it; null: none has, or the policy asks for none. */
  readonly seenBy: Date | null
  /** Whether as many have seen it as the policy asks. */
  readonly reached: boolean
}

const FOLDER = 'checkpoints/'

/** At least nine digits, so that names sort as sizes do in any log that will be. */
export function keptPath(size: number): string {
  return `${FOLDER}${String(size).padStart(9, '0')}`
}

/**
 * By size. `origin`: of the log that is verified.
 *
 * @throws {FederationError} as `openCheckpoint`; `LOG_CHECKPOINT_MALFORMED` its size is not that of its
 * name; `LOG_COSIGNATURE_INVALID`.
 */
export function openKept(
  notes: readonly KeptNote[],
  policy: LogPolicy,
  origin: string,
  at: Date,
): readonly KeptCheckpoint[] {
  const keys = policy.logs.filter(({ name }) => name === origin)
  const opened = notes.map(({ size: named, bytes }) => {
    const { checkpoint, note } = openCheckpoint(bytes, keys)
    const { size, root } = checkpoint
    if (size !== named) throw wrongly({ path: keptPath(named), reason: 'size in its name' })
    const { cosignatures, seenBy, reached } = judgeQuorum(note, {
      quorum: policy.quorum,
      notAfter: at,
    })
    const wrong = cosignatures.find(({ outcome }) => outcome === 'INVALID')
    if (wrong) throw new FederationError('LOG_COSIGNATURE_INVALID', { name: wrong.name, size })
    return { size, root, seenBy, reached }
  })
  return opened.toSorted((a, b) => a.size - b.size)
}

/**
 * Whether the log as it is has each of them as its beginning. A larger one that waits for its
 * witnesses is not published yet, and says nothing.
 *
 * @throws {FederationError} `LOG_CONSISTENCY_INVALID`; `index`: up to there the log and what was kept agree.
 */
export async function refuseForks(
  kept: readonly KeptCheckpoint[],
  head: Head,
  readTile: ReadTile,
): Promise<void> {
  const tree = await openTileTree(head, readTile)
  let index = 0
  for (const { size, root, reached } of kept) {
    if (size > head.size && !reached) continue
    const agrees = size <= head.size && (await isRootAt(tree, size, root))
    if (!agrees) throw forked(size, head.size, index)
    index = size
  }
}

async function isRootAt(tree: TileTree, size: number, root: Buffer): Promise<boolean> {
  return (await tree.rootAt(size)).equals(root)
}

function forked(oldSize: number, size: number, index: number): FederationError {
  return new FederationError('LOG_CONSISTENCY_INVALID', { oldSize, size, index, reason: 'kept' })
}

/**
 * Up to which size the entries are those that a kept checkpoint has signed: where entries and tiles
 * agree among themselves and not with the newest checkpoint, what is wrong lies behind it.
 */
export async function agreedSize(
  kept: readonly KeptCheckpoint[],
  head: Head,
  readTile: ReadTile,
): Promise<number> {
  const frontier = new Frontier()
  let agreed = 0
  for (const { size, root } of kept) {
    if (size > head.size) return agreed
    await grow(frontier, size, head.size, readTile)
    if (!frontier.root().equals(root)) return agreed
    agreed = size
  }
  return agreed
}

async function grow(frontier: Frontier, to: number, size: number, readTile: ReadTile) {
  while (frontier.size < to) {
    const from = frontier.size
    const tile = tileIn(size, 'entries', Math.floor(from / TILE_WIDTH))!
    const { bytes, width } = await bytesOf(tile, readTile)
    const { entries } = readBundle(bytes, tile.width, width > tile.width)
    const first = tile.index * TILE_WIDTH
    for (const entry of entries.slice(from - first, to - first)) frontier.append(hashLeaf(entry))
    if (frontier.size === from) return
  }
}

function wrongly(details: { path: string; reason: string }): FederationError {
  return new FederationError('LOG_CHECKPOINT_MALFORMED', details)
}
