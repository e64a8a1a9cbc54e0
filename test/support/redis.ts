/**
 * Real Redis servers for tests: one, one watched by Sentinel, or a cluster. They listen on free
 * loopback ports, keep nothing, and end with the process that started them.
 */
import { rm } from 'node:fs/promises'
import { askBroker } from './broker.ts'
import { describeUnless } from './not-run.ts'
import { arrangeAlone, arrangeCluster, arrangeSentinel } from './redis-arrange.ts'
import { startRedisNode, type RedisNode } from './redis-node.ts'
import type { RedisPrograms } from './redis-programs.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

export { SENTINEL_NAME } from './redis-arrange.ts'
export type { RedisNode } from './redis-node.ts'

export interface TestRedis {
  /** Alone: one. With Sentinel: the master, then its replica. Cluster: three masters. */
  readonly nodes: readonly [RedisNode, ...RedisNode[]]
  /** Three with Sentinel, else none. */
  readonly sentinels: readonly RedisNode[]
  /** Of the first node. */
  readonly url: string
  stop(): Promise<void>
}

export interface TestRedisOptions {
  /** A master, a replica and three sentinels that replace a silent master after half a second. */
  readonly sentinel?: boolean
  /** Three masters that share the slots. */
  readonly cluster?: boolean
}

/**
 * `describe` for tests that need Redis: NOT RUN where there is none and none can be installed,
 * failed in that case in CI.
 */
export async function describeWithRedis(name: string, tests: () => void): Promise<void> {
  describeUnless(await reasonAgainst(), name, tests)
}

/** Starts the servers and waits until they answer as what they are. Stop them in `afterAll`. */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const programs = (await askBroker('redis')) as RedisPrograms
  const folder = await createTemporaryFolder('redis')
  const started: RedisNode[] = []
  const stop = async () => {
    await Promise.all(started.map((node) => node.stop()))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const arrange = arrangementOf(options)
    const arranged = await arrange(async (settings) => {
      const node = await startRedisNode(programs, folder, settings)
      started.push(node)
      return node
    })
    return { ...arranged, url: arranged.nodes[0].url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function arrangementOf({ sentinel, cluster }: TestRedisOptions) {
  if (cluster) return arrangeCluster
  return sentinel ? arrangeSentinel : arrangeAlone
}

function reasonAgainst(): Promise<string | undefined> {
  return askBroker('redis').then(
    () => undefined,
    (error: Error) => error.message,
  )
}
