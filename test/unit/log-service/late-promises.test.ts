/** Promises of shared and cached answers reach their gatehouse, over real HTTP, also when it was away. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { printPromise, promiseFromJson } from '../../../gateway/federation-log/promise-json.ts'
import { createLatePromises } from '../../../gateway/log/late-promises.ts'
import type { Ticket } from '../../../gateway/pipeline/log-port.ts'
import { promiseBatch } from '../../support/promise-batch.ts'
import { AT, ORIGIN, PROMISE_KEY } from './log-bench.ts'

interface Sent {
  readonly promises: readonly { readonly promise: unknown; readonly disclosure: string }[]
}

let gatehouse: Server
let url: string
/** Of the address. */
let path: string
let received: Sent[]
let status: number
/** Disclosures for which a whole request is refused. */
let refused: string[]
let failures: { givenUp: number }[]

const head = { origin: ORIGIN, firstIndex: 0, at: AT.toISOString() }
const LEAVES = Array.from({ length: 300 }, (_, i) => Buffer.from(`虚构${i}`))
const TICKETS: readonly Ticket[] = promiseBatch(head, LEAVES, PROMISE_KEY).map((promise, i) => {
  const json = printPromise(promise)
  return { leafHash: String(i), promise, json, disclosure: `disclosure-${i}` }
})

beforeEach(async () => {
  received = []
  path = ''
  status = 200
  refused = []
  failures = []
  gatehouse = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const isIt = request.url === `${path}/_gatehouse/promises` && request.method === 'POST'
      const body = Buffer.concat(parts).toString()
      if (refused.some((each) => body.includes(`"${each}"`))) return response.writeHead(403).end()
      if (isIt && status === 200) received.push(JSON.parse(body) as Sent)
      response.writeHead(isIt ? status : 404).end()
    })
  }).listen(0, '127.0.0.1')
  await once(gatehouse, 'listening')
  url = `http://127.0.0.1:${(gatehouse.address() as AddressInfo).port}`
})
afterEach(() => {
  gatehouse.close()
  gatehouse.closeAllConnections()
})

const sender = (sendAfterMs = 1) =>
  createLatePromises({
    gatehouses: { ANHUI: url },
    sendAfterMs,
    onFailure: (_, __, givenUp) => void failures.push({ givenUp }),
  })
const disclosures = () =>
  received.flatMap((each) => each.promises.map(({ disclosure }) => disclosure))

describe('late promises', () => {
  it.each(['', '/'])('go below the path of the address (%j behind it)', async (end) => {
    path = '/province/gate'
    url += path + end
    const late = sender()
    late.add('ANHUI', TICKETS[0]!)
    await vi.waitUntil(() => late.waiting() === 0)
    expect(disclosures()).toHaveLength(1)
    await late.close()
  })

  it('arrive once each, in order, as they were made', async () => {
    const late = sender()
    for (const ticket of TICKETS) late.add('ANHUI', ticket)
    await vi.waitUntil(() => late.waiting() === 0)
    expect(disclosures()).toEqual(TICKETS.map(({ disclosure }) => disclosure))
    expect(promiseFromJson(received[0]!.promises[7]!.promise)).toEqual(TICKETS[7]!.promise)
    await late.close()
    expect(failures).toEqual([])
  })

  it('pass by those that the gatehouse refuses, which are tried again', async () => {
    refused = ['disclosure-3', 'disclosure-200']
    const late = sender()
    for (const ticket of TICKETS) late.add('ANHUI', ticket)
    await vi.waitUntil(() => late.waiting() === refused.length)
    expect(disclosures().toSorted()).toEqual(
      TICKETS.map(({ disclosure }) => disclosure)
        .filter((each) => !refused.includes(each))
        .toSorted(),
    )
    refused = []
    await vi.waitUntil(() => late.waiting() === 0)
    expect(disclosures()).toHaveLength(TICKETS.length)
    await late.close()
  })

  it('are sent again to a gatehouse that was away', async () => {
    status = 503
    const late = sender()
    late.add('ANHUI', TICKETS[0]!)
    await vi.waitUntil(() => failures.length > 1)
    status = 200
    await vi.waitUntil(() => late.waiting() === 0)
    expect(disclosures()).toEqual(['disclosure-0'])
    await late.close()
  })

  it('that wait are sent when the log is closed', async () => {
    const late = sender(60_000)
    late.add('ANHUI', TICKETS[0]!)
    await late.close()
    expect(disclosures()).toEqual(['disclosure-0'])
  })

  it('are given up on closing when nobody takes them, and that is told', async () => {
    status = 503
    const late = sender(60_000)
    late.add('ANHUI', TICKETS[0]!)
    await late.close()
    expect(failures.at(-1)).toEqual({ givenUp: 1 })
  })

  it('of a province without gatehouse are sent nowhere', async () => {
    const late = sender()
    late.add('SHANGHAI', TICKETS[0]!)
    expect(late.waiting()).toBe(0)
    await late.close()
  })
})
