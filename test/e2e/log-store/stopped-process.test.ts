/**
 * A process that is stopped (SIGSTOP) in the middle of appending, at any moment, holds up nobody; when
 * it goes on there is no fork, and no leaf that was acknowledged is lost.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hashLeaf, rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { createLogService } from '../../../gateway/log/log-service.ts'
import type { LogService } from '../../../gateway/log/log-service.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { createLogStore } from '../../../gateway/store/log-store.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { createLogDatabase, intent, options } from '../../unit/log-service/log-bench.ts'

const SCRIPT = fileURLToPath(new URL('append-forever.ts', import.meta.url))
const STOPS = 12

let folder: string
let url: string
let log: LogService
let child: ChildProcess
const acknowledged = new Map<number, string>()

beforeAll(async () => {
  folder = await createTemporaryFolder('log')
  url = await createLogDatabase()
  log = createLogService(options(url, folder))
  child = spawn(process.execPath, [SCRIPT, url, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const [index, hash] = line.split(' ')
    acknowledged.set(Number(index), hash!)
  })
  await once(child.stdout!, 'data')
})
afterAll(async () => {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await log.close()
  await rm(folder, { recursive: true })
})

it('neither blocks nor forks the log', async () => {
  for (let stop = 0; stop < STOPS; stop += 1) {
    child.kill('SIGSTOP')
    // Each of ours needs the head that the stopped one may be about to move.
    for (let i = 0; i < 5; i += 1) {
      const { promise, leafHash } = await log.intend(intent())
      expect(acknowledged.has(promise.index)).toBe(false)
      acknowledged.set(promise.index, leafHash)
    }
    const before = acknowledged.size
    child.kill('SIGCONT')
    while (acknowledged.size < before + 20) await once(child.stdout!, 'data')
  }
  child.kill('SIGKILL')
  await once(child, 'close')
  await refuseForks()
})

async function refuseForks(): Promise<void> {
  const database = openDatabase(url, () => undefined, { patient: true })
  const store = createLogStore(database)
  const head = await store.head()
  const leaves = await store.leaves(0, head.size)
  await database.destroy()
  const hashes = leaves.map(({ leaf }) => hashLeaf(leaf))
  expect(hashes).toHaveLength(head.size)
  expect(rootOfHashes(hashes)).toEqual(head.root)
  expect(acknowledged.size).toBeGreaterThan(STOPS * 20)
  for (const [index, hash] of acknowledged) {
    expect(hashes[index]!.toString('base64url')).toBe(hash)
  }
}
