/** A log that is not what was signed does not start, and says what to do. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openLogService } from '../../../gateway/log/log-service.ts'
import type { LogService } from '../../../gateway/log/log-service.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { OPERATION_LEAVES, createLogDatabase, intent, options } from './log-bench.ts'
import { startWitnesses } from './witness-servers.ts'
import type { WitnessServers } from './witness-servers.ts'

let witnesses: WitnessServers
let folder: string
let url: string
let database: Database
let state: string
let cosigned: WitnessServers['kept']
const made: LogService[] = []

/** When the witnesses saw it, and one intent later. */
const COSIGNED = OPERATION_LEAVES + 3
const SIZE = COSIGNED + 1
const TABLES = [
  'log_entry',
  'log_disclosure',
  'log_head',
  'log_edge',
  'log_tile',
  'log_checkpoint',
  'log_witness',
]

beforeAll(async () => {
  witnesses = await startWitnesses()
  folder = await createTemporaryFolder('log')
  url = await createLogDatabase()
  database = openDatabase(url, () => undefined)
  const log = await opened()
  await Promise.all(Array.from({ length: 3 }, () => log.intend(intent())))
  await log.checkpointNow(true)
  await log.intend(intent())
  await log.close()
  for (const table of TABLES) {
    await run(`CREATE TABLE kept_${table} AS TABLE ${table}`)
    // What follows is done by one who owns the tables and takes the triggers away first.
    await run(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
  }
  state = await readFile(join(folder, 'signed-head.json'), 'utf8')
  cosigned = new Map(witnesses.kept)
})
afterAll(async () => {
  await database.destroy()
  await rm(folder, { recursive: true })
  await witnesses.close()
})
beforeEach(async () => {
  for (const [name, head] of cosigned) witnesses.kept.set(name, head)
  await writeFile(join(folder, 'signed-head.json'), state)
  for (const table of TABLES) {
    await run(`DELETE FROM ${table}`)
    await run(`INSERT INTO ${table} SELECT * FROM kept_${table}`)
  }
})
afterEach(() => Promise.all(made.splice(0).map((each) => each.close())))

async function opened(databaseUrl = url): Promise<LogService> {
  const addresses = { witnesses: witnesses.addresses }
  const log = await openLogService({ ...options(databaseUrl, folder), ...addresses })
  made.push(log)
  return log
}

async function rewriteState(change: object): Promise<void> {
  const changed = { ...(JSON.parse(state) as object), ...change }
  await writeFile(join(folder, 'signed-head.json'), JSON.stringify(changed))
}

const run = (statement: string) => sql.raw(statement).execute(database)
const refusal = (code: string, details: object) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) })

describe('a log that is as it was', () => {
  it('starts, is well, and goes on', async () => {
    const log = await opened()
    const index = SIZE + OPERATION_LEAVES
    expect((await log.intend(intent())).promise.index).toBe(index)
    expect(await log.checkpointNow(true)).toMatchObject({ size: index + 1, isCosigned: true })
    expect(await log.health()).toEqual([])
  })

  it('starts when witnesses are silent', async () => {
    for (const { key } of witnesses.addresses) witnesses.silent.add(key.name)
    await opened()
    witnesses.silent.clear()
  })
})

describe('a log does not start', () => {
  it('with fewer leaves than the state file has seen signed', async () => {
    await rewriteState({ size: 9 })
    await expect(opened()).rejects.toEqual(refusal('LOG_BEHIND', { size: SIZE, seen: 9 }))
  })

  it('with fewer leaves than a witness has cosigned', async () => {
    const { name } = witnesses.addresses[2]!.key
    witnesses.kept.set(name, { size: 7, root: Buffer.alloc(32) })
    await expect(opened()).rejects.toEqual(refusal('LOG_BEHIND', { size: SIZE, seen: 7 }))
  })

  it('emptied, when witnesses remember it', async () => {
    const empty = await createLogDatabase()
    await rm(join(folder, 'signed-head.json'))
    await expect(opened(empty)).rejects.toEqual(refusal('LOG_BEHIND', { size: 0, seen: COSIGNED }))
  })

  it('with two checkpoints of one size', async () => {
    await run(`INSERT INTO log_checkpoint VALUES (${COSIGNED}, sha256('another'), now(), NULL)`)
    await expect(opened()).rejects.toEqual(refusal('LOG_FORKED', { size: COSIGNED }))
  })

  it('with a checkpoint that the entries do not make', async () => {
    await run(`INSERT INTO log_checkpoint VALUES (2, sha256('another'), now(), NULL)`)
    await expect(opened()).rejects.toEqual(refusal('LOG_FORKED', { size: 2 }))
  })

  it('with a signed head in the state file that the entries do not make', async () => {
    await rewriteState({ size: 2 })
    await expect(opened()).rejects.toEqual(refusal('LOG_FORKED', { size: 2 }))
  })

  it('with a state file that cannot be read', async () => {
    await writeFile(join(folder, 'signed-head.json'), '{}')
    await expect(opened()).rejects.toEqual(refusal('LOG_STATE_INVALID', { reason: 'state file' }))
  })

  it.each([
    ['a head set back', 'frontier', `UPDATE log_head SET size = ${SIZE - 1}`],
    ['a changed root', 'head', `UPDATE log_head SET root = sha256('another')`],
    [
      'a changed leaf',
      'an entry has another hash',
      `UPDATE log_entry SET leaf = 'x' WHERE index = ${SIZE - 1}`,
    ],
    [
      'a leaf of another version',
      'an entry of another version',
      `UPDATE log_entry SET leaf = 'x', hash = sha256('\\x0078') WHERE index = ${SIZE - 1}`,
    ],
    ['a missing leaf', 'entries are missing', `DELETE FROM log_entry WHERE index = 1`],
    [
      'a last leaf taken away',
      'entries are missing',
      `DELETE FROM log_entry WHERE index = ${SIZE - 1}`,
    ],
    [
      'a leaf too many',
      'entries beyond the head',
      `INSERT INTO log_entry (index, hash, leaf, type, at) VALUES (${SIZE}, 'x', 'x', 'INTENT', now())`,
    ],
  ])('with %s', async (_, reason, statement) => {
    await run(statement)
    await expect(opened()).rejects.toEqual(refusal('LOG_STATE_INVALID', { reason }))
  })
})
