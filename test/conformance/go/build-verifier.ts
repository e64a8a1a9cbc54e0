/** Builds verify-log/main.go, once for each text of it, into the project's cache. */
import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { access, mkdir, readFile, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { findGo } from '../../support/go-programs.ts'
import type { GoPrograms } from '../../support/go-programs.ts'
import { withLock } from '../../support/lock-file.ts'

const SOURCE = join(import.meta.dirname, 'verify-log')
const CACHE = resolve(import.meta.dirname, '../../../.cache')
const BUILD_WITHIN_MS = 120_000
const run = promisify(execFile)

/** @returns the program. @throws {Error} with the reason, when Go is missing or does not build it */
export async function buildVerifier(): Promise<string> {
  const source = await readFile(join(SOURCE, 'main.go'))
  const folder = join(CACHE, 'go-verifier')
  const program = join(folder, `verify-log-${hash('sha256', source, 'hex').slice(0, 16)}`)
  if (await isThere(program)) return program
  await mkdir(folder, { recursive: true })
  return withLock(join(CACHE, 'go-verifier.lock'), async () => {
    if (!(await isThere(program))) await build(await findGo(), folder, program)
    return program
  })
}

/** Under another name until it is whole. */
async function build({ go, env }: GoPrograms, folder: string, program: string): Promise<void> {
  const unfinished = `${program}.unfinished`
  await run(go, ['build', '-o', unfinished, '.'], {
    cwd: SOURCE,
    env: { ...env, PATH: process.env['PATH'], GOCACHE: join(folder, 'compiled') },
    timeout: BUILD_WITHIN_MS,
  })
  await rename(unfinished, program)
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

/** One answer a question, in their order. @throws {Error} it ended early. */
export async function askVerifier(program: string, questionsFile: string): Promise<string[]> {
  const { stdout } = await run(program, [questionsFile], { maxBuffer: 16 * 1024 * 1024 })
  return stdout.trimEnd().split('\n')
}
