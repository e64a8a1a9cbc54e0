/** Brings the database to the newest migration. Several processes at once are safe: one waits. */
import { Migrator } from 'kysely/migration'
import { MIGRATIONS } from './migrations/index.ts'
import type { Database } from './database.ts'

function migratorOf(database: Database): Migrator {
  return new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  })
}

/** Names of the migrations that ran now. @throws what the database says. */
export async function migrate(database: Database): Promise<readonly string[]> {
  const { error, results } = await migratorOf(database).migrateToLatest()
  if (error !== undefined) throw asError(error)
  return (results ?? []).map(({ migrationName }) => migrationName)
}

/** Names of migrations that have not run. @throws when the database does not answer. */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const all = await migratorOf(database).getMigrations()
  return all.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name)
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('migration failed', { cause: error })
}
