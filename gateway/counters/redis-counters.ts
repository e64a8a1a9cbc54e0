/**
 * Counters in Redis. A Redis that restarts without its data forgets: quotas begin anew, used ids can be
 * used again. Where that must not be, used ids belong into PostgreSQL.
 */
import type { RedisConnection } from '../cache/redis-connection.ts'
import { KEPT_LONGER_MS, windowAt } from './counters.ts'
import type { Counters } from './counters.ts'
import { createKeyedHash } from './keyed-hash.ts'

export interface RedisCountersOptions {
  readonly connection: RedisConnection
  readonly secret: Uint8Array
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export function createRedisCounters({ connection, secret, now }: RedisCountersOptions): Counters {
  const hashOf = createKeyedHash(secret)
  const keyOf = (...parts: readonly string[]): string =>
    `ydelta:count:${hashOf(...parts).toString('base64url')}`
  const windowOf = (key: string, windowMs: number) => {
    const { from, until } = windowAt(now(), windowMs)
    return {
      name: keyOf(key, String(from), String(windowMs)),
      lastsMs: until - now() + KEPT_LONGER_MS,
    }
  }

  return {
    async useOnce(kind, id, until) {
      const lastsMs = Math.max(1, until.getTime() - now()) + KEPT_LONGER_MS
      const set = await connection.set(keyOf('once', kind, id), '1', 'PX', lastsMs, 'NX')
      return set === 'OK' ? 'FIRST' : 'REPEATED'
    },
    async add(key, n, windowMs) {
      const { name, lastsMs } = windowOf(`add ${key}`, windowMs)
      // Sent together: the second is not waited for before the first is answered.
      const [count] = await Promise.all([
        connection.incrby(name, n),
        connection.pexpire(name, lastsMs),
      ])
      return count
    },
    async distinct(key, members, windowMs) {
      const { name, lastsMs } = windowOf(`distinct ${key}`, windowMs)
      // A HyperLogLog: 12 KiB whatever it counts, and no member can be read from it.
      const hidden = members.map((member) => hashOf('member', member).toString('base64url'))
      const [, , count] = await Promise.all([
        hidden.length === 0 ? 0 : connection.pfadd(name, ...hidden),
        connection.pexpire(name, lastsMs),
        connection.pfcount(name),
      ])
      return count
    },
  }
}
