/** Where the files of a log come from, and how large they may be. */
import { FederationError } from '../../../schemas/model/errors.ts'
import { MOST_NOTE_BYTES } from '../../federation-log/note.ts'

export interface LogSource {
  /** As it was given. */
  readonly name: string
  /** Null: there is no such file. @throws {FederationError} `LOG_SOURCE_UNREADABLE`. */
  read(path: string): Promise<Buffer | null>
  /** Sizes of the checkpoints that were kept, ascending. @throws as {@link read}. */
  keptSizes(): Promise<readonly number[]>
}

const TILE_BYTES = 256 * 32
/** 256 entries, each with two bytes of length before it. */
const BUNDLE_BYTES = 256 * (2 + 0xffff)

/** Sizes of the checkpoints that were kept, one a line: an address cannot be listed. */
export const KEPT_LIST = 'checkpoints/index'
/** Two years with a checkpoint every ten seconds. */
const KEPT_LIST_BYTES = 64 * 1024 * 1024

/** What a file of this path has at most. */
export function mostBytes(path: string): number {
  if (path === KEPT_LIST) return KEPT_LIST_BYTES
  if (path.startsWith('tile/entries/')) return BUNDLE_BYTES
  return path.startsWith('tile/') ? TILE_BYTES : MOST_NOTE_BYTES
}

export const ascending = (a: number, b: number): number => a - b

export function unreadable(
  source: string,
  path: string,
  reason: string,
  cause?: unknown,
): FederationError {
  return new FederationError('LOG_SOURCE_UNREADABLE', { source, path, reason }, { cause })
}
