/**
 * A Redis connection by address: `redis://` and `rediss://` one server, `redis-sentinel://a,b,c/NAME`
 * a group watched by Sentinel, `redis-cluster://a,b,c` a cluster. Commands fail at once while it is
 * away: a request never waits for the cache.
 */
import { Cluster, Redis } from 'ioredis'

export type RedisConnection = Redis | Cluster

const COMMAND_TIMEOUT_MS = 200
const COMMON = {
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  commandTimeout: COMMAND_TIMEOUT_MS,
  connectTimeout: 1_000,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2_000),
}

export function connectRedis(address: string, onError: (error: Error) => void): RedisConnection {
  const connection = connectionTo(address)
  // Without a listener a lost connection would end the process.
  connection.on('error', onError)
  return connection
}

function connectionTo(address: string): RedisConnection {
  const [scheme = '', rest = ''] = address.split('://', 2)
  if (scheme !== 'redis-sentinel' && scheme !== 'redis-cluster') return new Redis(address, COMMON)
  const [authority = '', name = ''] = rest.split('/', 2)
  const at = authority.lastIndexOf('@')
  const password =
    at < 0 ? {} : { password: decodeURIComponent(authority.slice(0, at).replace(/^:/, '')) }
  const nodes = authority
    .slice(at + 1)
    .split(',')
    .map(nodeOf)
  if (scheme === 'redis-sentinel') {
    return new Redis({
      ...COMMON,
      ...password,
      sentinels: nodes,
      name,
      sentinelRetryStrategy: COMMON.retryStrategy,
    })
  }
  return new Cluster(nodes, {
    enableOfflineQueue: false,
    redisOptions: { ...password, commandTimeout: COMMAND_TIMEOUT_MS, connectTimeout: 1_000 },
    clusterRetryStrategy: COMMON.retryStrategy,
  })
}

function nodeOf(text: string): { host: string; port: number } {
  const { hostname, port } = new URL(`redis://${text}`)
  return { host: hostname, port: port === '' ? 6_379 : Number(port) }
}
