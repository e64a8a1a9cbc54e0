/** Files of one process beside those that are kept, in a folder that several processes may share. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const DRAFT = /\.(\d+)\.[0-9a-f]{8}\.draft$/

/** A new file's path. The folder is made when missing; drafts of processes that were killed go. */
export function newDraft(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const each of readdirSync(folder)) {
    const pid = DRAFT.exec(each)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, each), { force: true })
  }
  return join(folder, `${name}.${process.pid}.${randomBytes(4).toString('hex')}.draft`)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (failure) {
    // EPERM: alive, and another user's.
    return (failure as NodeJS.ErrnoException).code === 'EPERM'
  }
}
