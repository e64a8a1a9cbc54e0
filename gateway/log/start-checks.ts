/**
 * Whether the log may go on where its store says it stands. Asked before anything is appended or
 * signed: what is wrong here is found by others sooner or later, as a fork.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { printCheckpoint } from '../federation-log/checkpoint.ts'
import { Frontier } from '../federation-log/frontier.ts'
import { parseLeaf } from '../federation-log/leaf.ts'
import { signNote } from '../federation-log/note.ts'
import { openTileTree } from '../federation-log/tile-tree.ts'
import type { TileTree } from '../federation-log/tile-tree.ts'
import { emptyRoot, hashLeaf } from '../federation-log/tree.ts'
import type { LogHead } from '../store/log-append.ts'
import { askWitness } from './ask-witness.ts'
import type { WitnessAddress } from './ask-witness.ts'
import { behind, refuseOther } from './checkpoint-maker.ts'
import type { CheckpointParts } from './checkpoint-maker.ts'
import { makeTiles } from './make-tiles.ts'
import { newestCheckpoint } from './published-checkpoint.ts'
import { readSignedHead } from './signed-head-file.ts'

/** Compared with the tree; older ones the newest has already been compared with when it was signed. */
const CHECKPOINTS_COMPARED = 64
const LEAVES_HASHED = 4_096
const WITNESS_TIMEOUT_MS = 2_000
/** Other processes may append meanwhile, and are at liberty to. */
const MOST_ROUNDS = 10

/**
 * @throws {FederationError} `LOG_STATE_INVALID` the store contradicts itself; `LOG_FORKED` two signed
 * heads of two trees; `LOG_BEHIND` more was signed or cosigned than is there.
 */
export async function checkStart(parts: CheckpointParts): Promise<void> {
  const forked = await parts.tree.forkedSize()
  if (forked !== null) throw new FederationError('LOG_FORKED', { size: forked })
  const head = await parts.store.head()
  checkFrontier(head)
  await checkSizes(parts, head)
  await checkEntries(parts, head)
  const tree = await treeOf(parts)
  if (tree !== null) await checkSigned(parts, tree)
  await Promise.all(parts.witnesses.map((witness) => checkWitness(parts, witness)))
}

function checkFrontier(head: LogHead): void {
  if (!new Frontier(head).root().equals(head.root)) throw wrong('head', head.size)
}

async function checkSizes(parts: CheckpointParts, { size }: LogHead): Promise<void> {
  const { tree, stateFile, origin } = parts
  const signed = await readSignedHead(stateFile, origin)
  if (signed !== null && signed.size > size) throw behind(size, signed.size, '状态文件')
  const [newest] = await tree.checkpoints(1)
  if (newest !== undefined && newest.size > size) {
    throw behind(size, newest.size, '已签发的检查点')
  }
  const [cosigned = 0] = await tree.cosignedSizes(1)
  if (cosigned > size) throw behind(size, cosigned, '见证签名')
}

/** The newest ones, whole: those that a disk or a hand could have changed since the last checkpoint. */
async function checkEntries({ store }: CheckpointParts, { size }: LogHead): Promise<void> {
  const last = await store.lastIndex()
  // Another process may have appended since the head was read; it was not it that took any away.
  if ((last ?? -1) < size - 1) throw wrong('entries are missing', size)
  const { size: now } = await store.head()
  if ((last ?? -1) >= now) throw wrong('entries beyond the head', size)
  const start = Math.max(size - LEAVES_HASHED, 0)
  const leaves = await store.leaves(start, size)
  if (leaves.length < size - start) throw wrong('entries are missing', size)
  const isWrong = leaves.some(({ leaf, hash }) => !hashLeaf(leaf).equals(hash))
  if (isWrong) throw wrong('an entry has another hash', size)
  for (const { index, leaf } of leaves) checkReadable(leaf, index)
}

/** Of a version before the first release, or of a later one: nobody could look into it. */
function checkReadable(leaf: Buffer, index: number): void {
  try {
    parseLeaf(leaf)
  } catch (cause) {
    const facts = { reason: 'an entry of another version', size: index }
    throw new FederationError('LOG_STATE_INVALID', facts, { cause })
  }
}

async function treeOf({ store, tree, readTile }: CheckpointParts): Promise<TileTree | null> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const head = await store.head()
    if (head.size === 0) return null
    if (await makeTiles(head, store, tree)) return openTileTree(head, readTile)
  }
  // Processes that have passed these checks are faster than this one: they compare with each checkpoint.
  return null
}

async function checkSigned(parts: CheckpointParts, tree: TileTree): Promise<void> {
  const signed = await readSignedHead(parts.stateFile, parts.origin)
  if (signed !== null) await refuseOther(tree, signed, '状态文件')
  for (const checkpoint of await parts.tree.checkpoints(CHECKPOINTS_COMPARED)) {
    await refuseOther(tree, checkpoint, '已签发的检查点')
  }
}

/** Asked about what it must have seen; it says so when it has seen more. Silent ones stop nobody. */
async function checkWitness(parts: CheckpointParts, witness: WitnessAddress): Promise<void> {
  const { origin, logKeys, log, store, readTile } = parts
  const newest = await newestCheckpoint(parts.tree, parts.quorum)
  const empty = { origin, size: 0, root: emptyRoot(), extensions: [] }
  const note = newest?.note ?? signNote(printCheckpoint(empty), logKeys)
  try {
    const tree = await openTileTree(newest ?? empty, readTile)
    const signal = AbortSignal.timeout(WITNESS_TIMEOUT_MS)
    const answer = await askWitness({ witness, oldSize: tree.size, tree, note, signal })
    if (answer.kind !== 'AHEAD') return
    const { size } = await store.head()
    if (answer.size > size) throw behind(size, answer.size, `见证方${witness.key.name}`)
  } catch (failure) {
    if (failure instanceof FederationError && failure.code === 'LOG_BEHIND') throw failure
    log.warn({ err: failure, witness: witness.key.name }, 'a witness did not answer at start')
  }
}

function wrong(reason: string, size: number): FederationError {
  return new FederationError('LOG_STATE_INVALID', { reason, size })
}
