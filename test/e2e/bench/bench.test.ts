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

describe('npm run bench -- --quick --json FILE', () => {
  it('finds equal answers and writes a row for every variant, workload and set', async () => {
    const file = join(folder, 'rows.json')
    const words = ['test/bench/main.ts', '--quick', '--ms', '100', '--json', file]
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: ROOT })
    expect(stdout).toContain('plain: answers of bff, stitch and gateway are equal')
    expect(stdout).toContain('real: answers of bff, stitch and gateway are equal')
    const rows = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>[]
    const found = rows.map(({ set, variant, workload }) => `${set} ${variant} ${workload}`)
    for (const set of ['plain', 'real']) {
      for (const variant of ['constant', 'bff', 'stitch', 'gateway']) {
        for (const workload of ['full', 'light', 'batch']) {
          expect(found).toContain(`${set} ${variant} ${workload}`)
        }
      }
    }
    const figures = ['rps', 'p50Ms', 'p99Ms', 'cpuUsPerRequest', 'peakRssMiB', 'ratioToBff']
    for (const variant of ['bare', 'own', 'both', 'cached']) {
      expect(found).toContain(`paths ${variant} path`)
    }
    for (const row of rows) {
      if (row['set'] === 'paths') expect(row['ratioToBare']).toBeGreaterThan(0)
      else for (const figure of figures) expect(row[figure], figure).toBeGreaterThan(0)
    }
  }, 400_000) // half a minute on a machine that does nothing else
})
