/** One gatehouse a folder: two on one record could let a promise be used twice. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FederationError } from '../../schemas/model/errors.ts'

/** @returns what lets go of it; the kernel does when the process is killed. @throws {FederationError} `GATEHOUSE_FOLDER_IN_USE`. */
export function lockFolder(folder: string): () => void {
  // Node has no flock; SQLite holds one of its own for as long as a transaction is open.
  const database = new DatabaseSync(join(folder, 'lock.sqlite'))
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    throw new FederationError('GATEHOUSE_FOLDER_IN_USE', { folder }, { cause })
  }
  return () => database.close()
}
