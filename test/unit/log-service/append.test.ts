/** Leaves on a real PostgreSQL: durable, gapless, promised, sealed, found. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBatch, openPromise } from '../../../gateway/federation-log/promise.ts'
import { hashLeaf, rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { createLogService } from '../../../gateway/log/log-service.ts'
import type { LogService, LogServiceOptions } from '../../../gateway/log/log-service.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { createLogStore } from '../../../gateway/store/log-store.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { PROMISE_KEY, createLogDatabase, intent, options, outcome } from './log-bench.ts'

let url: string
let folder: string
let database: Database
const services: LogService[] = []

function service(change: Partial<LogServiceOptions> = {}): LogService {
  const made = createLogService({ ...options(url, folder), ...change })
  services.push(made)
  return made
}

beforeAll(async () => {
  url = await createLogDatabase()
  folder = await createTemporaryFolder('log')
  database = openDatabase(url, () => undefined)
})
afterAll(async () => {
  await Promise.all(services.map((each) => each.close()))
  await database.destroy()
  await rm(folder, { recursive: true })
})

async function refuseHoles(): Promise<void> {
  const store = createLogStore(database)
  const head = await store.head()
  const leaves = await store.leaves(0, head.size)
  expect(leaves.map(({ index }) => index)).toEqual(Array.from({ length: head.size }, (_, i) => i))
  const hashes = leaves.map(({ leaf }) => hashLeaf(leaf))
  expect(rootOfHashes(hashes)).toEqual(head.root)
}

describe('an intent', () => {
  it('is durable, promised, and its promise can be verified', async () => {
    const facts = intent()
    const { promise, leafHash, subjects } = await service().intend(facts)
    const opened = openPromise(promise, (batch) => openBatch(batch, [PROMISE_KEY.key]))
    expect(opened.leafHash.toString('base64url')).toBe(leafHash)
    expect(opened.leaf).toMatchObject({ id: facts.id, type: 'INTENT' })
    expect(subjects).toHaveLength(1)
    await refuseHoles()
  })

  it('of many callers of two services has an index of its own, and the log no hole', async () => {
    const [one, other] = [service(), service()]
    const intended = await Promise.all(
      Array.from({ length: 600 }, (_, i) => (i % 2 ? one : other).intend(intent())),
    )
    const indexes = new Set(intended.map(({ promise }) => promise.index))
    expect(indexes.size).toBe(600)
    for (const { leafHash } of intended) one.conclude(outcome(leafHash))
    await refuseHoles()
  })
})
