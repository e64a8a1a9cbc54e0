/** The steps by which every verification begins: is this a checkpoint of that log, and who has seen it. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { Steps } from '../../schemas/model/verdict.ts'
import { parseCheckpoint, shown } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { parseNote, verifyNote } from './note.ts'
import type { Note, NoteSignature } from './note.ts'
import type { LogPolicy } from './policy.ts'
import { judgeQuorum } from './quorum.ts'
import type { QuorumVerdict } from './quorum.ts'

/** Said when nothing is wrong with the log and our evidence or means do not suffice. */
export const MEANS_OR_EVIDENCE: readonly ErrorCode[] = [
  'LOG_KEY_TYPE_UNSUPPORTED',
  'LOG_LEAF_VERSION_UNSUPPORTED',
  'LOG_QUORUM_MISSING',
  'LOG_SOURCE_UNREADABLE',
]

export const HEAD_STEPS = ['FORM', 'ORIGIN', 'SIGNATURE', 'WITNESSES'] as const
export type HeadStep = (typeof HEAD_STEPS)[number]

export interface NotedCheckpoint {
  readonly note: Note
  readonly checkpoint: Checkpoint
}

/** Not believed yet. @throws {FederationError} `LOG_NOTE_MALFORMED`, `LOG_CHECKPOINT_MALFORMED`. */
export function checkpointIn(bytes: Uint8Array): NotedCheckpoint {
  const note = parseNote(bytes)
  return { note, checkpoint: parseCheckpoint(note.text) }
}

export interface JudgedHead {
  /** Of the log's own keys, those that hold. */
  readonly signedBy: readonly NoteSignature[]
  readonly witnesses: QuorumVerdict
}

/** ORIGIN, SIGNATURE, WITNESSES. Null when the procedure ended before the witnesses were judged. */
export function headSteps<S extends string>(
  steps: Steps<S | HeadStep>,
  note: Note,
  policy: LogPolicy,
  at: Date,
  onlyOrigin?: string,
): JudgedHead | null {
  const keys = steps.run('ORIGIN', () => {
    const { origin } = parseCheckpoint(note.text)
    const named = policy.logs.filter(({ name }) => name === origin)
    const isAsked = onlyOrigin === undefined || onlyOrigin === origin
    if (named.length > 0 && isAsked) return named
    throw new FederationError('LOG_ORIGIN_UNKNOWN', { origin: shown(origin) })
  })
  const signedBy = steps.run('SIGNATURE', () => verifyNote(note, keys!))
  if (signedBy === null) return null
  const witnesses = judgeQuorum(note, { quorum: policy.quorum, notAfter: at })
  steps.run('WITNESSES', () => refuseQuorum(witnesses))
  return { signedBy, witnesses }
}

/** @throws {FederationError} `LOG_COSIGNATURE_INVALID`, `LOG_QUORUM_MISSING`. */
export function refuseQuorum({ reached, cosignatures }: QuorumVerdict): void {
  const wrong = cosignatures.find(({ outcome }) => outcome === 'INVALID')
  if (wrong) throw new FederationError('LOG_COSIGNATURE_INVALID', { name: wrong.name })
  if (reached) return
  const counted = cosignatures.filter(({ outcome }) => outcome === 'COUNTED').length
  throw new FederationError('LOG_QUORUM_MISSING', { counted })
}
