/** Checkpoints (检查点): what a log says of itself at one size. Source: C2SP tlog-checkpoint. */
import { FederationError } from '../../schemas/model/errors.ts'
import { parseNote, signNote, verifyNote } from './note.ts'
import type { Note, NoteSigner } from './note.ts'
import { strictBase64, strictDecimal } from './strict-text.ts'
import { HASH_BYTES, isSize } from './tree.ts'
import type { VerifierKey } from './verifier-key.ts'

export interface Checkpoint {
  /** Says which log it is, and is the name of its key. */
  readonly origin: string
  /** Number of leaves, below 2^53. */
  readonly size: number
  readonly root: Buffer
  /** Not empty, not judged. We write none: no monitor can check them. */
  readonly extensions: readonly string[]
}

/** `text`: of a note. @throws {FederationError} `LOG_CHECKPOINT_MALFORMED`. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.includes('')) throw malformed('lines')
  const [origin, sizeLine, rootLine, ...extensions] = lines
  if (origin === undefined || sizeLine === undefined || rootLine === undefined) {
    throw malformed('lines')
  }
  const size = strictDecimal(sizeLine)
  if (size === null) throw malformed('size')
  const root = strictBase64(rootLine)
  if (root === null || root.length !== HASH_BYTES) throw malformed('root')
  return { origin, size, root, extensions }
}

/** The text to be signed. @throws {FederationError} `LOG_CHECKPOINT_MALFORMED` it could not be read back. */
export function printCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  if (!isSize(size) || root.length !== HASH_BYTES) throw malformed('head')
  const lines = [origin, String(size), root.toString('base64'), ...extensions]
  if (lines.some((line) => line === '' || line.includes('\n'))) throw malformed('lines')
  return `${lines.join('\n')}\n`
}

/** The first signature is the log's own; witnesses add theirs later. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  return signNote(printCheckpoint(checkpoint), [signer])
}

export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly note: Note
}

/**
 * A checkpoint of the log whose keys these are: they are named like its origin. Of the keys one is
 * enough, so that one can take the other's place.
 *
 * @throws {FederationError} as `parseNote`, {@link parseCheckpoint}, `verifyNote`; `LOG_ORIGIN_UNKNOWN`.
 */
export function openCheckpoint(
  bytes: Uint8Array,
  logKeys: readonly VerifierKey[],
): OpenedCheckpoint {
  const note = parseNote(bytes)
  const checkpoint = parseCheckpoint(note.text)
  const { origin } = checkpoint
  const keys = logKeys.filter(({ name }) => name === origin)
  if (keys.length === 0) throw new FederationError('LOG_ORIGIN_UNKNOWN', { origin: shown(origin) })
  verifyNote(note, keys)
  return { checkpoint, note }
}

/** Anybody can write an origin. */
export function shown(origin: string): string {
  return origin.slice(0, 64)
}

function malformed(reason: string): FederationError {
  return new FederationError('LOG_CHECKPOINT_MALFORMED', { reason })
}
