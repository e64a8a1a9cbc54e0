/** An empty log on a real database, and what to write into it. */
import type { Kysely } from 'kysely'
import { openDatabase } from '../../../gateway/store/database.ts'
import { up } from '../../../gateway/store/migrations/0002-log.ts'
import { createDatabase } from '../../support/postgres.ts'

export * from './log-facts.ts'

/** An empty log. */
export async function createLogDatabase(url?: string): Promise<string> {
  const made = url ?? (await createDatabase())
  const database = openDatabase(made, () => undefined, { patient: true })
  await up(database as unknown as Kysely<unknown>)
  await database.destroy()
  return made
}
