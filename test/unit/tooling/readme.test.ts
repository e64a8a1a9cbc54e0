import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBlocks } from '../../support/readme-blocks.ts'
import { runDocument } from '../../support/readme.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const RUNNER = join(import.meta.dirname, '../../support/readme.ts')
const FIXTURE = join(import.meta.dirname, 'fixtures/readme.md')

let folder: string
beforeAll(async () => {
  folder = await createTemporaryFolder('readme')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('runDocument', () => {
  it('finds nothing wrong with a document that tells the truth', async () => {
    const results = await runDocument(await readFile(FIXTURE, 'utf8'), folder)
    expect(results.map(({ name, trouble }) => ({ name, trouble }))).toEqual([
      { name: 'greet', trouble: '' },
      { name: 'server', trouble: '' },
      { name: 'ask', trouble: '' },
      { name: 'refused', trouble: '' },
    ])
  })

  it('has stopped the server with Ctrl-C in the end', async () => {
    expect(await readFile(join(folder, 'stopped'), 'utf8')).toBe('SIGINT\n')
  })

  it.each([
    ['another output', block('run: a', 'echo 2') + block('output: a', '1'), /something else/],
    ['a failing command', block('run: a', 'exit 3'), /ended with 3, not 0/],
    ['a command that fails in the middle', block('run: a', 'false; true'), /ended with 1/],
    ['a success that was to fail', block('run: a, exit 1', 'true'), /ended with 0, not 1/],
    [
      'a server that ends too early',
      block('background: a', 'echo starting') + block('output: a', 'ready'),
      /ended before/,
    ],
  ])('notices %s', async (_, document, trouble) => {
    const results = await runDocument(document, folder)
    expect(results).toMatchObject([{ name: 'a', trouble: expect.stringMatching(trouble) }])
  })
})

describe('readBlocks', () => {
  it.each([
    ['an unknown mark', block('rum: a', 'true'), 'line 1: unknown mark rum'],
    ['an unreadable mark', block('run: a b', 'true'), 'line 1: unreadable mark'],
    ['a name used twice', block('run: a', '') + block('run: a', ''), 'line 5: a is there twice'],
    ['a sample of no command', block('output: a', ''), 'line 1: no command a'],
    ['a server without a sample', block('background: a', ''), 'line 1: no output a'],
    ['a mark without a code block', '<!-- run: a -->\ntext', 'line 1: no code block follows'],
    ['a code block that does not end', '<!-- run: a -->\n```\nls', 'line 1: the code block'],
  ])('refuses %s', (_, document, message) => {
    expect(() => readBlocks(document)).toThrow(message)
  })
})

describe('the command', () => {
  it.each([
    ['a document that tells the truth', () => readFile(FIXTURE, 'utf8'), 0],
    ['a document that does not', () => block('run: a', 'npm ci && npm run not-there'), 1],
    ['a document without marked commands', () => '# Title', 1],
  ])('judges %s', async (_, document, status) => {
    const file = join(folder, 'judged.md')
    await writeFile(file, await document())
    const child = spawn(process.execPath, [RUNNER, file], { stdio: 'ignore' })
    expect((await once(child, 'exit'))[0]).toBe(status)
  })
})

function block(mark: string, text: string): string {
  return `<!-- ${mark} -->\n\`\`\`\n${text}\n\`\`\`\n`
}
