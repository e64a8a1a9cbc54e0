import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADAPTERS } from '../../../adapters/index.ts'
import { credentialSetting, readConfig, readDatabaseUrl } from '../../../gateway/config.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

type Environment = Record<string, string | undefined>

let folder: string
let good: Environment

beforeAll(async () => {
  folder = await createTemporaryFolder('config')
  const file = join(folder, 'key.pem')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  good = { DATABASE_URL: 'postgres://127.0.0.1/ydelta' }
  for (const province of PROVINCES) {
    good[`${province}_URL`] = 'http://127.0.0.1:8080'
    for (const credential of ADAPTERS[province].credentials) {
      const value = credential.endsWith('File') ? file : `given-${credential}`
      good[credentialSetting(province, credential)] = value
    }
  }
})
afterAll(() => rm(folder, { recursive: true }))

/** The mistakes named, or none. */
function mistakes(environment: Environment): string[] {
  try {
    readConfig({ ...good, ...environment })
    return []
  } catch (failure) {
    expect(failure).toMatchObject({ code: 'CONFIG_INVALID' })
    return (failure as { details: { problems: string } }).details.problems.split('；')
  }
}

const named = (environment: Environment) =>
  mistakes(environment).map((mistake) => mistake.split('：')[0])

describe('settings', () => {
  it('that are right are read, with what README promises for those left out', () => {
    const config = readConfig(good)
    expect(config).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 4_000,
      REGISTRY_DEADLINE_MS: 2_000,
      LOG_LEVEL: 'info',
    })
    expect(config.REDIS_URL).toBeUndefined()
    expect(config.registries.SHANGHAI).toEqual({
      url: 'http://127.0.0.1:8080',
      credentials: { token: 'given-token' },
    })
  })

  it('of a file hold its content', () => {
    const { privateKeyFile } = readConfig(good).registries.ANHUI.credentials
    expect(privateKeyFile).toContain('PRIVATE KEY')
  })

  it('that are empty are left out', () => {
    expect(readConfig({ ...good, PORT: '', REDIS_URL: '' })).toMatchObject({ PORT: 4_000 })
    expect(named({ DATABASE_URL: '' })).toEqual(['DATABASE_URL'])
  })

  it('that are not ours are passed over', () => {
    expect(mistakes({ PATH: '/bin', SHANGHAI_WEATHER: 'fine' })).toEqual([])
  })

  it.each([
    ['PORT', '0', 0],
    ['RECORD_STALE_SECONDS', '0', 0],
    ['MAX_ALIASES', '0', 0],
    ['REGISTRY_DEADLINE_MS', '60000', 60_000],
  ])('%s may be %s', (name, text, value) => {
    expect(readConfig({ ...good, [name]: text })).toHaveProperty(name, value)
  })
})

describe('a mistake', () => {
  it.each([
    ['PORT', 'x', '应为整数'],
    ['PORT', '1.5', '应为整数'],
    ['PORT', '-1', '不得小于0'],
    ['PORT', '65536', '不得大于65535'],
    ['REGISTRY_DEADLINE_MS', '49', '不得小于50'],
    ['MAX_DEPTH', '2', '不得小于3'],
    ['LOG_LEVEL', 'loud', '应为debug、info、warn、error、silent之一'],
    ['DATABASE_URL', 'mysql://x', '应以postgres://开头'],
    ['DATABASE_URL', undefined, '必填'],
    ['CURSOR_KEY', 'c2hvcnQ=', '应为32字节的base64编码'],
    ['SHANGHAI_URL', undefined, '应为登记系统的http(s)地址'],
    ['JIANGSU_URL', 'ftp://x', '应为登记系统的http(s)地址'],
    ['ZHEJIANG_URL', 'not an address', '应为登记系统的http(s)地址'],
    ['ANHUI_PRIVATE_KEY_FILE', '/nowhere/at/all', '文件无法读取'],
    ['ZHEJIANG_SECRET_KEY', undefined, '必填'],
  ])('%s=%s is named with what it should be', (name, value, problem) => {
    expect(mistakes({ [name]: value })).toEqual([`${name}：${problem}`])
  })

  it('is named beside every other, all at once', () => {
    const environment = {
      PORT: 'x',
      DATABASE_URL: undefined,
      MAX_COST: '1',
      LOG_LEVEL: 'loud',
      REDIS_URL: 'http://x',
      ANHUI_URL: undefined,
      SHANGHAI_TOKEN: undefined,
      ANHUI_PRIVATE_KEY_FILE: '/nowhere',
    }
    expect(named(environment).sort()).toEqual([...Object.keys(environment), 'CACHE_KEY'].sort())
  })

  it('in everything names everything', () => {
    const all = named(Object.fromEntries(Object.keys(good).map((name) => [name, undefined])))
    expect(all.sort()).toEqual(Object.keys(good).sort())
  })
})

describe('a cache in Redis', () => {
  const CACHE_KEY = randomBytes(32).toString('base64')

  it.each([
    'redis://127.0.0.1:6379',
    'rediss://:secret@cache.example:6380/2',
    'redis-sentinel://127.0.0.1:26379,127.0.0.1:26380/ydelta',
    'redis-sentinel://:secret@a,b,c/ydelta',
    'redis-cluster://127.0.0.1:7000,127.0.0.1:7001',
  ])('at %s is accepted', (REDIS_URL) => {
    expect(mistakes({ REDIS_URL, CACHE_KEY })).toEqual([])
  })

  it.each([
    ['of another kind', 'http://127.0.0.1'],
    ['without a server', 'redis-cluster://'],
    ['without the group that Sentinel watches', 'redis-sentinel://127.0.0.1:26379'],
    ['with a port that is none', 'redis-cluster://127.0.0.1:7000,127.0.0.1:port'],
    ['with an empty place', 'redis-cluster://127.0.0.1:7000,,127.0.0.1:7001'],
  ])('at an address %s is refused', (_, REDIS_URL) => {
    expect(named({ REDIS_URL, CACHE_KEY })).toEqual(['REDIS_URL'])
  })

  it('needs a key: records are not written in the clear', () => {
    expect(named({ REDIS_URL: 'redis://127.0.0.1' })).toEqual(['CACHE_KEY'])
  })
})

describe('a secret', () => {
  it('is never repeated, whatever is wrong', () => {
    const secret = 'hunter2-虚构'
    const wrong = Object.fromEntries([
      ...Object.keys(good).map((name) => [name, secret]),
      ...['REDIS_URL', 'CACHE_KEY', 'CURSOR_KEY', 'PORT', 'LOG_LEVEL', 'MAX_COST'].map((name) => [
        name,
        secret,
      ]),
    ]) as Environment
    let failure: unknown
    try {
      readConfig(wrong)
    } catch (caught) {
      failure = caught
    }
    const { message, details, cause } = failure as Error & { details: object }
    expect(JSON.stringify([message, details, String(cause)])).not.toContain('hunter2')
  })
})

describe('commands that need the database alone', () => {
  it('ask for nothing else', () => {
    expect(readDatabaseUrl({ DATABASE_URL: 'postgres://127.0.0.1/x' })).toBe(
      'postgres://127.0.0.1/x',
    )
  })

  it.each([undefined, 'mysql://x'])('refuse %s', (DATABASE_URL) => {
    expect(() => readDatabaseUrl({ DATABASE_URL })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})
