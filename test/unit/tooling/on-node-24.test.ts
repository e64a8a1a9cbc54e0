/** What happens on an older Node, played on this one by asking for a newer Node than there is. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const run = promisify(execFile)
const LAUNCHER = join(import.meta.dirname, '../../support/on-node-24.js')

let folder: string
let launcher: string
beforeAll(async () => {
  folder = await createTemporaryFolder('launcher')
  launcher = await write('test/support/launcher.js', await futureLauncher())
  await write('script.ts', 'console.log(JSON.stringify(process.argv.slice(2)) as string)')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('on-node-24.js', () => {
  it('runs the script here when this Node is recent enough', async () => {
    const { stdout } = await run(process.execPath, [LAUNCHER, 'script.ts', 'a', 'b'], {
      cwd: folder,
    })
    expect(stdout).toBe('["a","b"]\n')
  })

  it('says in both languages what to do when no recent Node is installed', async () => {
    await expect(start()).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/需要 Node 999 [^]*npm ci[^]*Node 999 or newer is needed/),
    })
  })

  it('says so too when the installed one is as old', async () => {
    await writePinned('v998.9.9')
    await expect(start()).rejects.toMatchObject({ code: 2 })
  })

  it('runs the script on the installed Node when this one is too old, and ends as it does', async () => {
    await writePinned('v999.0.0')
    await expect(start()).rejects.toMatchObject({ code: 7, stdout: 'pinned: script.ts a b\n' })
  })
})

function start() {
  return run(process.execPath, [launcher, 'script.ts', 'a', 'b'], { cwd: folder })
}

async function futureLauncher(): Promise<string> {
  const text = await readFile(LAUNCHER, 'utf8')
  expect(text).toContain('const NEEDED = 24')
  return text.replace('const NEEDED = 24', 'const NEEDED = 999')
}

function writePinned(version: string): Promise<string> {
  const script = `[ "$1" = --version ] && { echo ${version}; exit; }\necho "pinned: $*"; exit 7`
  return write('node_modules/.bin/node', `#!/bin/sh\n${script}\n`)
}

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  await chmod(file, 0o755)
  return file
}
