/** The search index as a file: built once, used again, built anew when it is not whole or not of this world. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld } from '../../../adapters/shared/sandbox/world/create-world.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const SEARCHER = join(import.meta.dirname, 'searcher.ts')
const GIVEN = `{"province":"ANHUI","record":{"registrationNumber":"1","name":"虚构给定一号"}}\n`

let folder: string
beforeEach(async () => {
  folder = await createTemporaryFolder('index')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('an index', () => {
  it('is built at the first start, which says so and how long it took, and is used at the next', async () => {
    const [first] = await started()
    expect(first).toHaveLength(2)
    expect(first?.[1]).toMatch(/名称索引已建成：\d+条，用时\d+\.\d秒/)
    expect(await started()).toEqual([[], true])
  })

  it('finds the same when it is used again', async () => {
    const found = async () => {
      const world = await worldOf({})
      const { total, rows } = world.search({ name: '有限' }, 0, 1_000)
      world.close()
      return { total, codes: rows.map((row) => row.uscc) }
    }
    expect(await found()).toEqual(await found())
  })

  it.each<[string, (file: string) => Promise<unknown>]>([
    ['is no database', (file) => writeFile(file, 'not a database')],
    ['is empty', (file) => writeFile(file, '')],
    ['was cut off', async (file) => truncate(file, (await readFile(file)).length / 2)],
    ['has lost a page', (file) => overwrite(file, 3)],
    ['is of another version', (file) => inDatabase(file, 'PRAGMA user_version = 999')],
    ['was never finished', (file) => inDatabase(file, 'PRAGMA user_version = 0')],
  ])('is built again when the file %s', async (_, spoil) => {
    await started()
    await spoil(join(folder, (await readdir(folder))[0]!))
    const [lines, finds] = await started()
    expect(lines).toHaveLength(2)
    expect(finds).toBe(true)
    expect(await readdir(folder)).toHaveLength(1)
  })

  it('is another one for another size, seed and data file', async () => {
    const dataFile = join(folder, 'given.ndjson')
    const index = join(folder, 'index')
    const built = async (options: object) =>
      (await started({ indexDirectory: index, ...options }))[0]
    expect(await built({})).toHaveLength(2)
    expect(await built({ entities: 41 })).toHaveLength(2)
    expect(await built({ seed: 2 })).toHaveLength(2)
    await writeFile(dataFile, GIVEN)
    expect(await built({ dataFile })).toHaveLength(2)
    await writeFile(dataFile, GIVEN.replace('一号', '二号'))
    expect(await built({ dataFile })).toHaveLength(2)
    expect(await built({ dataFile })).toEqual([])
    expect(await built({})).toEqual([])
  })

  it('leaves nothing beside it, and sweeps what killed processes left', async () => {
    const index = join(folder, 'index')
    await mkdir(index)
    const ended = fork(SEARCHER, ['nothing'], { stdio: 'ignore' })
    await once(ended, 'exit')
    const theirs = `search-ANHUI-1.sqlite.${ended.pid}.0123abcd.draft`
    const ours = `search-ANHUI-1.sqlite.${process.pid}.0123abcd.draft`
    await writeFile(join(index, theirs), '')
    await writeFile(join(index, ours), '')
    await started({ indexDirectory: index })
    const left = await readdir(index)
    expect(left).not.toContain(theirs)
    expect(left).toContain(ours)
    expect(left).toHaveLength(2)
  })
})

describe('two processes that build at once', () => {
  it('both have a whole index, and one file stays', async () => {
    const both = [0, 1].map(() => fork(SEARCHER, ['build', folder], { silent: true }))
    const answers = await Promise.all(
      both.map(async (child) => {
        const [ready] = (await once(child, 'message')) as [string]
        return { child, ready }
      }),
    )
    expect(answers.map(({ ready }) => ready)).toEqual(['ready', 'ready'])
    for (const { child } of answers) child.send('go')
    const found = await Promise.all(
      both.map(async (child) => ((await once(child, 'message')) as [unknown])[0]),
    )
    expect(found[0]).toMatchObject({ total: expect.any(Number) as number })
    expect(found[1]).toEqual(found[0])
    for (const child of both) if (child.exitCode === null) await once(child, 'exit')
    expect(await readdir(folder)).toHaveLength(1)
  })
})

describe('memory', () => {
  it('keeps nothing of the entities: as much is held for 20,000 as for 200', async () => {
    const child = fork(SEARCHER, ['memory', folder], { silent: true, execArgv: ['--expose-gc'] })
    const [held] = (await once(child, 'message')) as [{ few: number; many: number }]
    await once(child, 'exit')
    // The names alone of 28,000 rows would be 3,000,000 bytes.
    expect(held.many - held.few).toBeLessThan(1_500_000)
  }, 60_000)
})

interface Options {
  readonly entities?: number
  readonly seed?: number
  readonly indexDirectory?: string
  readonly dataFile?: string
}

function worldOf(options: Options & { log?: (line: string) => void }) {
  return createWorld({ province: 'ANHUI', entities: 40, indexDirectory: folder, ...options })
}

/** What a start says, and whether a name is found then. */
async function started(options: Options = {}): Promise<[lines: string[], finds: boolean]> {
  const lines: string[] = []
  const world = await worldOf({ ...options, log: (line) => lines.push(line) })
  const { total } = world.search({ name: '虚构' }, 0, 1)
  world.close()
  return [lines, total > 40]
}

async function overwrite(file: string, page: number): Promise<void> {
  const bytes = await readFile(file)
  bytes.fill(0xff, page * 4_096, (page + 1) * 4_096)
  await writeFile(file, bytes)
}

function inDatabase(file: string, sql: string): Promise<void> {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
  return Promise.resolve()
}
