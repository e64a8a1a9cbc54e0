/**
 * One connection for statements that every request waits for, apart from the pool: nobody has to be
 * waited for to get it, and the server plans a named statement once. Made anew when it fails.
 */
import { CompiledQuery } from 'kysely'
import pg from 'pg'
import { SILENCE_MS } from './database.ts'
import type { Database } from './database.ts'

/** `name`: of its own for each text. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** Rejects where the server does not answer in time; whether it was done is then not known. */
export type Ask = <Row>(
  statement: Statement,
  values?: readonly unknown[],
) => Promise<readonly Row[]>

export interface OwnConnection {
  readonly ask: Ask
  close(): Promise<void>
}

export interface OwnConnectionOptions {
  /** Longer, and the server gives the statement up. */
  readonly statementMs: number
  /** Of the session, as the server takes them: `-c name=value`. */
  readonly session?: string
}

const CONNECT_TIMEOUT_MS = 1_000

/**
 * For whoever asks one statement after another: what is asked meanwhile fails with the statement that
 * breaks the connection.
 */
export function openOwnConnection(url: string, options: OwnConnectionOptions): OwnConnection {
  let client: pg.Client | null = null
  let connecting: Promise<pg.Client> | null = null
  let isClosed = false

  async function connect(): Promise<pg.Client> {
    const made = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: options.statementMs,
      // A server that does not even say that it gave up has gone.
      query_timeout: options.statementMs + SILENCE_MS,
      keepAlive: true,
      ...(options.session === undefined ? {} : { options: options.session }),
    })
    made.on('error', () => drop(made))
    made.on('end', () => drop(made))
    await made.connect()
    client = made
    return made
  }

  function drop(failed: pg.Client): void {
    if (client === failed) client = null
    void failed.end().catch(() => undefined)
  }

  return {
    async ask<Row>(statement: Statement, values: readonly unknown[] = []) {
      if (isClosed) throw new Error('the connection was closed')
      const connected =
        client ?? (await (connecting ??= connect().finally(() => (connecting = null))))
      try {
        const { rows } = await connected.query({ ...statement, values: [...values] })
        return rows as Row[]
      } catch (failure) {
        drop(connected)
        throw failure
      }
    },
    async close() {
      isClosed = true
      await connecting?.catch(() => undefined)
      await client?.end().catch(() => undefined)
      client = null
    },
  }
}

/** The same through the pool, for whoever asks now and then. */
export function askThrough(database: Database): Ask {
  return async <Row>({ text }: Statement, values: readonly unknown[] = []) => {
    const { rows } = await database.executeQuery<Row>(CompiledQuery.raw(text, [...values]))
    return rows
  }
}
