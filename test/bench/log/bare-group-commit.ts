/**
 * The least that makes rows durable in an order of their own: groups of up to 256 go into one table, and
 * a head row moves with them, in one statement. Nothing is hashed, signed, sealed or found again.
 */
import pg from 'pg'
import { byteaArray } from '../../../gateway/store/log-binary-arrays.ts'
import { createGroupCommit } from './group-commit.ts'
import type { GroupCommit } from './group-commit.ts'

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

export async function openBareGroupCommit(url: string): Promise<GroupCommit<Buffer>> {
  const client = new pg.Client({ connectionString: url, options: '-c synchronous_commit=on' })
  await client.connect()
  await client.query(TABLES)
  let size = 0
  return createGroupCommit({
    async commit(entries) {
      const values = [size, entries.length, byteaArray(entries)]
      const { rowCount } = await client.query({ ...APPEND, values })
      if (rowCount !== entries.length) throw new Error('the head was not where it was believed')
      size += entries.length
    },
    close: () => client.end(),
  })
}
