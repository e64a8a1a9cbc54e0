/**
 * Runs in vitest's main process, around all test files. Test files run in processes of their own,
 * so they ask for a database over a loopback address that only this run knows.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import type { TestProject } from 'vitest/node'
import { startPostgres, type TestPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A POST here makes an empty database and answers with its address. */
    postgresBroker: string
  }
}

/** @returns what stops everything again, also after Ctrl-C */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<TestPostgres> | undefined
  const path = `/${randomUUID()}`

  const broker = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== path) {
      response.writeHead(404).end()
      return
    }
    postgres ??= startPostgres() // a run without database tests starts no database
    postgres
      .then((server) => server.createDatabase())
      .then((url) => response.end(url))
      .catch((error: unknown) => response.writeHead(500).end(inspect(error)))
  })
  broker.listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const { port } = broker.address() as AddressInfo
  project.provide('postgresBroker', `http://127.0.0.1:${port}${path}`)

  return async () => {
    broker.closeAllConnections()
    broker.close()
    await postgres?.then((server) => server.stop()).catch(() => {})
  }
}
