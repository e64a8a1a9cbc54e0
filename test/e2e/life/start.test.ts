import { createServer } from 'node:net'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import { startFourRegistries } from '../../support/four-registries.ts'
import type { FourRegistries } from '../../support/four-registries.ts'
import { startGateway } from '../../support/gateway-process.ts'
import { createDatabase } from '../../support/postgres.ts'
import { runYdelta } from '../../support/run-ydelta.ts'
import { writeServiceSettings } from '../../support/service-settings.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

/** Nothing of a program: no file, no function, no module. */
const STACK = /^ +at |\.ts:\d|node_modules|node:internal/m

let registries: FourRegistries
let settings: Readonly<Record<string, string>>
let folder: string
beforeAll(async () => {
  folder = await createTemporaryFolder('start')
  const [own, database, four] = await Promise.all([
    writeServiceSettings(folder),
    createDatabase(),
    startFourRegistries({
      recordsOf: (province) => deltaRecords(1, province),
      // Two minutes: more than Zhejiang allows; the others do not look at the time.
      clockAheadMs: { SHANGHAI: 120_000, JIANGSU: 120_000, ZHEJIANG: 120_000, ANHUI: 120_000 },
    }),
  ])
  registries = four
  settings = { ...own, ...four.settings, DATABASE_URL: database, LOG_LEVEL: 'warn', PORT: '0' }
})
afterAll(async () => {
  await registries?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe('ydelta serve refuses to start', () => {
  it('with wrong settings, naming each of them and repeating no secret', async () => {
    const secret = 'not-to-be-printed-1234567890'
    const { status, stdout, stderr } = await runYdelta(['serve'], {
      env: {
        ...settings,
        PORT: '70000',
        DATABASE_URL: `mysql://user:${secret}@127.0.0.1/x`,
        REDIS_URL: `http://:${secret}@127.0.0.1`,
        CACHE_KEY: secret,
        CURSOR_KEY: secret,
        REGISTRY_DEADLINE_MS: 'soon',
        LOG_LEVEL: 'loud',
        MAX_DEPTH: '1',
        SHANGHAI_URL: `ftp://user:${secret}@127.0.0.1`,
        ANHUI_PRIVATE_KEY_FILE: '/nowhere/at/all.pem',
        JIANGSU_URL: '',
        ZHEJIANG_SECRET_KEY: '',
      },
    })
    expect([status, stdout]).toEqual([2, ''])
    const named = ['PORT', 'DATABASE_URL', 'REDIS_URL', 'CACHE_KEY', 'CURSOR_KEY', 'LOG_LEVEL']
    named.push('REGISTRY_DEADLINE_MS', 'MAX_DEPTH', 'SHANGHAI_URL', 'JIANGSU_URL')
    named.push('ANHUI_PRIVATE_KEY_FILE')
    for (const setting of named) expect(stderr).toContain(`${setting}：`)
    expect(stderr).toMatch(/^CONFIG_INVALID：/)
    expect(stderr).not.toContain(secret)
    expect(stderr).not.toMatch(STACK)
  })

  it('with no settings at all, naming what is required', async () => {
    const { status, stderr } = await runYdelta(['serve'])
    expect(status).toBe(2)
    for (const setting of ['DATABASE_URL', ...Object.keys(registries.settings)]) {
      expect(stderr).toContain(`${setting}：`)
    }
  })

  it('with a key file that is no key, before it listens', async () => {
    const { status, stderr } = await runYdelta(['serve', '--migrate'], {
      env: { ...settings, ANHUI_PRIVATE_KEY_FILE: import.meta.filename },
    })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^CONFIG_INVALID：.*ANHUI_PRIVATE_KEY_FILE/)
    expect(stderr).not.toMatch(STACK)
  })

  it('on a port that somebody has, naming it', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { status, stderr } = await runYdelta(['serve', '--migrate'], {
      env: { ...settings, PORT: String(port) },
    })
    other.close()
    expect(status).toBe(3)
    expect(stderr).toMatch(/^PORT_UNAVAILABLE：/)
    expect(stderr).toContain(String(port))
    expect(stderr).not.toMatch(STACK)
  })

  it.each(['serve', 'migrate'])(
    'without its database (%s), and prints no password',
    async (word) => {
      const closed = createServer().listen(0, '127.0.0.1')
      await once(closed, 'listening')
      const { port } = closed.address() as AddressInfo
      closed.close()
      await once(closed, 'close')
      const url = `postgres://ydelta:not-to-be-printed@127.0.0.1:${port}/ydelta`
      const { status, stderr } = await runYdelta([word], {
        env: { ...settings, DATABASE_URL: url },
      })
      expect(status).toBe(3)
      expect(stderr).toMatch(/^DATABASE_UNAVAILABLE：/)
      expect(stderr).not.toContain('not-to-be-printed')
      expect(stderr).not.toMatch(STACK)
    },
  )

  it('on a database that has not been migrated, saying what to do', async () => {
    const { status, stderr } = await runYdelta(['serve'], {
      env: { ...settings, DATABASE_URL: await createDatabase() },
    })
    expect(status).toBe(3)
    expect(stderr).toMatch(/^DATABASE_NOT_MIGRATED：.*ydelta migrate/)
    expect(stderr).not.toMatch(STACK)
  })
})

describe('ydelta migrate', () => {
  it('is safe when two do it at once, and says which of them did it', async () => {
    const env = { DATABASE_URL: await createDatabase() }
    const runs = await Promise.all([1, 2].map(() => runYdelta(['migrate', '--json'], { env })))
    expect(runs.map(({ status }) => status)).toEqual([0, 0])
    const ran = runs.flatMap(({ stdout }) => (JSON.parse(stdout) as { ran: string[] }).ran)
    expect(ran.length).toBeGreaterThan(0)
    expect(new Set(ran).size).toBe(ran.length)
    const again = await runYdelta(['migrate', '--json'], { env })
    expect(JSON.parse(again.stdout)).toEqual({ ran: [] })
  })
})

describe('a clock that is off', () => {
  it('is named by the registry that checks it, and costs only its part', async () => {
    await using gateway = await startGateway(settings)
    const { data, errors } = await gateway.ask(
      `{ entity(uscc: "${deltaUscc(0)}") { name sources { province state code } } }`,
    )
    expect(errors.map(({ extensions: { province, code } }) => [province, code])).toEqual([
      ['ZHEJIANG', 'PROVINCE_CLOCK_SKEW'],
    ])
    expect(data?.['entity']).toMatchObject({
      name: expect.any(String),
      sources: expect.arrayContaining([
        { province: 'ZHEJIANG', state: 'FAILED', code: 'PROVINCE_CLOCK_SKEW' },
      ]),
    })
  })
})
