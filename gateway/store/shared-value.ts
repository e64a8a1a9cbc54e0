/** Values that all gateway processes of one federation share, made by the first that needs them. */
import type { Database } from './database.ts'

/** The stored value; `make` is used once, whichever process comes first. */
export async function sharedValue(
  database: Database,
  name: string,
  make: () => string,
): Promise<string> {
  await database
    .insertInto('shared_value')
    .values({ name, value: make() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await database
    .selectFrom('shared_value')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return row.value
}
