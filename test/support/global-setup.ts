/**
 * Runs in vitest's main process, around all test files. Test files run in processes of their own,
 * so they ask for what they share over a loopback address that only this run knows.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { startPostgres, type TestPostgres } from './postgres.ts'
import { findRedis, type RedisPrograms } from './redis-programs.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `POST …/database` makes an empty database, `POST …/redis` finds or installs Redis. */
    broker: string
  }
}

/** @returns what stops everything again, also after Ctrl-C */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<TestPostgres> | undefined
  let redis: Promise<RedisPrograms> | undefined
  const secret = randomUUID()
  // Started by the first request, so that a run without such tests starts and installs nothing.
  const answers: Readonly<Record<string, () => Promise<unknown>>> = {
    async [`/${secret}/database`]() {
      return (await (postgres ??= startPostgres())).createDatabase()
    },
    [`/${secret}/redis`]: () => (redis ??= findRedis()),
  }
  const broker = createServer((request, response) => {
    const answer = answers[request.url ?? '']
    if (request.method !== 'POST' || answer === undefined) {
      response.writeHead(404).end()
      return
    }
    answer().then(
      (found) => response.end(JSON.stringify(found)),
      (error: unknown) => response.writeHead(500).end(textOf(error)),
    )
  })
  broker.listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const { port } = broker.address() as AddressInfo
  project.provide('broker', `http://127.0.0.1:${port}/${secret}`)

  return async () => {
    broker.closeAllConnections()
    broker.close()
    await postgres?.then((server) => server.stop()).catch(() => {})
  }
}

/** Message by message down the causes: where PostgreSQL's and apt's own words are. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}\n${textOf(error.cause)}`
}
