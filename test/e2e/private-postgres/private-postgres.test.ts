import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  startPrivatePostgres,
  type PrivatePostgres,
} from '../../../gateway/store/private-postgres.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const HOLDER = resolve(import.meta.dirname, 'hold.ts')

let folder: string
beforeAll(async () => {
  folder = await createTemporaryFolder('private-postgres')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('startPrivatePostgres', () => {
  it('keeps what was committed for the next start', async () => {
    await withServer((client) => client.query("CREATE TABLE kept AS SELECT '长三角' AS name"))
    const { rows } = await withServer((client) => client.query('SELECT name FROM kept'))
    expect(rows).toEqual([{ name: '长三角' }])
  })

  it('gives a database in UTF-8 that sorts the same on every machine, without superuser rights', async () => {
    const { rows } = await withServer((client) =>
      client.query(`SELECT datcollate, pg_encoding_to_char(encoding) AS encoding, rolsuper
        FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user`),
    )
    expect(rows).toEqual([{ datcollate: 'C', encoding: 'UTF8', rolsuper: false }])
  })

  it('listens on loopback only and wants the password', async () => {
    const server = await startPrivatePostgres({ folder })
    try {
      const { rows } = await query(server.url, 'SHOW listen_addresses')
      expect(rows).toEqual([{ listen_addresses: '127.0.0.1' }])
      const guess = Object.assign(new URL(server.url), { password: 'guess' })
      await expect(query(guess.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    } finally {
      await server.stop()
    }
  })

  it('keeps the password to whoever started it', async () => {
    expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600)
  })

  // These two run beside each other: both wait out the patience with a server that may be stopping.
  it.concurrent(
    'refuses a folder that another process uses, and names that process',
    async ({ expect }) => {
      const server = await startPrivatePostgres({ folder })
      const pid = Number.parseInt(await readFile(join(folder, 'data/postmaster.pid'), 'utf8'), 10)
      try {
        await expect(startPrivatePostgres({ folder })).rejects.toMatchObject({
          code: 'DATABASE_FOLDER_IN_USE',
          details: { folder, pid },
        })
        await expect(query(server.url, 'SELECT 1')).resolves.toMatchObject({ rowCount: 1 })
      } finally {
        await server.stop()
      }
    },
  )

  it.concurrent('lets only one of two that start at once have a new folder', async ({ expect }) => {
    const shared = join(folder, 'shared')
    const both = await Promise.allSettled(
      [1, 2].map(() => startPrivatePostgres({ folder: shared })),
    )
    const started = both.filter((one) => one.status === 'fulfilled')
    await Promise.all(started.map((one) => one.value.stop()))
    expect(started).toHaveLength(1)
    expect(both).toContainEqual(
      expect.objectContaining({
        reason: expect.objectContaining({ code: 'DATABASE_FOLDER_IN_USE' }),
      }),
    )
  })

  it('starts again after the server was killed', async () => {
    const server = await startPrivatePostgres({ folder })
    process.kill(
      Number.parseInt(await readFile(join(folder, 'data/postmaster.pid'), 'utf8'), 10),
      'SIGKILL',
    )
    await server.ended
    await expect(withServer((client) => client.query('SELECT 1'))).resolves.toMatchObject({
      rowCount: 1,
    })
  })

  it('starts although the lock names a process that is something else by now', async () => {
    await writeFile(join(folder, 'data/postmaster.pid'), `${process.pid}\n${folder}/data\n`)
    await expect(withServer((client) => client.query('SELECT 1'))).resolves.toMatchObject({
      rowCount: 1,
    })
  })

  it('stops the server when the process that started it is killed', async () => {
    const { holder, url } = await startHolder()
    await expect(query(url, 'SELECT 1')).resolves.toMatchObject({ rowCount: 1 })
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    // It can only start here once the other server has gone.
    await withServer(() => expect(query(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED'))
  })

  it('says so when the password file does not belong to the data', async () => {
    await writeFile(join(folder, 'password'), 'another')
    await expect(startPrivatePostgres({ folder })).rejects.toMatchObject({
      code: 'DATABASE_START_FAILED',
    })
  })
})

async function withServer<T>(use: (client: pg.Client, server: PrivatePostgres) => Promise<T>) {
  const server = await startPrivatePostgres({ folder })
  const client = new pg.Client(server.url)
  try {
    await client.connect()
    return await use(client, server)
  } finally {
    await client.end()
    await server.stop()
  }
}

async function query(url: string, text: string) {
  const client = new pg.Client(url)
  try {
    await client.connect()
    return await client.query(text)
  } finally {
    await client.end()
  }
}

async function startHolder(): Promise<{ holder: ChildProcess; url: string }> {
  const holder = spawn(process.execPath, [HOLDER, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = (await once(createInterface({ input: holder.stdout }), 'line')) as [string]
  return { holder, url }
}
