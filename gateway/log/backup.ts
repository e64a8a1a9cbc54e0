/**
 * Backup (备份) of the log as NDJSON: what cannot be made again. Tiles are made from the leaves when the
 * restored log starts. One snapshot, so that it fits together while the log goes on.
 *
 *     {"backup":"ydelta-federation-log/1","size":…,"root":…}
 *     {"table":"log_checkpoint","row":{…}}   as PostgreSQL writes a row as JSON
 *     {"end":true,"rows":…,"sha256":…}       of all bytes before this line
 */
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import pg from 'pg'

export const BACKUP_FORM = 'ydelta-federation-log/1'

/** In this order: what an entry is checked against comes before it. */
export const BACKED_UP = [
  'log_checkpoint',
  'log_witness',
  'log_data_key',
  'log_entry',
  'log_disclosure',
] as const
export type BackedUp = (typeof BACKED_UP)[number]

const ORDER: Readonly<Record<BackedUp, string>> = {
  log_checkpoint: 'size',
  log_witness: 'size',
  log_data_key: 'made_at',
  log_entry: 'index',
  log_disclosure: 'index',
}
const ROWS_AT_ONCE = 1_000

/** Lines, each with its newline. @throws what the database says; then the backup has no last line. */
export async function* backupLines(databaseUrl: string): AsyncGenerator<string> {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => undefined) // the statement that fails says so
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    yield* summed(allRows(client))
  } finally {
    await client.end()
  }
}

async function* allRows(client: pg.Client): AsyncGenerator<string> {
  const { rows } = await client.query(`SELECT size, encode(root, 'base64') AS root FROM log_head`)
  const { size, root } = rows[0] as { size: string; root: string }
  yield line({ backup: BACKUP_FORM, size: Number(size), root })
  for (const table of BACKED_UP) yield* rowsOf(client, table)
}

async function* rowsOf(client: pg.Client, table: BackedUp): AsyncGenerator<string> {
  const select = `SELECT row_to_json(t)::text AS row FROM ${table} AS t ORDER BY ${ORDER[table]}`
  await client.query(`DECLARE rows_of NO SCROLL CURSOR FOR ${select}`)
  for (;;) {
    const { rows } = await client.query(`FETCH ${ROWS_AT_ONCE} FROM rows_of`)
    for (const { row } of rows as readonly { row: string }[]) {
      yield `{"table":"${table}","row":${row}}\n`
    }
    if (rows.length < ROWS_AT_ONCE) break
  }
  await client.query('CLOSE rows_of')
}

async function* summed(lines: AsyncIterable<string>): AsyncGenerator<string> {
  const sum: Hash = createHash('sha256')
  let count = -1 // the first line is no row
  for await (const each of lines) {
    sum.update(each)
    count += 1
    yield each
  }
  yield line({ end: true, rows: count, sha256: sum.digest('base64url') })
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`
