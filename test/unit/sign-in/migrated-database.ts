/** An empty database with all tables. A busy machine takes its time to make them. */
import { openDatabase } from '../../../gateway/store/database.ts'
import { migrate } from '../../../gateway/store/migrate.ts'
import { createDatabase } from '../../support/postgres.ts'

export async function createMigratedDatabase(): Promise<string> {
  const url = await createDatabase()
  const patient = openDatabase(url, () => undefined, { patient: true })
  await migrate(patient)
  await patient.destroy()
  return url
}
