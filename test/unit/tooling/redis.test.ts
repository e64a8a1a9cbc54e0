import { Cluster, Redis } from 'ioredis'
import { afterEach, expect, it } from 'vitest'
import {
  describeWithRedis,
  SENTINEL_NAME,
  startRedis,
  type TestRedis,
} from '../../support/redis.ts'

await describeWithRedis('startRedis', () => {
  let redis: TestRedis
  afterEach(() => redis.stop())

  it('starts one server', async () => {
    redis = await startRedis()
    const client = new Redis(redis.url)
    await client.set('key', 'value')
    expect(await client.get('key')).toBe('value')
    client.disconnect()
  })

  it('starts a master whose place the replica takes', async () => {
    redis = await startRedis({ sentinel: true })
    const client = new Redis({
      sentinels: redis.sentinels.map(({ host, port }) => ({ host, port })),
      name: SENTINEL_NAME,
    })
    client.on('error', () => {}) // the outage below: it connects again by itself
    await client.set('key', 'value')
    await client.wait(1, 1_000) // until the replica has it
    const [master, replica] = redis.nodes
    await master.stop()
    expect(await client.get('key')).toBe('value')
    expect(await replica?.cli('ROLE')).toMatch(/^master/)
    client.disconnect()
  })

  it('starts a cluster that holds every slot', async () => {
    redis = await startRedis({ cluster: true })
    const client = new Cluster(redis.nodes.map(({ host, port }) => ({ host, port })))
    const keys = ['上海', '江苏', '浙江', '安徽']
    for (const key of keys) await client.set(key, key)
    for (const key of keys) expect(await client.get(key)).toBe(key)
    client.disconnect()
  })
})
