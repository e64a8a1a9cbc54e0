import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectRedis } from '../../../gateway/cache/redis-connection.ts'
import type { RedisConnection } from '../../../gateway/cache/redis-connection.ts'
import { createRedisCounters } from '../../../gateway/counters/redis-counters.ts'
import { describeWithRedis, startRedis } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'
import { NOW, countersContract } from './contract.ts'

const secret = Buffer.alloc(32, 1)

await describeWithRedis('counters in Redis', () => {
  let redis: TestRedis
  let connection: RedisConnection
  beforeAll(async () => {
    redis = await startRedis()
    connection = connectRedis(redis.url, () => undefined)
    await once(connection, 'ready')
  })
  afterAll(async () => {
    connection.disconnect()
    await redis.stop()
  })

  const open = (now: () => number) => createRedisCounters({ connection, secret, now })

  countersContract(open)

  it('keep no name of anything, and end', async () => {
    const counters = open(() => NOW)
    await counters.useOnce('assertion', 'bureau-1', new Date(NOW + 1_000))
    await counters.add('XC-BUREAU', 1, 60_000)
    await counters.distinct('officer-9', ['91310000FICTITIOUS'], 60_000)
    const keys = await connection.keys('*')
    expect(keys.length).toBeGreaterThan(2)
    expect(keys.join()).not.toMatch(/bureau|officer|91310000/i)
    for (const key of keys) expect(await connection.pttl(key)).toBeGreaterThan(0)
    const values = await Promise.all(keys.map((key) => connection.dumpBuffer(key)))
    expect(Buffer.concat(values as Buffer[]).toString('latin1')).not.toContain('91310000')
  })

  it('reject when Redis is away', async () => {
    const gone = connectRedis('redis://127.0.0.1:1', () => undefined)
    const counters = createRedisCounters({ connection: gone, secret, now: () => NOW })
    await expect(counters.add('x', 1, 60_000)).rejects.toThrow()
    await expect(counters.useOnce('x', 'y', new Date(NOW))).rejects.toThrow()
    await expect(counters.distinct('x', ['y'], 60_000)).rejects.toThrow()
    gone.disconnect()
  })
})
