/**
 * The record cache in Redis, shared by gateway processes. Entries are encrypted (AES-256-GCM) and
 * bound to their key: who reads Redis learns nothing but which hashed keys exist, who writes it can
 * replay an old entry of the same key and nothing else.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { CachedAnswer, RecordCache } from './record-cache.ts'
import type { RedisConnection } from './redis-connection.ts'

export interface RedisCacheOptions {
  readonly connection: RedisConnection
  /** 32 bytes, the same for all processes. */
  readonly key: Uint8Array
  /** How long an entry is kept at all, for STALE answers too. */
  readonly keepMs: number
  readonly onError: (error: unknown) => void
}

const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Raised with the record's shape: entries of an older shape are misses. */
const SHAPE = 'v2'

export function createRedisCache(options: RedisCacheOptions): RecordCache {
  const { connection, keepMs, onError } = options
  const key = Buffer.from(options.key)
  // Not the code itself: Redis and its logs must not tell who was looked up.
  const nameOf = (province: Province, uscc: Uscc): string =>
    `ydelta:record:${SHAPE}:${createHmac('sha256', key).update(`${province}|${uscc}`).digest('base64url')}`

  return {
    async get(province, uscc) {
      try {
        const name = nameOf(province, uscc)
        const sealed = await connection.getBuffer(name)
        return sealed === null ? null : open(key, name, sealed)
      } catch (failure) {
        onError(failure)
        return null
      }
    },
    async put(province, uscc, answer) {
      try {
        const name = nameOf(province, uscc)
        await connection.set(name, seal(key, name, answer), 'PX', keepMs)
      } catch (failure) {
        onError(failure)
      }
    },
    close: () => Promise.resolve(connection.disconnect()),
  }
}

function seal(key: Buffer, name: string, answer: CachedAnswer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  const body = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** @throws when the entry was not sealed with this key under this name. */
function open(key: Buffer, name: string, sealed: Buffer): CachedAnswer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(Buffer.from(name))
    .setAuthTag(tag)
  const body = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES))
  return JSON.parse(Buffer.concat([body, decipher.final()]).toString('utf8')) as CachedAnswer
}
