import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPostgresCounters } from '../../../gateway/counters/postgres-counters.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { createMigratedDatabase } from '../sign-in/migrated-database.ts'
import { NOW, countersContract } from './contract.ts'

const LOG = pino({ level: 'silent' })
const secret = Buffer.alloc(32, 1)
let database: Database
beforeAll(async () => {
  database = openDatabase(await createMigratedDatabase(), () => undefined)
})
afterAll(() => database.destroy())

const open = (now: () => number) => createPostgresCounters({ database, secret, now, log: LOG })

countersContract(open)

it('what has ended is removed beside other work, and what has not stays', async () => {
  await database.deleteFrom('used_id').execute()
  let now = NOW
  const counters = open(() => now)
  await counters.useOnce('x', 'short', new Date(NOW + 1_000))
  await counters.useOnce('x', 'long', new Date(NOW + 300_000))
  now = NOW + 125_000
  await counters.add('anything', 1, 60_000)
  const left = () => database.selectFrom('used_id').select('key').execute()
  await expect.poll(left).toHaveLength(1)
  expect(await counters.useOnce('x', 'long', new Date(NOW + 300_000))).toBe('REPEATED')
})

it('no key or member can be read', async () => {
  const counters = open(() => NOW)
  await counters.distinct('officer-9', ['91310000FICTITIOUS'], 60_000)
  const rows = await database.selectFrom('window_member').selectAll().execute()
  const text = rows.map(({ key, member }) => key.toString('latin1') + member.toString('latin1'))
  expect(text.join()).not.toMatch(/officer|91310000/)
  expect(rows.every(({ member }) => member.length === 20)).toBe(true)
})

it('rejects when the database is away', async () => {
  const away = openDatabase('postgres://nobody@127.0.0.1:1/nothing', () => undefined)
  const counters = createPostgresCounters({ database: away, secret, now: () => NOW, log: LOG })
  await expect(counters.add('x', 1, 60_000)).rejects.toThrow()
  await expect(counters.useOnce('x', 'y', new Date(NOW))).rejects.toThrow()
  await expect(counters.distinct('x', ['y'], 60_000)).rejects.toThrow()
  await away.destroy()
})
