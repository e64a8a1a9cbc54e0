/** One log on a real database, and as many services on it as a test wants; they are closed after each. */
import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { parseLeaf } from '../../../gateway/federation-log/leaf.ts'
import type { Leaf } from '../../../gateway/federation-log/leaf-types.ts'
import { hashLeaf, rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { createLogService } from '../../../gateway/log/log-service.ts'
import type { LogService, LogServiceOptions } from '../../../gateway/log/log-service.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { createLogStore } from '../../../gateway/store/log-store.ts'
import type { StoredLeaf } from '../../../gateway/store/log-store.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { createLogDatabase, options } from './log-bench.ts'

export interface OneLog {
  readonly url: string
  readonly folder: string
  readonly database: Database
  service(change?: Partial<LogServiceOptions>): LogService
  /** One that was opened otherwise. */
  keep(service: LogService): void
  closeAll(): Promise<void>
  size(): Promise<number>
  /** At most 10,000. */
  entriesFrom(index: number): Promise<readonly StoredLeaf[]>
  leavesFrom(index: number): Promise<readonly Leaf[]>
  /** Every index once, and the head over all of them. */
  refuseHoles(): Promise<void>
}

/** For the tests of the block in which it is called; its members are there when they run. */
export function useOneLog(): OneLog {
  const made = {} as { url: string; folder: string; database: Database }
  const services: LogService[] = []
  async function closeAll(): Promise<void> {
    await Promise.all(services.splice(0).map((each) => each.close()))
  }

  beforeAll(async () => {
    made.url = await createLogDatabase()
    made.folder = await createTemporaryFolder('log')
    made.database = openDatabase(made.url, () => undefined)
  })
  afterEach(closeAll)
  afterAll(async () => {
    await made.database.destroy()
    await rm(made.folder, { recursive: true })
  })

  const entriesFrom = (index: number) => createLogStore(made.database).leaves(index, index + 10_000)
  return Object.assign(made, {
    service(change: Partial<LogServiceOptions> = {}) {
      const service = createLogService({ ...options(made.url, made.folder), ...change })
      services.push(service)
      return service
    },
    keep: (service: LogService) => void services.push(service),
    closeAll,
    size: async () => (await createLogStore(made.database).head()).size,
    entriesFrom,
    leavesFrom: async (index: number) =>
      (await entriesFrom(index)).map(({ leaf }) => parseLeaf(leaf)),
    async refuseHoles() {
      const store = createLogStore(made.database)
      const head = await store.head()
      const leaves = await store.leaves(0, head.size)
      const indexes = Array.from({ length: head.size }, (_, i) => i)
      expect(leaves.map(({ index }) => index)).toEqual(indexes)
      const hashes = leaves.map(({ leaf }) => hashLeaf(leaf))
      expect(rootOfHashes(hashes)).toEqual(head.root)
    },
  })
}
