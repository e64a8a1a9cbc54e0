/** /readyz is for everybody: many who ask it cost no more than one. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { expect, it } from 'vitest'
import { createMetrics } from '../../../gateway/observe/metrics.ts'
import { createServer } from '../../../gateway/server.ts'
import { FederationError } from '../../../schemas/model/errors.ts'

const MANY = 50
const log = pino({ level: 'silent' })

it('asks the stores once for all who wait', async () => {
  let looks = 0
  const release = Promise.withResolvers<readonly string[]>()
  const { http, drain } = createServer({
    graphql: () => Promise.reject(new Error('not asked here')),
    authenticate: () => new FederationError('SIGN_IN_TOKEN_MISSING'),
    metrics: createMetrics(log),
    log,
    maxBodyBytes: 1_000,
    missing() {
      looks += 1
      return release.promise
    },
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const arrived = Promise.withResolvers<void>()
  let requests = 0
  http.on('request', () => (requests += 1) === MANY && arrived.resolve())
  const { port } = http.address() as AddressInfo
  const asked = Array.from({ length: MANY }, () => fetch(`http://127.0.0.1:${port}/readyz`))
  await arrived.promise
  release.resolve(['database'])
  const answers = await Promise.all(asked.map(async (each) => (await each).json()))
  expect(new Set(answers.map((one) => JSON.stringify(one)))).toEqual(
    new Set(['{"ready":false,"missing":["database"]}']),
  )
  // One was under way, the next began after the last had come.
  expect(looks).toBe(2)
  await drain(0)
})
