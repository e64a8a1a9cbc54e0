import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { isAlive } from '../../support/is-alive.ts'
import { commandLineOf, descendantsOf, runningOf } from '../../support/process-tree.ts'
import { runYdelta } from '../../support/run-ydelta.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { WHOLE, rowsFrom, sourceOf } from '../../support/whole-entity.ts'
import type { WholeEntity } from '../../support/whole-entity.ts'
import { SECTIONS } from '../../../schemas/model/record.ts'
import { CHILD_ENV } from '../../support/child-env.ts'

const COMMAND_LINE = resolve(import.meta.dirname, '../../../gateway/cli/ydelta.ts')
const SOON = { timeout: 15_000, interval: 100 }
const LONG = 90_000

/** One state folder after another's use: the tests are the days of one machine. */
let folder: string
let dev: Dev | undefined
beforeAll(async () => {
  folder = await createTemporaryFolder('dev')
})
afterEach(async () => {
  if (dev !== undefined && isAlive(dev.pid)) process.kill(dev.pid, 'SIGKILL')
  await dev?.ended
  for (const pid of dev?.family ?? []) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('ydelta dev', { timeout: LONG }, () => {
  it('prints a query that is answered, alone on its state, and ends all it has started', async () => {
    dev = await startDev()
    const { url, code, token } = dev
    expect(dev.text()).toContain(`curl -s ${url} `)
    const { entity, errors } = await askWhole(url, code, token)
    expect(errors).toBeUndefined()
    for (const province of PROVINCES) {
      expect(sourceOf(entity, province)?.state).toBe('ANSWERED')
      const rows = SECTIONS.flatMap((name) => rowsFrom(entity, [province])[name] ?? [])
      expect(rows.length).toBeGreaterThan(0)
    }

    const rival = (...more: string[]) => runYdelta(['dev', ...wordsFor(folder), ...more])
    const refused = await Promise.all([rival(), rival('--fresh')])
    for (const { status, stderr } of refused) {
      expect(status).toBe(3)
      expect(stderr).toMatch(/^DATABASE_FOLDER_IN_USE：/)
      expect(stderr).toContain(folder)
    }
    expect((await askWhole(url, code, token)).errors).toBeUndefined()

    process.kill(await pidOf(dev, 'province anhui'), 'SIGKILL')
    await expect.poll(() => dev!.text(), SOON).toContain('[安徽] 进程已退出（被终止）')
    const without = await askWhole(url, code, token)
    expect(without.errors).toMatchObject([
      { extensions: { province: 'ANHUI', code: 'PROVINCE_UNREACHABLE', uscc: code } },
    ])
    expect(rowsFrom(without.entity, ['SHANGHAI', 'JIANGSU', 'ZHEJIANG'])).toEqual(
      rowsFrom(entity, ['SHANGHAI', 'JIANGSU', 'ZHEJIANG']),
    )

    process.kill(dev.pid, 'SIGINT')
    expect(await dev.ended).toBe(0)
    expect(await runningOf(dev.family)).toEqual([])
    expect(dev.text().match(/进程已退出/g)).toHaveLength(1)
  })

  it('finds its state again, and leaves nothing behind when it is killed', async () => {
    const before = await keptFiles()
    dev = await startDev()
    expect(await keptFiles()).toEqual(before)
    expect((await askWhole(dev.url, dev.code, dev.token)).errors).toBeUndefined()
    expect(dev.family.length).toBeGreaterThan(6) // four provinces, the gateway, PostgreSQL's own
    process.kill(dev.pid, 'SIGKILL')
    await dev.ended
    await expect.poll(() => runningOf(dev!.family), SOON).toEqual([])
  })

  it('forgets everything when asked to, and ends soon when it is stopped half started', async () => {
    const before = await keptFiles()
    const starting = spawnDev('--fresh')
    // Its keys are made anew; the rest is under way.
    const renewed = async () => (await keptFiles())[1] !== before[1]
    await expect.poll(renewed, SOON).toBe(true)
    const family = await descendantsOf(starting.pid)
    process.kill(starting.pid, 'SIGINT')
    expect(await starting.ended).toBe(130)
    await expect.poll(() => runningOf(family), SOON).toEqual([])
  })

  it('says whose fault it is when a part does not start, and ends the others', async () => {
    await mkdir(join(folder, 'anhui'), { recursive: true })
    await writeFile(join(folder, 'anhui', 'credentials.json'), '{}')
    const starting = spawnDev()
    let family: number[] = []
    const look = setInterval(() => {
      void descendantsOf(starting.pid).then((seen) => (family = [...new Set([...family, ...seen])]))
    }, 100)
    expect(await starting.ended).toBe(3)
    clearInterval(look)
    expect(starting.text()).toMatch(/CHILD_FAILED：.*province anhui/)
    await expect.poll(() => runningOf(family), SOON).toEqual([])
  })
})

interface Starting {
  readonly pid: number
  /** Its exit status; null when a signal ended it. */
  readonly ended: Promise<number | null>
  /** What it has printed, both streams. */
  text(): string
}

interface Dev extends Starting {
  readonly url: string
  readonly code: string
  /** Of the development officer. */
  readonly token: string
  /** Every process it has started, and theirs. */
  readonly family: readonly number[]
}

function wordsFor(state: string): string[] {
  return ['--state', state, '--port', '0', '--entities', '20']
}

function spawnDev(...more: readonly string[]): Starting {
  const words = [COMMAND_LINE, 'dev', ...wordsFor(folder), ...more]
  const child = spawn(process.execPath, words, {
    // Without a cache every question reaches the registries.
    env: { ...CHILD_ENV, RECORD_FRESH_SECONDS: '0', RECORD_STALE_SECONDS: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => (text += `${line}\n`))
  }
  const ended = once(child, 'close').then(([status]) => status as number | null)
  return { pid: child.pid ?? 0, ended, text: () => text }
}

async function startDev(): Promise<Dev> {
  const starting = spawnDev()
  const { pid, ended, text } = starting
  const said = () =>
    /GraphQL：(\S+)[^]*示例代码：(\w{18})[^]*访问令牌[^\n]*\n(\S+)[^]*Ctrl-C/.exec(text())
  try {
    const failed = ended.then((status) => Promise.reject(new Error(`ended: ${status}\n${text()}`)))
    const ready = expect.poll(said, { timeout: LONG, interval: 100 }).not.toBeNull()
    await Promise.race([ready, failed])
  } catch (failure) {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    throw failure
  }
  const [, url = '', code = '', token = ''] = said() ?? []
  return { pid, ended, text, url, code, token, family: await descendantsOf(pid) }
}

async function askWhole(url: string, uscc: string, token: string) {
  const query = `{ entity(uscc: "${uscc}") { ${WHOLE} } }`
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  })
  const { data, errors } = (await response.json()) as {
    data: { entity: WholeEntity }
    errors?: unknown[]
  }
  return { entity: data.entity, errors }
}

/** What a second start must not make anew: the database's password, a registry's keys, the cache's. */
function keptFiles(): Promise<string[]> {
  const files = ['gateway/postgres/password', 'anhui/credentials.json', 'gateway/cache-key']
  return Promise.all(files.map((file) => readFile(join(folder, file), 'utf8').catch(() => '')))
}

async function pidOf({ family }: Dev, words: string): Promise<number> {
  for (const pid of family) if ((await commandLineOf(pid)).includes(words)) return pid
  throw new Error(`no process of ${words}`)
}
