/** The files of a private PostgreSQL server, and the account and database the gateway uses in it. */
import { execFile } from 'node:child_process'
import { access, chown, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { startFailed, type ServerAccount } from './postgres-binaries.ts'

const run = promisify(execFile)

const SUPERUSER = 'postgres'
/** Owns its database and may make others, and nothing beyond: no files, no programs of the server. */
const OWNER = 'ydelta'
const INITDB_TIMEOUT_MS = 120_000
const CONNECT_TIMEOUT_MS = 10_000
const UNFINISHED = '.cluster-'

export interface ClusterOptions {
  readonly folder: string
  readonly password: string
  readonly account: ServerAccount | undefined
  readonly initdb: string
}

/**
 * Makes `data/` when it is missing: under another name first, so that one which exists is complete.
 * Locale C keeps the order of texts, and with it every cursor, the same on every machine.
 *
 * @throws {FederationError} `DATABASE_START_FAILED` with initdb's own words as `cause`.
 */
export async function createCluster(options: ClusterOptions): Promise<void> {
  const data = join(options.folder, 'data')
  if (await isCluster(data)) return removeUnfinished(options.folder)
  const unfinished = await mkdtemp(join(options.folder, UNFINISHED))
  try {
    await writeCluster(unfinished, options)
    await rename(unfinished, data)
  } catch (cause) {
    if (!(await isCluster(data))) throw startFailed('无法建立数据目录', cause)
    // Another process was faster: its cluster has the same password and serves as well.
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

/**
 * Address of the gateway's database on a running server; both are made on first use.
 *
 * @throws {FederationError} `DATABASE_START_FAILED` the server does not accept the password.
 */
export async function ownerDatabase(port: number, password: string): Promise<string> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database: SUPERUSER,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  try {
    await client.connect()
    await createOwner(client, password)
  } catch (cause) {
    throw startFailed('无法登录数据库，口令文件可能与数据目录不符', cause)
  } finally {
    await client.end()
  }
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${OWNER}`
}

async function writeCluster(folder: string, options: ClusterOptions): Promise<void> {
  const { account } = options
  const passwordFile = `${folder}.password`
  try {
    await writeFile(passwordFile, options.password, { mode: 0o600, flag: 'wx' })
    if (account !== undefined) {
      await chown(passwordFile, account.uid, account.gid)
      await chown(folder, account.uid, account.gid)
    }
    const choices = ['--locale=C', '--encoding=UTF8', '--auth=scram-sha-256', '--no-instructions']
    const files = [`--pgdata=${folder}`, `--pwfile=${passwordFile}`, `--username=${SUPERUSER}`]
    const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }
    const limits = { timeout: INITDB_TIMEOUT_MS, cwd: options.folder, env }
    await run(options.initdb, [...choices, ...files], { ...limits, ...account })
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function createOwner(client: pg.Client, password: string): Promise<void> {
  const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [OWNER])
  if (role.rowCount === 0) {
    await client.query(
      `CREATE ROLE ${OWNER} LOGIN CREATEDB PASSWORD ${client.escapeLiteral(password)}`,
    )
  }
  const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [OWNER])
  if (database.rowCount === 0) await client.query(`CREATE DATABASE ${OWNER} OWNER ${OWNER}`)
}

/** Left by a process that was killed while it made one. */
async function removeUnfinished(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(UNFINISHED))
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })))
}

function isCluster(data: string): Promise<boolean> {
  return access(join(data, 'PG_VERSION')).then(
    () => true,
    () => false,
  )
}
