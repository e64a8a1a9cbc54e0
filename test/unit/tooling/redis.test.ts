import { Cluster, Redis } from 'ioredis'
import { it } from 'vitest'
import { describeWithRedis, SENTINEL_NAME, startRedis } from '../../support/redis.ts'

// Beside each other: most of each is waiting until its servers have found each other.
await describeWithRedis('startRedis', () => {
  it.concurrent('starts one server', async ({ expect, onTestFinished }) => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const client = new Redis(redis.url)
    await client.set('key', 'value')
    expect(await client.get('key')).toBe('value')
    client.disconnect()
  })

  it.concurrent(
    'starts a master whose place the replica takes',
    async ({ expect, onTestFinished }) => {
      const redis = await startRedis({ sentinel: true })
      onTestFinished(() => redis.stop())
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
    },
  )

  it.concurrent('starts a cluster that holds every slot', async ({ expect, onTestFinished }) => {
    const redis = await startRedis({ cluster: true })
    onTestFinished(() => redis.stop())
    const client = new Cluster(redis.nodes.map(({ host, port }) => ({ host, port })))
    const keys = ['上海', '江苏', '浙江', '安徽']
    for (const key of keys) await client.set(key, key)
    for (const key of keys) expect(await client.get(key)).toBe(key)
    client.disconnect()
  })
})
