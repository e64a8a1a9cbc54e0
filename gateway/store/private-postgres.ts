/**
 * A PostgreSQL server of our own in a folder of our own, for one machine: it listens on 127.0.0.1
 * only, on a free port, and asks for a password (SCRAM) that lies beside the data, readable by
 * whoever started it. In production DATABASE_URL names a server that somebody looks after.
 *
 * In the folder:
 *   data/      the cluster. Who changes it changes what the gateway knows: relocations, jobs, log.
 *   password   0600. Who reads it and can reach the port can do the same.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { FederationError } from '../../schemas/model/errors.ts'
import { freePort } from './free-port.ts'
import { keepProcess, type KeptProcess } from './kept-process.ts'
import { postgresPrograms, serverAccount, startFailed } from './postgres-binaries.ts'
import { createCluster, ownerDatabase } from './postgres-cluster.ts'
import { loadPassword, lockHolder, prepareFolder, releaseStaleLock } from './postgres-folder.ts'

export { canHoldPostgres } from './postgres-folder.ts'

const READY = 'database system is ready to accept connections'
const LOCKED = /lock file ".*" already exists|pre-existing shared memory block/
const PORT_TAKEN = /Address already in use/
const START_TIMEOUT_MS = 60_000
/** The server of a process that was killed needs a moment to stop by itself. */
const PATIENCE_MS = 5_000
const RETRY_MS = 250

export interface PrivatePostgresOptions {
  /** Made when missing, reused when it is there. */
  readonly folder: string
  /** Further server settings, such as `{ fsync: 'off' }` where the data may be lost. */
  readonly settings?: Readonly<Record<string, string>>
  /** Receives every line of the server's log. */
  readonly onLine?: (line: string) => void
}

export interface PrivatePostgres {
  /** Of a database whose owner has no superuser rights, but may make databases. Has the password. */
  readonly url: string
  /** Settles with the exit status when the server has ended, asked or not. */
  readonly ended: Promise<string>
  /** Ends open sessions and waits until the server has stopped. Nothing committed is lost. */
  stop(): Promise<void>
}

/**
 * Starts the server and waits until it answers. It stops when `stop` is called and also, by itself,
 * when this process ends in whatever way.
 *
 * @throws {FederationError} `DATABASE_FOLDER_IN_USE` another process has a server on this folder;
 *   `DATABASE_START_FAILED` anything else, with the server's own words as `cause`.
 */
export async function startPrivatePostgres(
  options: PrivatePostgresOptions,
): Promise<PrivatePostgres> {
  const account = await serverAccount()
  const folder = await prepareFolder(options.folder, account)
  const password = await loadPassword(folder)
  const { initdb, postgres } = await postgresPrograms(account)
  await createCluster({ folder, password, account, initdb })
  const { port, server } = await startServer({ ...options, folder, account, postgres })
  try {
    return { url: await ownerDatabase(port, password), ended: server.ended, stop: server.stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** For who wants to remove the folder. @throws {FederationError} `DATABASE_FOLDER_IN_USE`. */
export async function refuseWhileInUse(folder: string): Promise<void> {
  await releaseStaleLock(folder)
  const pid = await lockHolder(folder)
  if (pid !== undefined && isRunning(pid)) {
    throw new FederationError('DATABASE_FOLDER_IN_USE', { folder, pid })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM'
  }
}

interface ServerOptions extends PrivatePostgresOptions {
  readonly account: { readonly uid: number; readonly gid: number } | undefined
  readonly postgres: string
}

interface Attempt {
  readonly port: number
  readonly server: KeptProcess
  readonly ready: boolean
  readonly log: string
}

async function startServer(options: ServerOptions): Promise<Attempt> {
  const givingUpAt = performance.now() + PATIENCE_MS
  for (;;) {
    await releaseStaleLock(options.folder)
    const attempt = await tryToStart(options, await freePort())
    if (attempt.ready) return attempt
    const locked = LOCKED.test(attempt.log)
    const hopeful = locked || PORT_TAKEN.test(attempt.log)
    if (hopeful && performance.now() < givingUpAt) await wait(RETRY_MS)
    else throw await failureOf(attempt, locked, options.folder)
  }
}

async function tryToStart(options: ServerOptions, port: number): Promise<Attempt> {
  let log = ''
  const ready = Promise.withResolvers<boolean>()
  const server = keepProcess({
    command: [options.postgres, ...serverArguments(options, port)],
    stopSignal: 'INT', // "fast shutdown": ends sessions, then stops in good order
    cwd: options.folder,
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
    account: options.account,
    onLine(line) {
      options.onLine?.(line)
      if (log.length < 10_000) log += `${line}\n`
      if (line.includes(READY)) ready.resolve(true)
    },
  })
  const deadline = setTimeout(() => ready.resolve(false), START_TIMEOUT_MS)
  void server.ended.then(() => ready.resolve(false))
  const started = await ready.promise
  clearTimeout(deadline)
  if (!started) await server.stop()
  return { port, server, ready: started, log }
}

function serverArguments(options: ServerOptions, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    ...options.settings,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', join(options.folder, 'data'), ...flags]
}

async function failureOf(attempt: Attempt, locked: boolean, folder: string) {
  const cause = new Error(attempt.log)
  if (!locked) return startFailed('数据库进程未能就绪，原因见日志', cause)
  const pid = (await lockHolder(folder)) ?? 0
  return new FederationError('DATABASE_FOLDER_IN_USE', { folder, pid }, { cause })
}
