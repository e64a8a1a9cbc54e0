/** PostgreSQL: one pool, typed tables. What an attacker could do with each table stands beside it. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { GrantsTables } from './tables/grants.ts'
import type { KnowledgeTables } from './tables/knowledge.ts'
import type { LogTables } from './tables/log.ts'
import type { LookupTables } from './tables/lookups.ts'
import type { SignInTables } from './tables/sign-in.ts'

export type Tables = KnowledgeTables & SignInTables & GrantsTables & LogTables & LookupTables

export type Database = Kysely<Tables>

/** Longest a statement of a request may take: evidence that comes later than that is not waited for. */
export const STATEMENT_TIMEOUT_MS = 1_000
const CONNECT_TIMEOUT_MS = 1_000
/** A server that does not even say that it gave up has gone: its connection is given up after this. */
export const SILENCE_MS = 500

export interface DatabaseOptions {
  /** For what may take its time, such as migrations and waiting for another process's. */
  readonly patient?: boolean
}

/** `onError` hears of lost connections. */
export function openDatabase(
  url: string,
  onError: (error: Error) => void,
  { patient = false }: DatabaseOptions = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...(patient ? {} : { statement_timeout: STATEMENT_TIMEOUT_MS }),
  })
  // Without listeners a lost connection would end the process: an idle one, and one in use.
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  if (!patient) endSilentConnections(pool)
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** Behind a dead network a connection would stay in the pool, and every later statement wait on it. */
function endSilentConnections(pool: pg.Pool): void {
  const watches = new WeakMap<pg.PoolClient, NodeJS.Timeout>()
  pool.on('acquire', (client) => {
    const end = (): void => void (client as pg.PoolClient & pg.Client).end().catch(() => undefined)
    watches.set(client, setTimeout(end, STATEMENT_TIMEOUT_MS + SILENCE_MS))
  })
  pool.on('release', (_, client) => clearTimeout(watches.get(client)))
}
