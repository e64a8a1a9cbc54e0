/** A connection for what every request waits for: what is given up is given up by the server as well. */
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openOwnConnection } from '../../../gateway/store/own-connection.ts'
import type { OwnConnection } from '../../../gateway/store/own-connection.ts'
import { createDatabase } from '../../support/postgres.ts'

let url: string
let other: pg.Client
let made: OwnConnection[] = []

beforeAll(async () => {
  url = await createDatabase()
  other = new pg.Client(url)
  await other.connect()
  await other.query('CREATE TABLE tally (n integer NOT NULL); INSERT INTO tally VALUES (0)')
})
afterAll(() => other.end())
afterEach(async () => {
  await Promise.all(made.map((each) => each.close()))
  made = []
})

function open(statementMs = 200): OwnConnection {
  const connection = openOwnConnection(url, { statementMs, session: '-c application_name=own' })
  made.push(connection)
  return connection
}

const COUNT = { name: 'count', text: 'UPDATE tally SET n = n + $1 RETURNING n' }
const ONE = { name: 'one', text: 'SELECT 1 AS n' }
const backends = async (state = '%') => {
  const text = `SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE application_name = 'own' AND state LIKE $1`
  return (await other.query<{ n: number }>(text, [state])).rows[0]!.n
}

it('leaves nothing behind in the server of what it gave up, and counts none of it later', async () => {
  const connection = open()
  await other.query('BEGIN; LOCK TABLE tally')
  for (let i = 0; i < 5; i += 1) {
    await expect(connection.ask(COUNT, [1])).rejects.toThrow(/statement timeout/)
  }
  expect(await backends('active')).toBe(0)
  await other.query('COMMIT')
  expect(await connection.ask(COUNT, [1])).toEqual([{ n: 1 }])
})

it('is made anew after it was cut, once for all who ask', async () => {
  const connection = open()
  await connection.ask(ONE)
  await other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'own'`)
  await connection.ask(ONE).catch(() => undefined)
  expect(await Promise.all([connection.ask(ONE), connection.ask(ONE)])).toEqual([
    [{ n: 1 }],
    [{ n: 1 }],
  ])
  expect(await backends()).toBe(1)
})

it('is gone when it is closed, also while it is being made, and asks nothing any more', async () => {
  const connection = open()
  const asked = connection.ask(ONE).catch(() => undefined)
  await connection.close()
  await asked
  await expect(connection.ask(ONE)).rejects.toThrow('closed')
  while ((await backends()) > 0) await new Promise((resolve) => setTimeout(resolve, 10))
})
