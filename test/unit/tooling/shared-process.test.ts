import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { IN_A_PROCESS_OF_THEIR_OWN } from '../../support/run-order.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const ALONE = globSync([...IN_A_PROCESS_OF_THEIR_OWN], { cwd: ROOT })
const FILES = globSync('test/**/*.test.ts', { cwd: ROOT }).filter((file) => !ALONE.includes(file))
/** What the next file in the same process would find changed. */
const LASTING =
  /\bvi\.(mock|doMock|hoisted|useFakeTimers|setSystemTime|stub\w+)\(|\bprocess\.(on|once|chdir|umask|exit)\(|\bprocess\.kill\(process\.pid\b|\bprocess\.env\S* (\?\?|\|\|)?=(?!=)/

describe('files that share a process', () => {
  it('are most of them', () => {
    expect(FILES.length).toBeGreaterThan(5 * ALONE.length)
  })

  it('are all but those that a pattern names, and each pattern names some', () => {
    for (const pattern of IN_A_PROCESS_OF_THEIR_OWN) {
      expect(globSync(pattern, { cwd: ROOT }), pattern).not.toEqual([])
    }
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
    'process.kill(process.pid, signal)',
    'process.env.X = 1',
  ])('finds %s', (line) => {
    expect(line).toMatch(LASTING)
  })

  it.each([
    'vi.fn()',
    'vi.waitFor(f)',
    'process.kill(child.pid, signal)',
    "process.env['CI'] === undefined",
    'process.env.CI === x',
  ])('lets %s be', (line) => {
    expect(line).not.toMatch(LASTING)
  })
})
