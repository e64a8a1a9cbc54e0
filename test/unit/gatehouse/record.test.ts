/** What a gatehouse keeps: over restarts, torn lines, full disks and a kill. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppendFile, openForAppend } from '../../../gateway/gatehouse/append-file.ts'
import type { OpenFile } from '../../../gateway/gatehouse/append-file.ts'
import { exportPromises } from '../../../gateway/gatehouse/promise-lists.ts'
import { RECORD_FILE } from '../../../gateway/gatehouse/promise-record.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { exchangeId } from './asker.ts'
import { CODE, OTHER_CODE, openGatehouse, post, refusalIn } from './one-gatehouse.ts'
import type { OneGatehouse } from './one-gatehouse.ts'

let one: OneGatehouse
let file: string
beforeEach(async () => {
  one = await openGatehouse()
  file = join(one.folder, RECORD_FILE)
  await one.gatehouse.setLogKeys(one.log.keys())
})
afterEach(() => one[Symbol.asyncDispose]())

const tickets = (...codes: string[]) => one.log.intend(codes.length > 0 ? codes : [CODE]).tickets
const linesIn = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
interface Line {
  readonly kind: string
  readonly served: string
  readonly leafHash: string
  readonly digest: string
}
const late = (promises: ReturnType<typeof tickets>) =>
  post(`${one.gatehouse.url}/_gatehouse/promises`, JSON.stringify({ promises }))
describe('a record that has grown large', () => {
  const aside = async () =>
    (await readdir(one.folder)).filter((name) => /^promises-\d{8}T\d{9}Z\.ndjson$/.test(name))
  const exported = async () => {
    const lines: string[] = []
    for await (const line of exportPromises(one.folder, 'SHANGHAI')) lines.push(line)
    return lines.map((line) => (JSON.parse(line) as Line).leafHash)
  }
  const countsOf = async () => (await fetch(`${one.gatehouse.url}/_gatehouse/health`)).json()
  const SMALL = { mostRecordBytes: 10 }
  /** Starts, and with them rests of the record, are a minute apart. */
  const restartLater = async (options = SMALL) => {
    one.at = new Date(+one.at + 60_000)
    await one.restart(options)
  }

  it('is set aside at a start, and all promises are still exported, each once', async () => {
    const given = [tickets(), tickets()]
    for (const each of given) expect(await refusalIn(await one.exchange(each))).toBeNull()
    await restartLater()
    const fresh = tickets()
    expect(await refusalIn(await one.exchange(fresh))).toBeNull()
    await restartLater()
    expect(await aside()).toHaveLength(2)
    expect(one.told.filter((line) => line.includes('另存为'))).toHaveLength(2)
    expect(await exported()).toEqual([...given, fresh].map(([ticket]) => ticket!.leafHash))
  })

  it('stays where it is while it is small', async () => {
    await one.exchange(tickets())
    await one.restart()
    expect(await aside()).toEqual([])
  })

  it('is not forgotten: what was used stays used, in its exchange, over two starts', async () => {
    const [given, id] = [tickets(), exchangeId()]
    await one.exchange(given, { id })
    for (let i = 0; i < 2; i += 1) {
      await one.restart(SMALL)
      expect(await refusalIn(await one.exchange(given))).toBe('GATEHOUSE_PROMISE_USED')
      expect(await refusalIn(await one.exchange(given, { id }))).toBeNull()
      one.at = new Date(+one.at + 1_000)
    }
  })

  it('is not forgotten under a clock that is an hour ahead at that start', async () => {
    const [given, at] = [tickets(), one.at]
    await one.exchange(given)
    one.at = new Date(+at + 3_600_000)
    await one.restart(SMALL)
    one.at = at
    await one.restart()
    expect(await refusalIn(await one.exchange(given))).toBe('GATEHOUSE_PROMISE_USED')
  })

  it('hands on what was counted and what the log still has to show', async () => {
    await one.exchange(tickets())
    await late(tickets())
    const before = await countsOf()
    await restartLater()
    expect(await countsOf()).toEqual(before)
    expect(before).toMatchObject({ kept: 2, unchecked: 2 })
  })

  it('goes on as it is where it cannot be set aside', async () => {
    await one.exchange(tickets())
    const name = `promises-${new Date(+one.at + 60_000).toISOString().replace(/[-:.]/g, '')}.ndjson`
    await writeFile(join(one.folder, name), '')
    const before = await readFile(file, 'utf8')
    await restartLater()
    expect(await readFile(file, 'utf8')).toBe(before)
    expect(one.told.at(-1)).toContain('未能另存（EEXIST）')
    expect(await readdir(one.folder)).not.toContain('promises.ndjson.next')
    expect(await refusalIn(await one.exchange(tickets()))).toBeNull()
  })
})

describe('the record', () => {
  it('has the use before the answer, and the digest of the answer', async () => {
    const given = tickets()
    const response = await one.exchange(given)
    const digest = response.headers.get('x-gatehouse-digest')
    const [use, answer] = await linesIn(file)
    expect(use).toMatchObject({
      kind: 'USE',
      served: 'LIVE',
      leafHash: given[0]!.leafHash,
      index: 0,
    })
    expect(answer).toMatchObject({ kind: 'ANSWER', digest, status: 200 })
    expect(await readFile(file, 'utf8')).not.toContain(CODE)
  })

  it('keeps single use over a restart, and the exchange it belongs to', async () => {
    const [given, id] = [tickets(), exchangeId()]
    expect(await refusalIn(await one.exchange(given, { id }))).toBeNull()
    await one.restart()
    expect(await refusalIn(await one.exchange(given))).toBe('GATEHOUSE_PROMISE_USED')
    expect(await refusalIn(await one.exchange(given, { id }))).toBeNull()
  })

  it.each([
    ['while it runs', async () => undefined],
    ['over a restart', () => one.restart()],
  ])('keeps single use when its clock goes ahead and comes back, %s', async (_, between) => {
    const [given, at] = [tickets(), one.at]
    expect(await refusalIn(await one.exchange(given))).toBeNull()
    one.at = new Date(at.getTime() + 3_600_000)
    expect(await refusalIn(await one.exchange(tickets()))).toBeNull()
    await between()
    one.at = at
    expect(await refusalIn(await one.exchange(given))).toBe('GATEHOUSE_PROMISE_TOO_OLD')
    expect(await refusalIn(await one.exchange(tickets()))).toBe('GATEHOUSE_PROMISE_TOO_OLD')
    // Read again, with nothing forgotten.
    await one.restart()
    expect(await refusalIn(await one.exchange(given))).toBe('GATEHOUSE_PROMISE_USED')
    expect(await refusalIn(await one.exchange(tickets()))).toBeNull()
  })

  it('is cut where a killed process has torn it, and says so', async () => {
    const given = tickets()
    await one.exchange(given)
    const whole = (await readFile(file)).length
    await appendFile(file, '{"v":1,"kind":"USE","served":"LI')
    await one.restart()
    expect(one.told).toEqual([expect.stringContaining('不完整')])
    expect((await readFile(file)).length).toBe(whole)
    expect(await refusalIn(await one.exchange(given))).toBe('GATEHOUSE_PROMISE_USED')
    expect(await refusalIn(await one.exchange(tickets()))).toBeNull()
  })

  it('forgets the use whose line is torn: nothing was asked with it', async () => {
    const given = tickets()
    await one.exchange(given)
    await one.gatehouse.close()
    await truncate(file, (await readFile(file)).indexOf('\n') - 3)
    await one.restart()
    expect(await refusalIn(await one.exchange(given))).toBeNull()
  })

  it('that is damaged elsewhere keeps the gatehouse from starting', async () => {
    await one.exchange(tickets())
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('"kind":"USE"', '"kind":"use"'))
    await expect(one.restart()).rejects.toMatchObject({
      code: 'GATEHOUSE_RECORD_DAMAGED',
      details: { line: 1 },
    })
  })

  it('is one gatehouse’s', async () => {
    const second = openGatehouse({ folder: one.folder })
    await expect(second).rejects.toMatchObject({ code: 'GATEHOUSE_FOLDER_IN_USE' })
  })
})

describe('a full disk', () => {
  it('refuses by code, asks nothing, and goes on when there is room', async () => {
    const disk = { room: 1_000 }
    await one.restart({ openFile: fullDisk(disk) })
    const given = tickets()
    const asked = one.sandbox.requestCount()
    expect(await refusalIn(await one.exchange(given))).toBe('GATEHOUSE_RECORD_FAILED')
    expect(one.sandbox.requestCount()).toBe(asked)
    expect(await readFile(file, 'utf8')).toBe('')
    disk.room = Infinity
    expect(await refusalIn(await one.exchange(given))).toBeNull()
    expect(await refusalIn(await one.exchange(given))).toBe('GATEHOUSE_PROMISE_USED')
  })

  it('makes the gatehouse ill while what is torn cannot even be cut', async () => {
    const disk = { room: 1_000, cannotCut: true }
    await one.restart({ openFile: fullDisk(disk) })
    expect(await refusalIn(await one.exchange(tickets()))).toBe('GATEHOUSE_RECORD_FAILED')
    const health = await fetch(`${one.gatehouse.url}/_gatehouse/health`)
    expect(health.status).toBe(503)
    expect(await health.json()).toMatchObject({ record: 'FAILING' })
    Object.assign(disk, { room: Infinity, cannotCut: false })
    expect(await refusalIn(await one.exchange(tickets()))).toBeNull()
    await one.restart()
    expect(one.told.filter((line) => line.includes('不完整'))).toEqual([])
  })
})

describe('keys of the log', () => {
  it('are needed before anything passes, and kept for the next start', async () => {
    await using fresh = await openGatehouse()
    const { log } = fresh
    const passed = async () => refusalIn(await fresh.exchange(log.intend([CODE]).tickets))
    expect(await passed()).toBe('GATEHOUSE_LOG_KEYS_UNKNOWN')
    expect((await fetch(`${fresh.gatehouse.url}/_gatehouse/health`)).status).toBe(503)
    await fresh.gatehouse.setLogKeys(log.keys())
    await fresh.restart()
    expect(await passed()).toBeNull()
    expect((await fetch(`${fresh.gatehouse.url}/_gatehouse/health`)).status).toBe(200)
  })

  it('of another form change nothing', async () => {
    const wrong = [{}, { ...one.log.keys(), promise: ['x'] }, { ...one.log.keys(), log: [] }]
    for (const keys of wrong) {
      await expect(one.gatehouse.setLogKeys(keys as never)).rejects.toMatchObject({
        code: 'GATEHOUSE_LOG_KEYS_INVALID',
      })
    }
    expect(await refusalIn(await one.exchange(tickets()))).toBeNull()
  })
})

describe('late promises', () => {
  it('are kept once, and can no longer be used', async () => {
    const given = tickets(CODE, OTHER_CODE)
    expect(await (await late(given)).json()).toEqual({ kept: 2, known: 0 })
    expect(await (await late(given)).json()).toEqual({ kept: 0, known: 2 })
    expect((await linesIn(file)).map(({ served }) => served)).toEqual(['LATE', 'LATE'])
    expect(await refusalIn(await one.exchange([given[0]!]))).toBe('GATEHOUSE_PROMISE_USED')
  })

  it('may be old, and nothing else', async () => {
    const old = tickets()
    one.at = new Date(one.at.getTime() + 3_600_000)
    expect((await late(old)).status).toBe(200)
    const foreign = one.log.intend([CODE], { provinces: ['ANHUI'] }).tickets
    expect(await refusalIn(await late(foreign))).toBe('GATEHOUSE_PROVINCE_FOREIGN')
    expect(await refusalIn(await late([]))).toBe('GATEHOUSE_ENVELOPE_MALFORMED')
  })

  it('pass over what was used live', async () => {
    const given = tickets()
    await one.exchange(given)
    expect(await (await late(given)).json()).toEqual({ kept: 0, known: 1 })
  })
})

describe('the list of promises', () => {
  it('has every leaf once, the same from file and address', async () => {
    const [live, told] = [tickets(CODE, OTHER_CODE), tickets()]
    await one.exchange(live, { codes: [CODE, OTHER_CODE] })
    await late(told)
    const fromFile: string[] = []
    for await (const line of exportPromises(one.folder, 'SHANGHAI')) fromFile.push(line)
    expect(fromFile.map((line) => JSON.parse(line) as unknown)).toEqual(
      [live[0]!, told[0]!].map(({ leafHash, promise }, index) => {
        const at = one.at.toISOString()
        return { v: 1, leafHash, index, at, province: 'SHANGHAI', promise }
      }),
    )
    const response = await fetch(`${one.gatehouse.url}/_gatehouse/promises`)
    expect((await response.text()).trimEnd().split('\n')).toEqual(fromFile)
  })
})

describe('with promises off', () => {
  it('passes envelopes and plain requests as they are', async () => {
    await one.restart({ promises: 'off' })
    expect((await one.exchange([])).status).toBe(200)
    const plain = await fetch(`${one.gatehouse.url}/_sandbox/fault`)
    expect(await plain.json()).toMatchObject({ mode: 'none' })
  })
})

describe('a file that only grows', () => {
  it('has every acknowledged line after a kill in the middle of another', async () => {
    const folder = await createTemporaryFolder('append')
    const path = join(folder, 'lines')
    try {
      let acknowledged = -1
      for (let round = 0; round < 3; round += 1) {
        acknowledged = await appendUntilKilled(path)
        const numbers: number[] = []
        const opened = await AppendFile.open(path, (line) => numbers.push(parseInt(line, 10)))
        await opened.close()
        expect(numbers.slice(0, acknowledged + 1)).toEqual(
          Array.from({ length: acknowledged + 1 }, (_, i) => i),
        )
        expect(acknowledged).toBeGreaterThan(0)
        await rm(path)
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

/** @returns the last number that was acknowledged. */
async function appendUntilKilled(path: string): Promise<number> {
  const program = fileURLToPath(new URL('append-until-killed.ts', import.meta.url))
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.split('\n').length > 5) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return Number(said.split('\n').at(-2))
}

/** A disk on which `room` bytes are left. */
function fullDisk(disk: { room: number; cannotCut?: boolean }): OpenFile {
  return async (path) => {
    const handle = await openForAppend(path)
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    return {
      async write(bytes: Buffer, at: number, length: number, position: number) {
        const fits = Math.min(length, disk.room)
        if (fits === 0) throw full
        disk.room -= fits
        return handle.write(bytes, at, fits, position)
      },
      truncate: (size: number) =>
        disk.cannotCut === true ? Promise.reject(full) : handle.truncate(size),
      datasync: () => handle.datasync(),
      close: () => handle.close(),
      stat: () => handle.stat(),
      createReadStream: (...words: never[]) => handle.createReadStream(...words),
    } as unknown as Awaited<ReturnType<OpenFile>>
  }
}
