/** Counters in PostgreSQL. What comes at the same time goes in one statement. */
import { sql } from 'kysely'
import type { Logger } from '../observe/log.ts'
import type { Database } from '../store/database.ts'
import { byteaArray, timestampArray } from '../store/log-binary-arrays.ts'
import { askThrough } from '../store/own-connection.ts'
import type { Ask } from '../store/own-connection.ts'
import { KEPT_LONGER_MS, windowAt } from './counters.ts'
import type { Counters } from './counters.ts'
import { createKeyedHash } from './keyed-hash.ts'
import { createWaves } from './waves.ts'

export interface PostgresCountersOptions {
  readonly database: Database
  /** For what every request waits for; absent: through the pool. */
  readonly ask?: Ask
  readonly secret: Uint8Array
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Logger
}

/** What one key's count grows by: a number, or those of its members that are new in the window. */
interface Counting {
  readonly key: Buffer
  readonly until: Date
  readonly n: number
  readonly members: readonly Buffer[]
}

const SWEEP_EVERY_MS = 60_000

export function createPostgresCounters(options: PostgresCountersOptions): Counters {
  const { database, secret, now } = options
  const hashOf = createKeyedHash(secret)
  const sweep = createSweep(options)
  const ask = options.ask ?? askThrough(database)
  const countWave = createWaves((items: readonly Counting[]) => countAll(ask, items))
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
      return countWave({ ...windowOf('add', key, windowMs), n, members: [] })
    },
    distinct(key, members, windowMs) {
      sweep()
      const hidden = [...new Set(members)].map((member) => hashOf('member', member))
      return countWave({ ...windowOf('distinct', key, windowMs), n: 0, members: hidden })
    },
  }
}

/** Rows in one order, so that two processes never wait for each other. */
const COUNT = {
  name: 'count_all',
  text: `
    WITH fresh AS (
      INSERT INTO window_member (key, member, until)
      SELECT * FROM unnest($4::bytea[], $5::bytea[], $6::timestamptz[]) ORDER BY 1, 2
      ON CONFLICT DO NOTHING RETURNING key
    )
    INSERT INTO window_count (key, count, until)
    SELECT key, n + (SELECT count(*) FROM fresh WHERE fresh.key = given.key), until
    FROM unnest($1::bytea[], $2::bigint[], $3::timestamptz[]) AS given (key, n, until) ORDER BY key
    ON CONFLICT (key) DO UPDATE SET count = window_count.count + excluded.count
    RETURNING key, count`,
}

/** What is counted at the same time; for each its count after it, members of all of a key together. */
async function countAll(ask: Ask, items: readonly Counting[]): Promise<readonly number[]> {
  const groups = Map.groupBy(items, ({ key }) => key.toString('latin1'))
  const keys = [...groups.values()].map((group) => {
    return { ...group[0]!, n: group.reduce((sum, { n }) => sum + n, 0) }
  })
  const members = keys.flatMap(({ key, until }) => {
    const all = groups.get(key.toString('latin1'))!.flatMap((each) => each.members)
    return all.map((member) => ({ key, member, until }))
  })
  const rows = await ask<{ key: Buffer; count: string }>(COUNT, [
    byteaArray(keys.map(({ key }) => key)),
    keys.map(({ n }) => n),
    timestampArray(keys.map(({ until }) => until.getTime())),
    byteaArray(members.map(({ key }) => key)),
    byteaArray(members.map(({ member }) => member)),
    timestampArray(members.map(({ until }) => until.getTime())),
  ])
  const sums = new Map(keys.map(({ key, n }) => [key.toString('latin1'), n]))
  const before = new Map(
    rows.map(({ key, count }) => {
      const name = key.toString('latin1')
      return [name, Number(count) - sums.get(name)!]
    }),
  )
  return items.map(({ key, n }) => {
    const name = key.toString('latin1')
    const count = before.get(name)! + n
    before.set(name, count)
    return count
  })
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
