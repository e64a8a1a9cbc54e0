/** What the log's store tells apart from the tree: its head, its entries, intents that are open. */
import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { LogHead } from './log-append.ts'
import { HASH_BYTES } from '../federation-log/tree.ts'

export interface OpenIntent {
  readonly hash: Buffer
  readonly agency: string | null
  readonly purpose: string | null
  readonly provinces: number | null
}

export interface StoredLeaf {
  readonly index: number
  readonly hash: Buffer
  readonly leaf: Buffer
}

export interface LogStore {
  head(): Promise<LogHead>
  /** The largest index that an entry has; null: there is none. */
  lastIndex(): Promise<number | null>
  /** From `start` up to, not including, `end`, in order. */
  leaves(start: number, end: number): Promise<readonly StoredLeaf[]>
  hashes(start: number, end: number): Promise<readonly Buffer[]>
  /**
   * So old at `now` and without outcome, oldest first. By the database's clock they must be as old: a
   * process whose clock is ahead would else close what others are still about to answer.
   */
  openIntents(now: Date, termMs: number, most: number): Promise<readonly OpenIntent[]>
  /** So that the next search begins at the first that is still open. */
  rememberClosed(): Promise<void>
  /** Takes the disclosures away; false: there were none. */
  eraseDisclosures(index: number): Promise<boolean>
  /**
   * Takes away what erasures have named since this was last done: a process may have ended between the
   * leaf that says so and the act, and a backup may have been made there.
   *
   * @returns how many there were.
   */
  finishErasures(): Promise<number>
  /** Whether the server makes commits durable; false: a power cut loses acknowledged leaves. */
  isDurable(): Promise<boolean>
}

export function createLogStore(database: Database): LogStore {
  return {
    async head() {
      const row = await database.selectFrom('log_head').selectAll().executeTakeFirstOrThrow()
      return { size: Number(row.size), root: row.root, hashes: splitHashes(row.frontier) }
    },
    async lastIndex() {
      const row = await database
        .selectFrom('log_entry')
        .select((select) => select.fn.max('index').as('index'))
        .executeTakeFirst()
      return row?.index == null ? null : Number(row.index)
    },
    async leaves(start, end) {
      const rows = await between(database, start, end).select(['index', 'hash', 'leaf']).execute()
      return rows.map((row) => ({ ...row, index: Number(row.index) }))
    },
    async hashes(start, end) {
      const rows = await between(database, start, end).select('hash').execute()
      return rows.map(({ hash }) => hash)
    },
    async openIntents(now, termMs, most) {
      const { rows } = await sql<OpenIntent>`
        SELECT hash, agency, purpose, provinces FROM log_entry AS i
        WHERE ${IS_OPEN} AND at < LEAST(${now}::timestamptz, now()) - ${termMs} * interval '1 ms'
        ORDER BY index LIMIT ${most}`.execute(database)
      return rows
    },
    async rememberClosed() {
      await sql`
        INSERT INTO log_duty (name, done_up_to)
        SELECT 'CLOSING', COALESCE(
          (SELECT index FROM log_entry AS i WHERE ${IS_OPEN} ORDER BY index LIMIT 1), size)
        FROM log_head
        ON CONFLICT (name) DO UPDATE
        SET done_up_to = GREATEST(log_duty.done_up_to, excluded.done_up_to)`.execute(database)
    },
    async eraseDisclosures(index) {
      const done = await database
        .deleteFrom('log_disclosure')
        .where('index', '=', index)
        .executeTakeFirst()
      return done.numDeletedRows > 0n
    },
    async finishErasures() {
      const { rows } = await sql`
        WITH erased AS (
          DELETE FROM log_disclosure WHERE index IN (
            SELECT target.index FROM log_entry AS e JOIN log_entry AS target ON target.hash = e.link
            WHERE e.type = 'ERASURE'
            AND e.index >= COALESCE((SELECT done_up_to FROM log_duty WHERE name = 'ERASING'), 0))
          RETURNING index
        ), noted AS (
          INSERT INTO log_duty (name, done_up_to) SELECT 'ERASING', size FROM log_head
          ON CONFLICT (name) DO UPDATE
          SET done_up_to = GREATEST(log_duty.done_up_to, excluded.done_up_to)
        )
        SELECT index FROM erased`.execute(database)
      return rows.length
    },
    async isDurable() {
      const { rows } = await sql<{ fsync: string }>`SHOW fsync`.execute(database)
      return rows[0]?.fsync === 'on'
    },
  }
}

const IS_OPEN = sql`
  i.type = 'INTENT'
  AND i.index >= COALESCE((SELECT done_up_to FROM log_duty WHERE name = 'CLOSING'), 0)
  AND NOT EXISTS (SELECT FROM log_entry AS o WHERE o.type = 'OUTCOME' AND o.link = i.hash)`

function between(database: Database, start: number, end: number) {
  return database
    .selectFrom('log_entry')
    .where('index', '>=', start)
    .where('index', '<', end)
    .orderBy('index')
}

export function splitHashes(bytes: Buffer): readonly Buffer[] {
  return Array.from({ length: Math.floor(bytes.length / HASH_BYTES) }, (_, i) => {
    return bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)
  })
}
