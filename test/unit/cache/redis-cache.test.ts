/** Against real Redis servers: alone, watched by Sentinel, as a cluster. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedisCache } from '../../../gateway/cache/redis-cache.ts'
import { connectRedis } from '../../../gateway/cache/redis-connection.ts'
import type { RedisConnection } from '../../../gateway/cache/redis-connection.ts'
import type { RecordCache } from '../../../gateway/cache/record-cache.ts'
import { fictitiousUscc, richRecord } from '../../support/fictitious-records.ts'
import { SENTINEL_NAME, describeWithRedis, startRedis } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'

const KEY = randomBytes(32)
const USCC = fictitiousUscc(1)
const ANSWER = { fetchedAt: '2026-03-10T01:00:00.000Z', records: [richRecord(1)] }
/** A request never waits for the cache: a lost one costs at most this. */
const SOON_MS = 2_000

interface OpenCache {
  readonly cache: RecordCache
  readonly connection: RedisConnection
  readonly errors: unknown[]
}

function openCache(address: string, key: Uint8Array = KEY, keepMs = 60_000): OpenCache {
  const errors: unknown[] = []
  const connection = connectRedis(address, (error) => errors.push(error))
  const onError = (error: unknown): void => void errors.push(error)
  return { connection, errors, cache: createRedisCache({ connection, key, keepMs, onError }) }
}

/** Open and connected. */
async function readyCache(...args: Parameters<typeof openCache>): Promise<OpenCache> {
  const open = openCache(...args)
  await new Promise<void>((resolve) => open.connection.once('ready', () => resolve()))
  return open
}

const ADDRESS = {
  alone: ({ url }: TestRedis) => url,
  sentinel: ({ sentinels }: TestRedis) =>
    `redis-sentinel://${sentinels.map(({ host, port }) => `${host}:${port}`).join(',')}/${SENTINEL_NAME}`,
  cluster: ({ nodes }: TestRedis) =>
    `redis-cluster://${nodes.map(({ host, port }) => `${host}:${port}`).join(',')}`,
} as const

await describeWithRedis('the cache in Redis', () => {
  describe.each(['alone', 'sentinel', 'cluster'] as const)('%s', (arrangement) => {
    let redis: TestRedis
    let open: OpenCache

    beforeAll(async () => {
      redis = await startRedis({ [arrangement]: true })
      open = await readyCache(ADDRESS[arrangement](redis))
    })
    afterAll(async () => {
      await open.cache.close()
      await redis.stop()
    })

    it('gives back whole what it was given', async () => {
      await open.cache.put('ANHUI', USCC, ANSWER)
      expect(await open.cache.get('ANHUI', USCC)).toEqual(ANSWER)
      expect(await open.cache.get('JIANGSU', USCC)).toBeNull()
      expect(open.errors).toEqual([])
    })

    it('is shared by all gateways with the same key', async () => {
      const other = await readyCache(ADDRESS[arrangement](redis))
      expect(await other.cache.get('ANHUI', USCC)).toEqual(ANSWER)
      await other.cache.close()
    })

    it('is empty for a gateway with another key', async () => {
      const other = await readyCache(ADDRESS[arrangement](redis), randomBytes(32))
      expect(await other.cache.get('ANHUI', USCC)).toBeNull()
      await other.cache.close()
    })

    it('many answers, wherever their keys lie', async () => {
      const usccs = Array.from({ length: 60 }, (_, i) => fictitiousUscc(1_000 + i))
      await Promise.all(usccs.map((uscc) => open.cache.put('ANHUI', uscc, ANSWER)))
      const answers = await Promise.all(usccs.map((uscc) => open.cache.get('ANHUI', uscc)))
      expect(answers.every((answer) => answer !== null)).toBe(true)
    })

    it('a server that is gone is a miss, and nothing waits for it', async () => {
      await redis.nodes[0].stop()
      const usccs = Array.from({ length: 60 }, (_, i) => fictitiousUscc(1_000 + i))
      const began = performance.now()
      await Promise.all(
        usccs.flatMap((uscc) => [
          open.cache.get('ANHUI', uscc),
          open.cache.put('ANHUI', uscc, ANSWER),
        ]),
      )
      expect(performance.now() - began).toBeLessThan(SOON_MS)
    })
  })

  describe('what stands in Redis', () => {
    let redis: TestRedis
    let open: OpenCache
    beforeAll(async () => {
      redis = await startRedis()
      open = await readyCache(redis.url)
      await open.cache.put('ANHUI', USCC, ANSWER)
    })
    afterAll(async () => {
      await open.cache.close()
      await redis.stop()
    })

    const onlyKey = async () => (await redis.nodes[0].cli('KEYS', '*')).trim()
    const raw = async () => open.connection.getBuffer(await onlyKey())

    it('tells neither who was looked up nor what was found', async () => {
      const name = await onlyKey()
      const sealed = (await raw())!
      expect(name).not.toContain(USCC)
      for (const text of [USCC, ANSWER.records[0]!.name!, 'fetchedAt', 'penalties']) {
        expect(sealed.includes(Buffer.from(text))).toBe(false)
      }
    })

    it('is sealed anew each time: equal answers do not look equal', async () => {
      const first = await raw()
      await open.cache.put('ANHUI', USCC, ANSWER)
      expect((await raw())!.equals(first!)).toBe(false)
    })

    it('expires', async () => {
      const ttlMs = Number(await redis.nodes[0].cli('PTTL', await onlyKey()))
      expect(ttlMs).toBeGreaterThan(0)
      expect(ttlMs).toBeLessThanOrEqual(60_000)
    })

    it.each<[string, (sealed: Buffer) => Buffer]>([
      ['one bit changed', (sealed) => (sealed.writeUInt8(sealed[40]! ^ 1, 40), sealed)],
      ['cut short', (sealed) => sealed.subarray(0, 20)],
      ['emptied', () => Buffer.alloc(0)],
      [
        'replaced by text',
        () => Buffer.from('{"fetchedAt":"2026-03-10T01:00:00.000Z","records":[]}'),
      ],
    ])('%s is a miss', async (_, change) => {
      await open.cache.put('ANHUI', USCC, ANSWER)
      await open.connection.set(await onlyKey(), change((await raw())!))
      expect(await open.cache.get('ANHUI', USCC)).toBeNull()
    })

    it('moved to another code is a miss: an entry is bound to its key', async () => {
      await open.cache.put('ANHUI', USCC, ANSWER)
      const [own, sealed] = [await onlyKey(), await raw()]
      await open.cache.put('ANHUI', fictitiousUscc(2), ANSWER)
      const keys = (await redis.nodes[0].cli('KEYS', '*')).split('\n')
      await open.connection.set(
        keys.find((key) => key !== own)!,
        sealed!,
      )
      expect(await open.cache.get('ANHUI', fictitiousUscc(2))).toBeNull()
      expect(await open.cache.get('ANHUI', USCC)).toEqual(ANSWER)
    })
  })

  describe('a server that cannot be reached', () => {
    it('from the start is a miss at once, and errors end nothing', async () => {
      const open = openCache('redis://127.0.0.1:1')
      const began = performance.now()
      expect(await open.cache.get('ANHUI', USCC)).toBeNull()
      await open.cache.put('ANHUI', USCC, ANSWER)
      expect(performance.now() - began).toBeLessThan(SOON_MS)
      expect(open.errors.length).toBeGreaterThan(0)
      await open.cache.close()
    })

    it('that answers no more is a miss, and nothing waits longer than for a moment', async () => {
      const redis = await startRedis()
      const open = await readyCache(redis.url)
      const pausing = redis.nodes[0].cli('CLIENT', 'PAUSE', '3000', 'ALL')
      await pausing
      const began = performance.now()
      expect(await open.cache.get('ANHUI', USCC)).toBeNull()
      expect(performance.now() - began).toBeLessThan(SOON_MS)
      await open.cache.close()
      await redis.stop()
    })

    it('and comes back is used again', async () => {
      const redis = await startRedis()
      const open = await readyCache(redis.url)
      await open.connection
        .call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no')
        .catch(() => null)
      await new Promise<void>((resolve) => open.connection.once('ready', () => resolve()))
      await open.cache.put('ANHUI', USCC, ANSWER)
      expect(await open.cache.get('ANHUI', USCC)).toEqual(ANSWER)
      await open.cache.close()
      await redis.stop()
    })
  })
})
