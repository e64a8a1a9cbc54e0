/** A gateway whose log, keys or settings are not what they were does not start, and says how to go on. */
import { generateKeyPairSync } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readServiceConfig } from '../../../gateway/config.ts'
import { deltaRecords } from '../../support/delta-records.ts'
import { runYdelta } from '../../support/run-ydelta.ts'
import { openServedLog } from '../../support/served-log.ts'
import { openServedWorld } from '../../support/served-world.ts'
import type { ServedWorld } from '../../support/served-world.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

// Whole processes start and end in a test.
vi.setConfig({ testTimeout: 60_000 })

let world: ServedWorld
let folder: string
/** Of the database as it was before the last leaves. */
let older: string
beforeAll(async () => {
  folder = await createTemporaryFolder('start')
  world = await openServedWorld({ recordsOf: (province) => deltaRecords(1, province) })
  await write(2)
  older = await copyOf(world.databaseUrl)
  await write(1)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** Leaves, under a cosigned checkpoint. */
async function write(leaves: number): Promise<void> {
  await using log = await openServedLog(world)
  const act = { act: 'ENTRIES_READ', role: 'AUDITOR', agency: null, actor: null } as const
  for (let i = 0; i < leaves; i += 1) {
    await log.act({ ...act, at: new Date(), province: null, count: null, document: null })
  }
  await log.checkpointNow(true)
}

async function on(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** As a backup is: of one instant. */
async function copyOf(url: string): Promise<string> {
  const name = new URL(url).pathname.slice(1)
  await on(withName(url, 'postgres'), `CREATE DATABASE ${name}_older TEMPLATE ${name}`)
  return withName(url, `${name}_older`)
}

const withName = (url: string, name: string) =>
  Object.assign(new URL(url), { pathname: `/${name}` }).href

/** Every setting of the world but these. */
function start(change: Readonly<Record<string, string>> = {}) {
  return runYdelta(['serve'], { env: { ...world.settings, PORT: '0', ...change } })
}

it('on a database from an older backup, as its state file says', async () => {
  const { status, stderr } = await start({ DATABASE_URL: older })
  expect({ status, code: codeIn(stderr) }).toEqual({ status: 3, code: 'LOG_BEHIND' })
  expect(stderr).toContain('状态文件已见过3条')
  expect(stderr).toContain('请恢复至少含3条的备份，或启用新的日志名称')
})

it('on the same when the state file is lost too, as the witnesses say', async () => {
  const { status, stderr } = await start({
    ...{ DATABASE_URL: older, LOG_STATE_FILE: join(folder, 'lost') },
  })
  expect({ status, code: codeIn(stderr) }).toEqual({ status: 3, code: 'LOG_BEHIND' })
  expect(stderr).toMatch(/见证方\S+已见过3条/)
})

it('on two checkpoints that disagree', async () => {
  await on(older, `INSERT INTO log_checkpoint VALUES (2, sha256('another'), now(), NULL)`)
  const { status, stderr } = await start({ DATABASE_URL: older })
  expect({ status, code: codeIn(stderr) }).toEqual({ status: 3, code: 'LOG_FORKED' })
  expect(stderr).toContain('请勿删除任何一方')
})

it('without keys, naming every one', async () => {
  const files = [
    ...['LOG_KEY_FILE', 'LOG_PROMISE_KEY_FILE', 'LOG_POLICY_FILE', 'LOG_STATE_FILE'],
    ...['ACCESS_TOKEN_KEY_FILE', 'TRUST_FOLDER', 'ANHUI_DISCLOSURE_KEY_FILE', 'ANHUI_SEARCH_KEY'],
  ]
  const { status, stderr } = await start(Object.fromEntries(files.map((name) => [name, ''])))
  expect({ status, code: codeIn(stderr) }).toEqual({ status: 2, code: 'CONFIG_INVALID' })
  for (const name of files) expect(stderr).toContain(`${name}：必填`)
})

it('under the name of another log', async () => {
  const { status, stderr } = await start({ LOG_ORIGIN: 'log.ydelta.example/another' })
  expect({ status, code: codeIn(stderr) }).toEqual({ status: 2, code: 'CONFIG_INVALID' })
  for (const setting of ['LOG_KEY_FILE', 'LOG_PROMISE_KEY_FILE']) {
    expect(stderr).toContain(`${setting}：不是LOG_POLICY_FILE所列log.ydelta.example/another`)
  }
})

it.each(['LOG_KEY_FILE', 'LOG_PROMISE_KEY_FILE'])('with %s of another log', async (setting) => {
  const file = join(folder, `${setting}.pem`)
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const read = () => readServiceConfig({ ...world.settings, [setting]: file })
  const problems = expect.stringMatching(
    new RegExp(`^${setting}：不是LOG_POLICY_FILE所列`),
  ) as unknown
  expect(read).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', details: { problems } }))
})

/** The line for people begins with it. */
function codeIn(stderr: string): string | undefined {
  return stderr.split('：', 1)[0]
}
