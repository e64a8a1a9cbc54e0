/**
 * The least that makes rows durable in an order of their own: groups of up to 256 go into one table, and
 * a head row moves with them, in one statement. Nothing is hashed, signed, sealed or found again.
 */
import pg from 'pg'
import { byteaArray } from '../../../gateway/store/log-binary-arrays.ts'

const MOST_IN_GROUP = 256

const TABLES = `
  CREATE TABLE bare_head (size bigint NOT NULL);
  CREATE TABLE bare_entry (index bigint PRIMARY KEY, entry bytea NOT NULL);
  INSERT INTO bare_head VALUES (0)`
const APPEND = {
  name: 'bare_append',
  text: `
    WITH moved AS (UPDATE bare_head SET size = $1::bigint + $2 WHERE size = $1 RETURNING 1)
    INSERT INTO bare_entry
    SELECT $1 + place - 1, entry
    FROM moved, unnest($3::bytea[]) WITH ORDINALITY AS given (entry, place)`,
}

interface Waiting {
  readonly entry: Buffer
  readonly resolve: (index: number) => void
  readonly reject: (reason: unknown) => void
}

export interface BareGroupCommit {
  /** Durable when it resolves, with its index. */
  append(entry: Buffer): Promise<number>
  close(): Promise<void>
}

export async function openBareGroupCommit(url: string): Promise<BareGroupCommit> {
  const client = new pg.Client({ connectionString: url, options: '-c synchronous_commit=on' })
  await client.connect()
  await client.query(TABLES)
  const waiting: Waiting[] = []
  let size = 0
  let isRunning = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.splice(0, MOST_IN_GROUP)
      try {
        const entries = byteaArray(group.map(({ entry }) => entry))
        const { rowCount } = await client.query({
          ...APPEND,
          values: [size, group.length, entries],
        })
        if (rowCount !== group.length) throw new Error('the head was not where it was believed')
        for (const [i, { resolve }] of group.entries()) resolve(size + i)
        size += group.length
      } catch (failure) {
        for (const { reject } of group) reject(failure)
      }
      // Those who were just answered come with their next entry: as the sequencer does.
      await new Promise((resolve) => setImmediate(resolve))
    }
    isRunning = false
  }

  return {
    append: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject })
        if (isRunning) return
        isRunning = true
        setImmediate(() => void run())
      }),
    close: () => client.end(),
  }
}
