/** `ydelta clients` and `ydelta token` against a gateway that runs. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { command as clientsCommand } from '../../../gateway/cli/clients.ts'
import { command as tokenCommand } from '../../../gateway/cli/token.ts'
import type { Command } from '../../../gateway/cli/command.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { AGENCY, BUREAU, bearer, keyPem, openWorld, pem, whoIs } from './world.ts'
import type { World } from './world.ts'

let world: World
let folder: string
let chain: string
let key: string
beforeAll(async () => {
  world = await openWorld()
  world.clock.at = new Date() // the command does not know ours
  folder = await createTemporaryFolder('client')
  chain = join(folder, 'chain.pem')
  key = join(folder, 'key.pem')
  await writeFile(chain, BUREAU.chain.map((der) => pem('CERTIFICATE', der)).join(''))
  await writeFile(key, keyPem(BUREAU.leaf))
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** In this process: starting one takes longer than all it does. */
async function run(command: Command, words: readonly string[]) {
  vi.stubEnv('DATABASE_URL', world.databaseUrl)
  let [stdout, stderr] = ['', '']
  const out = vi
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => !!(stdout += String(text)))
  const err = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => !!(stderr += String(text)))
  try {
    const status = await command.run(words)
    return { status, stdout, stderr }
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
}

const clients = (...words: string[]) => run(clientsCommand, words)

const WHY = ['--role', 'OFFICER', '--purpose', 'ENFORCEMENT', '--basis', 'PENALTY_LAW_48']
const token = (...words: string[]) => {
  const who = ['--client', BUREAU.id, '--agency', AGENCY, '--key', key, '--chain', chain]
  return run(tokenCommand, ['--url', world.url, ...who, ...WHY, ...words])
}

it('a client is registered, signs in, is listed, and signs in no more when removed', async () => {
  const facts = ['--agency', AGENCY, '--province', 'shanghai', '--name', '虚构局']
  const certificate = ['--role', 'OFFICER', '--certificate', chain]
  const added = await clients('add', BUREAU.id, ...facts, ...certificate)
  expect(added).toEqual({ status: 0, stdout: '已登记：bureau-1（虚构局）\n', stderr: '' })

  world.clock.at = new Date()
  const given = await token('--case', '虚构案1', '--officer', 'officer-7')
  expect(given).toMatchObject({ status: 0, stderr: '' })
  world.clock.at = new Date()
  expect(await whoIs(world, bearer(given.stdout.trim()))).toMatchObject({
    ...{ status: 200, body: { id: BUREAU.id, details: { officer: 'officer-7' } } },
  })

  const refused = await token('--officer', 'officer-7')
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toMatch(/^CASE_NUMBER_MISSING：/)

  const { stdout } = await clients('list', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ id: BUREAU.id, province: 'SHANGHAI', name: '虚构局' })

  const taken = clients('certificate', BUREAU.id, '--remove', 'x')
  await expect(taken).rejects.toMatchObject({ code: 'USAGE' })
  expect(await clients('remove', BUREAU.id)).toMatchObject({ status: 0 })
  const after = await token('--case', '虚构案1', '--officer', 'officer-7', '--json')
  expect(JSON.parse(after.stderr)).toMatchObject({
    code: 'CLIENT_UNKNOWN',
    error: 'invalid_client',
  })
  const gone = clients('remove', BUREAU.id)
  await expect(gone).rejects.toMatchObject({ code: 'CLIENT_NOT_REGISTERED' })
})
