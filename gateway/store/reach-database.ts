/** Whether the database is there and up to date: asked once, when a process starts. */
import { sql } from 'kysely'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Database } from './database.ts'
import { pendingMigrations } from './migrate.ts'

/** On a busy machine a process that still loads its code can miss an answer that came in time. */
const ATTEMPTS = 3

/** @throws {FederationError} `DATABASE_UNAVAILABLE`. */
export async function reachDatabase(database: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sql`SELECT 1`.execute(database)
      return
    } catch (failure) {
      if (attempt < ATTEMPTS) continue
      throw new FederationError('DATABASE_UNAVAILABLE', { reason: reasonOf(failure) })
    }
  }
}

/** @throws {FederationError} `DATABASE_NOT_MIGRATED`. */
export async function checkMigrated(database: Database): Promise<void> {
  const pending = await pendingMigrations(database)
  if (pending.length === 0) return
  throw new FederationError('DATABASE_NOT_MIGRATED', { pending: pending.join('、') })
}

/** A name with several addresses fails with an error for each and no message of its own. */
function reasonOf(failure: unknown): string {
  const { message, code } = failure as NodeJS.ErrnoException
  return message || (code ?? String(failure))
}
