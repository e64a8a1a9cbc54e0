/** How several Redis servers are put together, and when they are ready as a whole. */
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../gateway/store/free-port.ts'
import type { RedisNode, RedisSettings } from './redis-node.ts'

/** The name under which Sentinel knows the master. */
export const SENTINEL_NAME = 'ydelta'
const READY_TIMEOUT_MS = 30_000
const LOOK_AGAIN_MS = 50

type Start = (settings: RedisSettings) => Promise<RedisNode>

export interface Arranged {
  readonly nodes: readonly [RedisNode, ...RedisNode[]]
  readonly sentinels: readonly RedisNode[]
}

export async function arrangeAlone(start: Start): Promise<Arranged> {
  return { nodes: [await start({ kind: 'redis', lines: [] })], sentinels: [] }
}

/** A sentinel learns of the replica when it first asks the master, so that comes first. */
export async function arrangeSentinel(start: Start): Promise<Arranged> {
  const master = await start({ kind: 'redis', lines: ['repl-diskless-sync-delay 0'] })
  const replica = await start({
    kind: 'redis',
    lines: [`replicaof ${master.host} ${master.port}`, 'repl-diskless-sync-delay 0'],
  })
  await until(replica, ['INFO', 'replication'], /master_link_status:up/)
  const lines = [
    `sentinel monitor ${SENTINEL_NAME} ${master.host} ${master.port} 2`,
    `sentinel down-after-milliseconds ${SENTINEL_NAME} 500`,
    `sentinel failover-timeout ${SENTINEL_NAME} 3000`,
  ]
  const sentinels = await Promise.all([1, 2, 3].map(() => start({ kind: 'sentinel', lines })))
  const complete = /num-slaves\s+1\n[^]*num-other-sentinels\s+2\n/
  await Promise.all(
    sentinels.map((sentinel) => until(sentinel, ['SENTINEL', 'MASTER', SENTINEL_NAME], complete)),
  )
  return { nodes: [master, replica], sentinels }
}

export async function arrangeCluster(start: Start): Promise<Arranged> {
  const node = async () => {
    const lines = ['cluster-enabled yes', `cluster-port ${await freePort()}`]
    return start({ kind: 'redis', lines })
  }
  const nodes = [await node(), await node(), await node()] as const
  const addresses = nodes.map(({ host, port }) => `${host}:${port}`)
  await nodes[0].cli('--cluster', 'create', ...addresses, '--cluster-yes')
  await Promise.all(nodes.map((each) => until(each, ['CLUSTER', 'INFO'], /cluster_state:ok/)))
  return { nodes, sentinels: [] }
}

async function until(node: RedisNode, command: readonly string[], wanted: RegExp): Promise<void> {
  const givingUpAt = performance.now() + READY_TIMEOUT_MS
  for (;;) {
    const answer = await node.cli(...command)
    if (wanted.test(answer.replaceAll('\r', ''))) return
    if (performance.now() > givingUpAt) throw new Error(`Redis is not ready: ${answer}`)
    await wait(LOOK_AGAIN_MS)
  }
}
