import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startDelta } from '../../support/delta.ts'
import type { Delta } from '../../support/delta.ts'
import { deltaUscc } from '../../support/delta-records.ts'
import { startGateway } from '../../support/gateway-process.ts'
import type { Answer, GatewayProcess } from '../../support/gateway-process.ts'

/** How long an answer is on its way when the signal comes. */
const SLOW_MS = 1_000
/** A process that has nothing left to do ends at once, not when a timer does. */
const AT_ONCE_MS = 1_500
const SHORT_GRACE_MS = 500
const [QUERY, OTHER] = [0, 1].map(
  (i) => `{ entity(uscc: "${deltaUscc(i)}") { name sources { province state } } }`,
) as [string, string]

/** One for each test, because each ends its own; started together. */
const [IDLE, BUSY, LATE, TWICE] = [0, 1, 2, 3] as const

let delta: Delta
let gateways: readonly GatewayProcess[]
beforeAll(async () => {
  delta = await startDelta(2, {
    SHUTDOWN_GRACE_MS: '8000',
    RECORD_FRESH_SECONDS: '0',
    RECORD_STALE_SECONDS: '0',
    REGISTRY_DEADLINE_MS: '20000',
  })
  const { gateway, settings } = delta
  const others = [{}, { SHUTDOWN_GRACE_MS: String(SHORT_GRACE_MS) }, {}]
  const started = others.map((own) => startGateway({ ...settings, ...own }))
  gateways = [gateway, ...(await Promise.all(started))]
})
afterEach(() => delta.registries.heal())
afterAll(async () => {
  await Promise.all(gateways?.map((gateway) => gateway[Symbol.asyncDispose]()) ?? [])
  await delta?.[Symbol.asyncDispose]()
})

describe('a gateway that is asked to stop', () => {
  it('ends at once with status 0 when it has nothing to do', async () => {
    const gateway = gateways[IDLE]!
    await gateway.ask(QUERY)
    const began = performance.now()
    process.kill(gateway.pid, 'SIGTERM')
    expect(await gateway.ended).toBe(0)
    expect(performance.now() - began).toBeLessThan(AT_ONCE_MS)
  })

  it('answers what is under way whole, refuses what is new, ends with status 0', async () => {
    const gateway = gateways[BUSY]!
    const { answer } = await inFlight(gateway, 'slow')
    const { socket, text } = await openConnection(gateway)
    const before = delta.registries.at.ANHUI.requestCount()
    socket.write(requestText(OTHER)) // the same code would share the first one's call
    await expect.poll(() => delta.registries.at.ANHUI.requestCount()).toBe(before + 1)
    process.kill(gateway.pid, 'SIGINT')
    await expect.poll(() => isListening(gateway)).toBe(false)
    socket.write(requestText('{ registries { name } }'))

    const { status, data, errors } = await answer
    expect([status, errors]).toEqual([200, []])
    expect(data?.['entity']).toMatchObject({ sources: Array(4).fill({ state: 'ANSWERED' }) })
    await once(socket, 'close')
    expect(text()).toMatch(/^HTTP\/1\.1 200 [^]*"ANSWERED"[^]*HTTP\/1\.1 503 [^]*"SHUTTING_DOWN"/)
    expect(await gateway.ended).toBe(0)
  })

  it('cuts off what takes longer than the grace: status 3, in bounded time', async () => {
    const gateway = gateways[LATE]!
    const { answer } = await inFlight(gateway, 'hang')
    const { socket } = await openConnection(gateway)
    socket.write(`${requestText(QUERY).slice(0, -10)}`) // a caller that never finishes
    const cut = expect(answer).rejects.toThrow()
    const began = performance.now()
    process.kill(gateway.pid, 'SIGTERM')
    expect(await gateway.ended).toBe(3)
    expect(performance.now() - began).toBeLessThan(SHORT_GRACE_MS + AT_ONCE_MS)
    await cut
  })

  it('ends at once when it is asked a second time', async () => {
    const gateway = gateways[TWICE]!
    const { answer } = await inFlight(gateway, 'hang')
    const cut = expect(answer).rejects.toThrow()
    process.kill(gateway.pid, 'SIGTERM')
    await expect.poll(() => isListening(gateway)).toBe(false)
    process.kill(gateway.pid, 'SIGTERM')
    expect(await gateway.ended).toBe(130)
    await cut
  })
})

interface InFlight {
  readonly answer: Promise<Answer>
}

/** A question that has reached the registry which does not answer yet. */
async function inFlight(gateway: GatewayProcess, mode: 'slow' | 'hang') {
  delta.registries.fail('ANHUI', mode, SLOW_MS)
  const before = delta.registries.at.ANHUI.requestCount()
  const flight: InFlight = { answer: gateway.ask(QUERY) }
  flight.answer.catch(() => {}) // whoever asked looks at it later
  await expect.poll(() => delta.registries.at.ANHUI.requestCount()).toBe(before + 1)
  return flight
}

async function isListening({ url }: GatewayProcess): Promise<boolean> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const listening = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return listening
}

async function openConnection({ url }: GatewayProcess) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => {}) // a reset is an end like any other
  return { socket, text: () => text }
}

function requestText(query: string): string {
  const body = JSON.stringify({ query })
  const length = Buffer.byteLength(body)
  const head = ['POST /graphql HTTP/1.1', 'host: x', 'content-type: application/json']
  return `${head.join('\r\n')}\r\ncontent-length: ${length}\r\n\r\n${body}`
}
