/** The folder of a private PostgreSQL server: who may pass through it, its password, its lock. */
import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { isReachable, serverAccount, startFailed, type ServerAccount } from './postgres-binaries.ts'

/**
 * Whether a private server could live in this folder, which need not exist yet. Not so when root
 * runs us and a folder above is closed to others, such as root's home.
 */
export async function canHoldPostgres(folder: string): Promise<boolean> {
  const account = await serverAccount()
  return (
    account === undefined || isReachable(await nearestExisting(dirname(resolve(folder))), account)
  )
}

/**
 * Makes the folder when it is missing. Others may pass through it when root runs us, because the
 * server's account has to; nobody else may list it. Returns its path without symbolic links.
 *
 * @throws {FederationError} `DATABASE_START_FAILED` the server's account cannot reach it.
 */
export async function prepareFolder(folder: string, account?: ServerAccount): Promise<string> {
  const mode = account === undefined ? 0o700 : 0o711
  await mkdir(folder, { recursive: true, mode })
  await chmod(folder, mode)
  const path = await realpath(folder)
  if (account === undefined || (await isReachable(path, account))) return path
  throw startFailed(
    `数据库账户无法进入目录${path}，请换用其上级目录均可进入的目录，例如/var/lib/ydelta`,
  )
}

/** The password kept in the folder; drawn on first use, once even when two processes start at once. */
export async function loadPassword(folder: string): Promise<string> {
  const file = join(folder, 'password')
  const drawn = join(folder, `.password-${randomBytes(8).toString('hex')}`)
  await writeFile(drawn, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
  try {
    await link(drawn, file) // unlike a rename, fails when it exists
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(drawn, { force: true })
  }
  return readFile(file, 'utf8')
}

/**
 * Removes the lock a killed server left behind when its process number now belongs to another
 * program: PostgreSQL itself looks only whether such a process lives, and would refuse for good.
 * Where /proc is missing it is left alone.
 */
export async function releaseStaleLock(folder: string): Promise<void> {
  const file = join(folder, 'data/postmaster.pid')
  const holder = await lockHolder(folder)
  if (holder === undefined) return
  const commandLine = await readFile(`/proc/${holder}/cmdline`, 'utf8').catch(() => undefined)
  if (commandLine !== undefined && !commandLine.includes('postgres'))
    await rm(file, { force: true })
}

/** Process number in the server's lock file, alive or not. */
export async function lockHolder(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'data/postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return Number.isInteger(pid) ? pid : undefined
}

async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? nearestExisting(dirname(path)) : realpath(path)
}
