/** Highest numbers of revocation lists that any process has seen: so that an older list is noticed. */
import { sql } from 'kysely'
import type { Database } from './database.ts'

/** By list, as a path's verdict names it; decimal. */
export type CrlNumbers = Readonly<Record<string, string>>

export interface CrlNumberStore {
  load(): Promise<CrlNumbers>
  /** No number is ever lowered. */
  save(numbers: CrlNumbers): Promise<void>
}

export function createCrlNumberStore(database: Database): CrlNumberStore {
  return {
    async load() {
      const rows = await database.selectFrom('crl_number').selectAll().execute()
      return Object.fromEntries(rows.map(({ list, number }) => [list, number]))
    },
    async save(numbers) {
      // In one order, so that two processes never wait for each other.
      const rows = Object.entries(numbers).toSorted(([a], [b]) => (a < b ? -1 : 1))
      if (rows.length === 0) return
      await database
        .insertInto('crl_number')
        .values(rows.map(([list, number]) => ({ list, number })))
        .onConflict((conflict) =>
          conflict.column('list').doUpdateSet({
            number: sql`greatest(crl_number.number, excluded.number)`,
          }),
        )
        .execute()
    },
  }
}
