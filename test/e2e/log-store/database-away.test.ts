/** The database stopped and started, cut off in mid-answer, full: nothing is acknowledged that is not kept. */
import { execFile } from 'node:child_process'
import { chmod, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createLogService } from '../../../gateway/log/log-service.ts'
import type { LogService } from '../../../gateway/log/log-service.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { createLogStore } from '../../../gateway/store/log-store.ts'
import { startPrivatePostgres } from '../../../gateway/store/private-postgres.ts'
import type { PrivatePostgres } from '../../../gateway/store/private-postgres.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import type { TcpProxy } from '../../support/tcp-proxy.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import {
  OPERATION_LEAVES,
  createLogDatabase,
  intent,
  options,
  outcome,
} from '../../unit/log-service/log-bench.ts'

const run = promisify(execFile)
const SMALL = { shared_buffers: '16MB', max_wal_size: '32MB', min_wal_size: '32MB' }

let folder: string
let server: PrivatePostgres
let proxy: TcpProxy
let log: LogService
let acknowledged: Map<number, string>

async function start(postgresFolder: string): Promise<void> {
  server = await startPrivatePostgres({ folder: postgresFolder, settings: SMALL })
  await createLogDatabase(server.url)
  proxy = await startTcpProxy(portOf(server))
  const url = Object.assign(new URL(server.url), { port: String(proxy.port) }).href
  const timing = { graceMs: 700, closeWithinMs: 200 }
  log = createLogService({ ...options(url, folder), timing })
}

const portOf = ({ url }: PrivatePostgres) => Number(new URL(url).port)

async function prepare(): Promise<void> {
  folder = await createTemporaryFolder('log')
  await chmod(folder, 0o711) // the database's account has to pass
  acknowledged = new Map()
}

async function stop(): Promise<void> {
  await log.close()
  await proxy.cut()
  await server.stop()
}

async function append(): Promise<string> {
  const { promise, leafHash } = await log.intend(intent())
  acknowledged.set(promise.index, leafHash)
  return leafHash
}

/** Codes of those that were refused. */
async function appendMany(count: number): Promise<readonly string[]> {
  const all = await Promise.allSettled(Array.from({ length: count }, append))
  return all.flatMap((one) =>
    one.status === 'rejected' ? [(one.reason as { code: string }).code] : [],
  )
}

async function refuseLoss(): Promise<number> {
  const database = openDatabase(server.url, () => undefined, { patient: true })
  const store = createLogStore(database)
  const head = await store.head()
  const hashes = await store.hashes(0, head.size)
  await database.destroy()
  expect(hashes).toHaveLength(head.size)
  for (const [index, hash] of acknowledged) expect(hashes[index]?.toString('base64url')).toBe(hash)
  return head.size
}

describe('the database', () => {
  beforeAll(async () => {
    await prepare()
    await start(join(folder, 'postgres'))
  })
  afterAll(async () => {
    await stop()
    await rm(folder, { recursive: true })
  })

  it('stopped and started: refused meanwhile, and what waited is written once', async () => {
    const leafHash = await append()
    await server.stop()
    log.conclude(outcome(leafHash))
    expect(await appendMany(5)).toEqual(Array(5).fill('LOG_UNAVAILABLE'))
    expect(await log.health()).toEqual(['log store'])
    server = await startPrivatePostgres({ folder: join(folder, 'postgres'), settings: SMALL })
    await proxy.mend(portOf(server))
    // The intent with its operation, and the outcome that waited; none of those that were refused.
    const whole = OPERATION_LEAVES + 2
    await vi.waitUntil(async () => (await refuseLoss()) === whole, {
      timeout: 15_000,
      interval: 50,
    })
    await append()
    expect(await log.health()).toEqual([])
    expect(await refuseLoss()).toBe(whole + 1)
  })

  it('cut off while answers are on their way: no leaf twice, none lost', async () => {
    for (let round = 0; round < 6; round += 1) {
      const many = appendMany(40)
      await append()
      await proxy.cut()
      await proxy.mend(portOf(server))
      await many
    }
    expect(await appendMany(1)).toEqual([])
    await refuseLoss()
  })
})

describe('a full disk', () => {
  const disk = () => join(folder, 'disk')
  let why: string | null = 'not tried'

  beforeAll(async () => {
    await prepare()
    why = await mountSmall(disk())
    if (why === null) await start(join(disk(), 'postgres'))
  })
  afterAll(async () => {
    if (why === null) {
      await stop()
      await run('umount', ['-l', disk()])
    }
    await rm(folder, { recursive: true })
  })

  it('refuses, and nothing that was acknowledged is lost', async (context) => {
    if (why !== null) return context.skip(`no small file system can be mounted: ${why}`)
    await append()
    const filler = join(disk(), 'filler')
    await writeFile(filler, Buffer.alloc(MOST_BYTES)).catch(() => undefined)
    let refused: readonly string[] = []
    for (let round = 0; round < 200 && refused.length === 0; round += 1) {
      refused = await appendMany(200)
    }
    expect(refused).toContain('LOG_UNAVAILABLE')
    expect(await log.health()).toContain('log store')
    await rm(filler)
    await server.stop()
    server = await startPrivatePostgres({ folder: join(disk(), 'postgres'), settings: SMALL })
    await proxy.mend(portOf(server))
    await vi.waitUntil(async () => (await appendMany(1)).length === 0, { timeout: 15_000 })
    await refuseLoss()
  })
})

const MOST_BYTES = 200 * 1024 * 1024

/** Null: mounted; else why not. */
async function mountSmall(path: string): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'not root'
  try {
    await run('mkdir', ['-p', path])
    await run('mount', ['-t', 'tmpfs', '-o', `size=${MOST_BYTES},mode=755`, 'tmpfs', path])
    return null
  } catch (failure) {
    return (failure as Error).message
  }
}
