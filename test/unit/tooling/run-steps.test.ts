import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runSteps } from '../../support/run-steps.ts'
import type { Step } from '../../support/steps.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

let root: string
beforeAll(async () => {
  root = await createTemporaryFolder('run-steps')
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe('runSteps', () => {
  it('goes on after a failure and ends with the count alone on its line', async () => {
    const { counts, lines } = await run([step('false'), step('echo said'), step('not-there-4711')])
    expect(counts).toEqual({ passed: 1, failed: 2 })
    expect(lines).toContain('said')
    expect(lines.at(-1)).toBe('1 passed, 2 failed')
  })

  it.each([
    ['its tests', results(5, 0), 0, { passed: 5, failed: 0 }],
    ['its failed tests', results(4, 2), 1, { passed: 4, failed: 2 }],
    ['a bad end although all tests passed', results(5, 0), 1, { passed: 5, failed: 1 }],
    ['a file that could not be loaded', results(5, 0, 1), 1, { passed: 5, failed: 1 }],
    ['results that are missing', 'true', 0, { passed: 0, failed: 1 }],
    ['results that are no results', 'echo "{}" > results.json', 0, { passed: 0, failed: 1 }],
  ])('counts %s', async (_, script, status, expected) => {
    const { counts } = await run([
      { ...step(`${script}; exit ${status}`), results: 'results.json' },
    ])
    expect(counts).toEqual(expected)
  })

  it.each([
    ['passed', false, { passed: 1, failed: 0 }],
    ['failed in CI', true, { passed: 0, failed: 1 }],
  ])('counts a step that printed NOT RUN as %s', async (_, ci, expected) => {
    expect((await run([step('echo "NOT RUN: no server"')], { ci })).counts).toEqual(expected)
  })

  it('ends a step that hangs', async () => {
    const { counts, lines } = await run([{ ...step('exec sleep 600'), timeoutMs: 50 }])
    expect(counts).toEqual({ passed: 0, failed: 1 })
    expect(lines.at(-2)).toContain('not done after 0.05 s')
  })

  it('ends the step in progress when interrupted, and starts no other', async () => {
    const abort = new AbortController()
    const steps = [step('echo on; exec sleep 600'), step('echo never')]
    const { counts, lines } = await run(steps, { abort, onText: /^on$/m })
    expect(counts).toEqual({ passed: 0, failed: 1 })
    expect(lines).not.toContain('never')
  })
})

describe('steps aside', () => {
  it('run beside each other, each keeps what it prints in one piece, and the summary keeps their order', async () => {
    // Neither end of a pipe opens before the other one has.
    await promisify(execFile)('mkfifo', [join(root, 'meet')])
    const [reads, writes] = [
      aside('echo r1; cat meet'),
      aside('echo w1; echo met > meet; echo w2; exit 1'),
    ]
    const { counts, lines } = await run([reads, writes], { atOnce: 2 })
    expect(counts).toEqual({ passed: 1, failed: 1 })
    expect(lines.join('\n')).toContain('\nr1\nmet\n')
    expect(lines.join('\n')).toContain('\nw1\nw2\nFAILED')
    expect(summaryOf(lines)).toEqual([
      expect.stringMatching(/^ok .*r1/),
      expect.stringMatching(/^FAILED .*w1/),
    ])
  })

  it('run beside the others, and are told of when one of those has ended', async () => {
    await promisify(execFile)('mkfifo', [join(root, 'there'), join(root, 'back')])
    const steps = [
      step('echo o1; echo x > there; cat back; sleep 0.2; echo o2'),
      aside('cat there; echo said > back; echo a1'),
      step('echo o3'),
    ]
    const { counts, lines } = await run(steps)
    expect(counts).toEqual({ passed: 3, failed: 0 })
    const printed = lines.filter((line) => /^(o\d|a\d|said)$/.test(line))
    expect(printed).toEqual(['o1', 'said', 'o2', 'a1', 'o3'])
    expect(summaryOf(lines).map((line) => /[oa]\d/.exec(line)?.[0])).toEqual(['o1', 'a1', 'o3'])
  })

  it('have the lowest priority, the others the usual', async () => {
    const { lines } = await run([
      step('sleep 0.2; echo usual $(nice)'),
      aside('sleep 0.2; echo low $(nice)'),
    ])
    expect(lines).toContain(`usual ${getPriority()}`)
    expect(lines).toContain('low 19')
  })

  it('wait for a place', async () => {
    const seen = 'printf x >> seen; cat seen; echo'
    const steps = [aside(seen), aside(`${seen} `), aside(`${seen}  `)]
    const { lines } = await run(steps, { atOnce: 1 })
    expect(lines.filter((line) => /^x+$/.test(line))).toEqual(['x', 'xx', 'xxx'])
  })

  it('all end when interrupted, and those that wait are not started', async () => {
    const abort = new AbortController()
    const steps = [aside('exec sleep 600'), aside('echo on'), aside('echo never')]
    const { counts, lines } = await run(steps, { abort, onText: /^on$/m, atOnce: 2 })
    expect(counts).toEqual({ passed: 1, failed: 1 })
    expect(lines).not.toContain('never')
  })
})

interface Circumstances {
  readonly ci?: boolean
  readonly atOnce?: number
  readonly abort?: AbortController
  /** Interrupts when this has been printed. */
  readonly onText?: RegExp
}

async function run(steps: readonly Step[], circumstances: Circumstances = {}) {
  const { ci = false, atOnce = 1, abort = new AbortController(), onText } = circumstances
  let text = ''
  const write = (more: string) => {
    text += more
    if (onText?.test(more)) abort.abort()
  }
  const counts = await runSteps(steps, { root, write, ci, atOnce, signal: abort.signal })
  return { counts, lines: text.trimEnd().split('\n') }
}

function step(script: string): Step {
  return { name: script, command: ['sh', '-c', script] }
}

function aside(script: string): Step {
  return { ...step(script), aside: true }
}

function summaryOf(lines: readonly string[]): string[] {
  return lines.slice(lines.indexOf('== summary') + 1, -1)
}

function results(passed: number, failed: number, failedSuites = 0): string {
  const counts = { numPassedTests: passed, numFailedTests: failed, numPendingTests: 0 }
  const json = JSON.stringify({ ...counts, numFailedTestSuites: failedSuites })
  return `echo '${json}' > results.json`
}
