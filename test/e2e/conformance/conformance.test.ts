/** The command as people and machines run it: what it writes, and with which status it ends. */
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWithCorpus } from '../../conformance/describe-with-corpus.ts'
import type { Row } from '../../conformance/row.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const MAIN = join(ROOT, 'test/conformance/main.ts')
const END_WITHIN_MS = 100_000
/** Several validations of 210 paths, on a machine that is busy with other tests. */
const MANY_PATHS_MS = 120_000
/** Its folder is missing. */
const NO_TLOG = { corpus: 'tlog', ran: 0, skipped: 578 }
/** What every row has, in this order or another. */
const COUNTS = ['ran', 'agreed', 'wronglyAccepted', 'wronglyRefused', 'skipped', 'outsideTheList']

let folder = ''
beforeAll(async () => {
  folder = await createTemporaryFolder('conformance')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('npm run conformance', () => {
  it('is the script of package.json', async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    expect(scripts['conformance']).toBe('node test/conformance/main.ts')
  })

  it('says that the sets are skipped where the folder is missing, and ends with 0', async () => {
    const missing = join(folder, 'not-there')
    const run = await conformance(missing)
    expect(run).toMatchObject({ status: 0, stderr: '' })
    expect(run.stdout).toContain(`skipped: no folder ${missing}`)
    expect(run.rows).toMatchObject([{ corpus: 'pkits', ran: 0, skipped: 210 }, NO_TLOG])
  })

  it('lists folders without a runner as skipped, and files beside them not at all', async () => {
    const corpora = await newFolder('others')
    await mkdir(join(corpora, 'rfc7520'))
    await writeFile(join(corpora, 'README.md'), '')
    const { status, rows } = await conformance(corpora)
    expect(status).toBe(0)
    expect(rows).toMatchObject([
      { corpus: 'pkits', skipped: 210, reason: `no folder ${join(corpora, 'pkits')}` },
      NO_TLOG,
      { corpus: 'rfc7520', skipped: 1, reason: 'no runner yet' },
    ])
  })

  it.each([
    ['an unknown option', ['--jsn', 'rows.json'], '--jsn'],
    ['--json without a file', ['--json'], '--json'],
    ['a word that is no option', ['pkits'], 'pkits'],
  ])('ends with 2 on %s and names it', async (_, words, named) => {
    const { status, stdout, stderr } = await run(folder, words)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(named)
    expect(stderr).toContain('Usage: npm run conformance [-- --json FILE]')
  })

  it('ends with 2 where FILE cannot be written, and shows the rows all the same', async () => {
    const file = join(folder, 'no-such-folder', 'rows.json')
    const { status, stdout, stderr } = await run(join(folder, 'not-there'), ['--json', file])
    expect(status).toBe(2)
    expect(stderr).toContain(file)
    expect(stdout).toContain('pkits')
  })

  it.each([
    ['no index', {}, 'incomplete: index.json is missing'],
    ['an index that is no JSON', { 'index.json': '[' }, 'index.json is not JSON'],
    ['an index of another shape', { 'index.json': '[{"id":1}]' }, 'index.json: '],
    ['an index cut short', { 'index.json': '[]' }, 'index.json has 0 paths, not 210'],
  ])('ends with 1 on a set with %s', async (what, files, problem) => {
    const corpora = await newFolder(what.replaceAll(' ', '-'))
    await mkdir(join(corpora, 'pkits'))
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(corpora, 'pkits', name), text)
    }
    const { status, stdout, rows } = await conformance(corpora)
    expect(status).toBe(1)
    expect(stdout).toContain(`pkits: ${problem}`)
    expect(rows).toMatchObject([{ corpus: 'pkits', ran: 0, skipped: 210 }, NO_TLOG])
    expect(rows[0]!.problem).toContain(problem)
  })
})

describeWithCorpus(
  'pkits',
  (pkits) => {
    it('runs 210 paths both ways, prints and writes the rows, and ends with 0', async () => {
      const { status, stdout, stderr, rows } = await conformance(resolve(pkits, '..'))
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout).toMatch(/^pkits +210 +174 +0 +36 +0 +0 refused outside the list$/m)
      const counts = { ran: 210, agreed: 174, wronglyAccepted: 0, wronglyRefused: 36, skipped: 0 }
      expect(rows.slice(0, 2)).toMatchObject([
        { corpus: 'pkits', ...counts },
        { corpus: 'pkits/own', ...counts },
      ])
      for (const row of rows) {
        for (const count of COUNTS)
          expect(row, row.corpus).toHaveProperty(count, expect.any(Number))
      }
    })

    it('ends with 1 where half of the set is missing, and names a file', async () => {
      const corpora = await newFolder('half')
      await copyHalf(pkits, join(corpora, 'pkits'))
      const { status, stdout, rows } = await conformance(corpora)
      expect(status).toBe(1)
      expect(stdout).toMatch(/^pkits: incomplete: certs\/\w+\.crt is missing, and \d+ more files$/m)
      expect(rows).toMatchObject([{ corpus: 'pkits', ran: 0, skipped: 210 }, NO_TLOG])
    })

    it('ends with 1 where a certificate is broken, and names the file', async () => {
      const corpora = await newFolder('broken')
      await cp(pkits, join(corpora, 'pkits'), { recursive: true })
      await writeFile(join(corpora, 'pkits/certs/GoodCACert.crt'), 'no certificate')
      const { status, stdout } = await conformance(corpora)
      expect(status).toBe(1)
      expect(stdout).toContain('pkits: certs/GoodCACert.crt is not a certificate')
    })

    it('ends with 1 where answers are wrong, and names the paths', async () => {
      const corpora = await newFolder('wrong')
      await cp(pkits, join(corpora, 'pkits'), { recursive: true })
      const index = join(corpora, 'pkits/index.json')
      const text = await readFile(index, 'utf8')
      await writeFile(index, text.replace('"expect": "valid"', '"expect": "invalid"'))
      const lists = join(corpora, 'pkits/crls')
      await cp(join(lists, 'GoodCACRL.crl'), join(lists, 'UTF8StringEncodedNamesCACRL.crl'))
      const { status, stdout, rows } = await conformance(corpora)
      expect(status).toBe(1)
      expect(rows[0]).toMatchObject({
        ran: 210,
        agreed: 172,
        wronglyAccepted: 1,
        outsideTheList: 1,
      })
      expect(stdout).toContain('pkits: unexpected: 40101_valid_signatures_test1: accepted')
      expect(stdout).toContain(
        'pkits: unexpected: 40309_valid_utf8string_encoded_names_test9: CRL_',
      )
    })
  },
  { timeout: MANY_PATHS_MS },
)

async function newFolder(name: string): Promise<string> {
  const made = join(folder, name)
  await mkdir(made)
  return made
}

async function copyHalf(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true })
  const names = (await readdir(join(to, 'certs'))).toSorted()
  for (const name of names.filter((_, i) => i % 2 === 1)) await rm(join(to, 'certs', name))
}

interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

async function conformance(corpora: string): Promise<Run & { readonly rows: readonly Row[] }> {
  const file = join(folder, 'rows.json')
  await rm(file, { force: true })
  const ended = await run(corpora, ['--json', file])
  return { ...ended, rows: JSON.parse(await readFile(file, 'utf8')) as readonly Row[] }
}

function run(corpora: string, words: readonly string[]): Promise<Run> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [MAIN, ...words],
      {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], CORPORA_DIR: corpora },
        timeout: END_WITHIN_MS,
        killSignal: 'SIGKILL',
      },
      (_, stdout, stderr) => done({ status: child.exitCode, stdout, stderr }),
    )
  })
}
