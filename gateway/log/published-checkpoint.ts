/** The checkpoint the log shows: the newest that a quorum of witnesses has seen; until then the newest. */
import { parseNote, printNote } from '../federation-log/note.ts'
import { judgeQuorum } from '../federation-log/quorum.ts'
import type { Quorum } from '../federation-log/quorum.ts'
import type { LogTreeStore } from '../store/log-tree-store.ts'

export interface Published {
  readonly size: number
  readonly root: Buffer
  readonly at: Date
  /** Signed by the log, with all cosignatures there are. */
  readonly note: string
  readonly isCosigned: boolean
}

/** Witnesses that see only now and then leave older sizes with some of their cosignatures. */
const SIZES_LOOKED_AT = 32

export async function publishedCheckpoint(
  tree: LogTreeStore,
  quorum: Quorum,
): Promise<Published | null> {
  for (const size of await tree.cosignedSizes(SIZES_LOOKED_AT)) {
    const checkpoint = await checkpointOf(tree, size, quorum)
    if (checkpoint?.isCosigned === true) return checkpoint
  }
  return newestCheckpoint(tree, quorum)
}

/** The newest that is signed by the log, cosigned or not. */
export async function newestCheckpoint(
  tree: LogTreeStore,
  quorum: Quorum,
): Promise<Published | null> {
  const signed = (await tree.checkpoints(SIZES_LOOKED_AT)).find(({ note }) => note !== null)
  return signed === undefined ? null : checkpointOf(tree, signed.size, quorum)
}

/** As it was signed at that size; null: none was. */
export async function checkpointOf(
  tree: LogTreeStore,
  size: number,
  quorum: Quorum,
): Promise<Published | null> {
  const [stored, cosignatures] = await Promise.all([
    tree.checkpointsOf(size),
    tree.cosignatures(size),
  ])
  const signed = stored.find(({ note }) => note !== null)
  if (signed?.note == null) return null
  const { text, signatures } = parseNote(Buffer.from(signed.note))
  const note = { text, signatures: [...signatures, ...cosignatures] }
  const { root, at } = signed
  return {
    size,
    root,
    at,
    note: printNote(note),
    isCosigned: judgeQuorum(note, { quorum }).reached,
  }
}
