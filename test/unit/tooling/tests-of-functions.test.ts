import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TESTS_OF_FUNCTIONS } from '../../support/run-order.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const FILES = globSync([...TESTS_OF_FUNCTIONS], { cwd: ROOT })
/** What the next file in the same process would find changed. */
const LASTING =
  /\bvi\.(mock|doMock|hoisted|useFakeTimers|setSystemTime|stub\w+)\(|\bprocess\.(on|once|chdir|umask|kill|exit)\(|\bprocess\.env\S* (\?\?|\|\|)?=(?!=)/

describe('files of TESTS_OF_FUNCTIONS share a process', () => {
  it('and there are some', () => {
    expect(FILES.length).toBeGreaterThan(40)
  })

  it.each(FILES)('%s leaves nothing behind in it', (file) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).not.toMatch(LASTING)
  })
})

describe('what is looked for', () => {
  it.each([
    'vi.useFakeTimers()',
    "vi.mock('./x.ts')",
    "process.once('exit', f)",
    'process.env.X = 1',
  ])('finds %s', (line) => {
    expect(line).toMatch(LASTING)
  })

  it.each(['vi.fn()', 'vi.waitFor(f)', "process.env['CI'] === undefined", 'process.env.CI === x'])(
    'lets %s be',
    (line) => {
      expect(line).not.toMatch(LASTING)
    },
  )
})
