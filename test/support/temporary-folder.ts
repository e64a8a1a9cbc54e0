/** Folders of one test process under the system's temporary folder. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './is-alive.ts'

const PREFIX = 'ydelta-test-'

/** A new folder, named after the process that uses it. Whoever asks for one removes it. */
export async function createTemporaryFolder(purpose: string): Promise<string> {
  await removeAbandoned()
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-${purpose}-`))
}

/** What processes left behind that were killed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : NaN
    if (!Number.isInteger(pid) || isAlive(pid)) continue
    // Another user's, or removed by another process at this moment: not ours to worry about.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {})
  }
}
