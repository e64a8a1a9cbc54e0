/** The bench still runs and its variants still agree; how fast they are is not asserted here. */
import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

let folder = ''
beforeAll(async () => {
  folder = await createTemporaryFolder('bench')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ROOT = resolve(import.meta.dirname, '../../..')

type BenchRow = Readonly<Record<string, unknown>>

/** Half a minute on a machine that does nothing else; the set `real` takes as long again, and the same way. */
const LONG = 400_000
const FIGURES = ['rps', 'p50Ms', 'p99Ms', 'cpuUsPerRequest', 'peakRssMiB', 'ratioToBff']

describe('npm run bench -- --quick --json FILE', { timeout: LONG }, () => {
  it('finds equal answers and writes a row for every variant and workload', async () => {
    const { stdout, rows } = await bench('plain')
    expect(stdout).toContain('plain: answers of bff, stitch, gateway, office are equal')
    const found = rows.map(({ set, variant, workload }) => `${set} ${variant} ${workload}`)
    for (const variant of ['constant', 'bff', 'stitch', 'gateway']) {
      for (const workload of ['full', 'light', 'batch']) {
        expect(found).toContain(`plain ${variant} ${workload}`)
      }
    }
    const [office, ...more] = rows.filter(({ variant }) => variant === 'office')
    expect(office).toMatchObject({ workload: 'full', addedToGateway: expect.any(Number) })
    expect(more).toEqual([])
    for (const row of rows) {
      for (const figure of FIGURES) expect(row[figure], figure).toBeGreaterThan(0)
    }
  })

  it('writes durable intents beside a bare group commit, and verifies beside bare hashing', async () => {
    const { rows } = await bench('log')
    expect(rows.map(({ variant }) => variant)).toEqual(['bare', 'rows', 'intents', 'verify'])
    for (const { ratio } of rows) expect(ratio).toBeGreaterThan(0)
  })

  it('validates paths of certificates beside their bare signature checks', async () => {
    const { rows } = await bench('paths')
    expect(rows.map(({ variant }) => variant)).toEqual(['bare', 'own', 'both', 'cached'])
    for (const { ratioToBare } of rows) expect(ratioToBare).toBeGreaterThan(0)
  })
})

async function bench(set: string): Promise<{ stdout: string; rows: BenchRow[] }> {
  const file = join(folder, `${set}.json`)
  const words = ['test/bench/main.ts', '--set', set, '--quick', '--ms', '100', '--json', file]
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: ROOT })
  return { stdout, rows: JSON.parse(readFileSync(file, 'utf8')) as BenchRow[] }
}
