/** PostgreSQL: one pool, typed tables. What an attacker could do with each table stands beside it. */
import { Kysely, PostgresDialect } from 'kysely'
import type { Generated } from 'kysely'
import pg from 'pg'

export interface Tables {
  /** Who moved where (迁移). Changed: a silent province is not suspected, or an entity is sought in vain. */
  relocation: {
    uscc: string
    /** Empty where the origin or destination is none of the four. */
    from_province: string
    to_province: string
    moved_on: string | null
    learnt_at: Generated<Date>
  }
  /** Removals from lists (移出). Added to: a listing is hidden while its authority is silent. */
  listing_removal: {
    uscc: string
    identity: string
    learnt_at: Generated<Date>
  }
  /** Values all gateway processes share. Read: cursors can be made up, which shows no more than a query does. */
  shared_value: {
    name: string
    value: string
  }
}

export type Database = Kysely<Tables>

/** Longest a statement of a request may take: evidence that comes later than that is not waited for. */
const STATEMENT_TIMEOUT_MS = 1_000

export function openDatabase(url: string, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: STATEMENT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
  })
  // Without a listener a lost idle connection would end the process.
  pool.on('error', onError)
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}
