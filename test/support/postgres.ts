/** A real PostgreSQL for tests, by the same code that `npm start` uses. */
import { rm } from 'node:fs/promises'
import pg from 'pg'
import { startPrivatePostgres } from '../../gateway/store/private-postgres.ts'
import { askBroker } from './broker.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/** Nothing here has to survive a power cut, and waiting for the disk is most of a test's time. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

export interface TestPostgres {
  readonly url: string
  /** Makes an empty database and returns its address. */
  createDatabase(): Promise<string>
  /** Stops the server and removes its files. */
  stop(): Promise<void>
}

/**
 * A server of one's own, for tests that stop or break it. All others share one: see
 * {@link createDatabase}.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await createTemporaryFolder('postgres')
  const remove = () => rm(folder, { recursive: true, force: true })
  const server = await startPrivatePostgres({ folder, settings: FAST }).catch(async (error) => {
    await remove()
    throw error
  })
  let made = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    url: server.url,
    createDatabase() {
      const name = `test_${(made += 1)}`
      // One after the other: PostgreSQL refuses to copy its template twice at a time.
      const next = last.then(() => makeDatabase(server.url, name))
      last = next.catch(() => {})
      return next
    },
    async stop() {
      await server.stop()
      await remove()
    },
  }
}

/**
 * An empty database on the one server that all test files share; it starts when the first of them
 * asks. Call it in `beforeAll`.
 */
export async function createDatabase(): Promise<string> {
  return (await askBroker('database')) as string
}

async function makeDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}
