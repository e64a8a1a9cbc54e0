/** Counters in PostgreSQL. What comes at the same time goes in one statement. */
import { sql } from 'kysely'
import type { Logger } from '../observe/log.ts'
import type { Database } from '../store/database.ts'
import { KEPT_LONGER_MS, windowAt } from './counters.ts'
import type { Counters } from './counters.ts'
import { createKeyedHash } from './keyed-hash.ts'
import { createWaves } from './waves.ts'

export interface PostgresCountersOptions {
  readonly database: Database
  readonly secret: Uint8Array
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Logger
}

/** Of one key, all that was asked for at the same time. */
interface Addition {
  readonly key: Buffer
  readonly n: number
  readonly until: Date
}

const SWEEP_EVERY_MS = 60_000

export function createPostgresCounters(options: PostgresCountersOptions): Counters {
  const { database, secret, now } = options
  const hashOf = createKeyedHash(secret)
  const sweep = createSweep(options)
  const addWave = createWaves((items: readonly Addition[]) => addAll(database, items))
  const windowOf = (kind: string, key: string, windowMs: number) => {
    const { from, until } = windowAt(now(), windowMs)
    return { key: hashOf(kind, key, String(from), String(windowMs)), until: new Date(until) }
  }

  return {
    async useOnce(kind, id, until) {
      sweep()
      const kept = new Date(until.getTime() + KEPT_LONGER_MS)
      const { rows } = await sql`
        INSERT INTO used_id (key, until) VALUES (${hashOf('once', kind, id)}, ${kept})
        ON CONFLICT (key) DO NOTHING RETURNING true
      `.execute(database)
      return rows.length === 1 ? 'FIRST' : 'REPEATED'
    },
    add(key, n, windowMs) {
      sweep()
      return addWave({ ...windowOf('add', key, windowMs), n })
    },
    async distinct(key, members, windowMs) {
      sweep()
      const window = windowOf('distinct', key, windowMs)
      const hidden = [...new Set(members)].map((member) => hashOf('member', member))
      return addMembers(database, window, hidden.toSorted(Buffer.compare))
    },
  }
}

/** One row a key, in one order, so that two processes never wait for each other. */
async function addAll(database: Database, items: readonly Addition[]): Promise<readonly number[]> {
  const sums = new Map<string, { readonly key: Buffer; n: number; readonly until: Date }>()
  for (const { key, n, until } of items) {
    const name = key.toString('hex')
    const sum = sums.get(name)
    if (sum === undefined) sums.set(name, { key, n, until })
    else sum.n += n
  }
  const all = [...sums.values()].toSorted((a, b) => Buffer.compare(a.key, b.key))
  const { rows } = await sql<{ key: Buffer; count: string }>`
    INSERT INTO window_count (key, count, until)
    SELECT * FROM unnest(
      ${all.map(({ key }) => key)}::bytea[],
      ${all.map(({ n }) => n)}::bigint[],
      ${all.map(({ until }) => until)}::timestamptz[]
    )
    ON CONFLICT (key) DO UPDATE SET count = window_count.count + excluded.count
    RETURNING key, count
  `.execute(database)
  const before = new Map(
    rows.map(({ key, count }) => {
      const name = key.toString('hex')
      return [name, Number(count) - sums.get(name)!.n]
    }),
  )
  return items.map(({ key, n }) => {
    const name = key.toString('hex')
    const count = before.get(name)! + n
    before.set(name, count)
    return count
  })
}

async function addMembers(
  database: Database,
  { key, until }: { readonly key: Buffer; readonly until: Date },
  members: readonly Buffer[],
): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    WITH fresh AS (
      INSERT INTO window_member (key, member, until)
      SELECT ${key}::bytea, member, ${until}::timestamptz
      FROM unnest(${[...members]}::bytea[]) AS given (member)
      ON CONFLICT DO NOTHING RETURNING 1
    )
    INSERT INTO window_count (key, count, until)
    SELECT ${key}::bytea, count(*), ${until}::timestamptz FROM fresh
    ON CONFLICT (key) DO UPDATE SET count = window_count.count + excluded.count
    RETURNING count
  `.execute(database)
  return Number(rows[0]!.count)
}

/** What has ended goes now and then, beside the work of others. */
function createSweep({ database, now, log }: PostgresCountersOptions): () => void {
  let sweptAt = now()
  return () => {
    if (now() - sweptAt < SWEEP_EVERY_MS) return
    sweptAt = now()
    const before = new Date(now() - KEPT_LONGER_MS)
    const tables = ['used_id', 'window_count', 'window_member'] as const
    Promise.all(
      tables.map((table) => database.deleteFrom(table).where('until', '<', before).execute()),
    ).catch((failure: unknown) => log.warn({ err: failure }, 'old counts could not be removed'))
  }
}
