/** What several gateways share about sign-in, and what happens when it is away. */
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { thumbprintOf } from '../../../gateway/access/certificate-thumbprint.ts'
import { createPostgresCounters } from '../../../gateway/counters/postgres-counters.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import { AT } from '../../support/x509/certificate.ts'
import {
  BUREAU,
  LOG,
  OTHER,
  bearer,
  formOf,
  listOf,
  openWorld,
  register,
  signIn,
  tokenOf,
  whoIs,
  writeTrust,
} from './world.ts'
import type { World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
  await register(world, BUREAU)
})
afterEach(() => world[Symbol.asyncDispose]())

/** The first `count` that settle, in the order in which they do. */
function firstOf<T>(all: readonly Promise<T>[], count: number): Promise<readonly T[]> {
  const settled: T[] = []
  return new Promise((resolve) => {
    for (const one of all) {
      void one.then((value) => settled.push(value) === count && resolve([...settled]))
    }
  })
}

const refused = (code: string, status = 401) => ({ status, body: { code } })

/** Another gateway of the same federation. */
const secondGateway = (databaseUrl = world.databaseUrl) =>
  openWorld({ databaseUrl, folder: world.folder, signIn: { issuer: () => world.url } })

describe('two gateways', () => {
  it('know the same tokens, and let an assertion count once between them', async () => {
    await using first = await secondGateway()
    await using second = await secondGateway()
    const form = await formOf(world, BUREAU)
    const { body } = await signIn(first, form)
    expect(await whoIs(second, bearer(String(body['access_token'])))).toMatchObject({ status: 200 })
    expect(await signIn(second, form)).toMatchObject(refused('SIGN_IN_ASSERTION_REPEATED'))
  })

  it('lose the tokens of a removed client at once', async () => {
    await using second = await secondGateway()
    const shown = bearer(await tokenOf(world, BUREAU))
    expect(await whoIs(second, shown)).toMatchObject({ status: 200 })
    await world.clients.remove(BUREAU.id)
    expect(await whoIs(second, shown)).toMatchObject(refused('SIGN_IN_CLIENT_REMOVED'))
    expect(await whoIs(world, shown)).toMatchObject(refused('SIGN_IN_CLIENT_REMOVED'))
    expect(await signIn(second, await formOf(world, BUREAU))).toMatchObject(
      refused('CLIENT_UNKNOWN'),
    )
  })

  it('lose the tokens of a certificate that was taken away, and take those of the other', async () => {
    const [old, renewed] = [BUREAU, OTHER].map(({ leaf }) => thumbprintOf(leaf.der))
    await world.clients.setCertificates(BUREAU.id, [old!, renewed!], world.clock.at)
    const shown = bearer(await tokenOf(world, BUREAU))
    expect(await whoIs(world, shown)).toMatchObject({ status: 200 })
    world.clock.at = new Date(AT.getTime() + 1_500)
    await world.clients.setCertificates(BUREAU.id, [renewed!], world.clock.at)
    expect(await whoIs(world, shown)).toMatchObject(refused('SIGN_IN_CLIENT_REMOVED'))
    world.clock.at = new Date(AT.getTime() + 2_000)
    const anew = bearer(await tokenOf(world, { ...OTHER, id: BUREAU.id }))
    expect(await whoIs(world, anew)).toMatchObject({ status: 200 })
  })

  it('lose the tokens of a suspended client', async () => {
    const shown = bearer(await tokenOf(world, BUREAU))
    await world.database.updateTable('client').set({ status: 'SUSPENDED' }).execute()
    expect(await whoIs(world, shown)).toMatchObject(refused('SIGN_IN_CLIENT_REMOVED'))
    expect(await signIn(world, await formOf(world, BUREAU))).toMatchObject(
      refused('CLIENT_UNKNOWN'),
    )
  })
})

describe('nobody is let in', () => {
  it('while the clients cannot be read, and everybody as soon as they can', async () => {
    const { port, pathname } = new URL(world.databaseUrl)
    await using proxy = await startTcpProxy(Number(port))
    const through = Object.assign(new URL(world.databaseUrl), {
      host: `127.0.0.1:${proxy.port}`,
      pathname,
    }).href
    await using gateway = await secondGateway(through)
    const shown = bearer(await tokenOf(world, BUREAU))
    expect(await whoIs(gateway, shown)).toMatchObject({ status: 200 })
    await proxy.cut()
    const away = refused('SIGN_IN_STORE_UNAVAILABLE', 503)
    expect(await whoIs(gateway, shown)).toMatchObject(away)
    expect(await signIn(gateway, await formOf(world, BUREAU))).toMatchObject(away)
    await proxy.mend(Number(port))
    expect(await whoIs(gateway, shown)).toMatchObject({ status: 200 })
  })

  it('while it cannot be told whether an assertion was used', async () => {
    const nowhere = Object.assign(new URL(world.databaseUrl), { host: '127.0.0.1:1' }).href
    const database = openDatabase(nowhere, () => undefined)
    const secret = Buffer.alloc(32)
    const replay = createPostgresCounters({ database, secret, log: LOG, now: () => AT.getTime() })
    await using gateway = await openWorld({
      ...{ databaseUrl: world.databaseUrl, folder: world.folder },
      signIn: { issuer: () => world.url, replay },
    })
    const answer = await signIn(gateway, await formOf(world, BUREAU))
    expect(answer).toMatchObject(refused('SIGN_IN_REPLAY_STORE_UNAVAILABLE', 503))
    expect(answer.body).toMatchObject({ error: 'temporarily_unavailable', retryable: true })
  })

  it('without trust anchors', async () => {
    await rm(world.folder, { recursive: true })
    const answer = await signIn(world, await formOf(world, BUREAU))
    expect(answer).toMatchObject(refused('TRUST_ANCHORS_MISSING', 503))
    await writeTrust(world.folder)
    expect(await signIn(world, await formOf(world, BUREAU))).toMatchObject({ status: 200 })
  })
})

describe('a certificate', () => {
  const revoked = { revoked: [{ serial: BUREAU.leaf.serial as number }] }

  it('that is revoked signs in no more, as soon as the list is there', async () => {
    expect(await signIn(world, await formOf(world, BUREAU))).toMatchObject({ status: 200 })
    await writeTrust(world.folder, listOf({ number: 5, ...revoked }))
    expect(await signIn(world, await formOf(world, BUREAU))).toMatchObject(
      refused('CERT_LEAF_REVOKED'),
    )
  })

  it('is not helped by an older list, here or in another gateway', async () => {
    await writeTrust(world.folder, listOf({ number: 7 }))
    expect(await signIn(world, await formOf(world, BUREAU))).toMatchObject({ status: 200 })
    await expect
      .poll(() => world.database.selectFrom('crl_number').selectAll().execute())
      .toEqual(expect.arrayContaining([expect.objectContaining({ number: '7' })]))
    await writeTrust(world.folder, listOf({ number: 6 }))
    await using second = await secondGateway()
    for (const gateway of [world, second]) {
      const answer = await signIn(gateway, await formOf(world, BUREAU))
      expect(answer).toMatchObject(refused('SIGN_IN_UNDETERMINED', 503))
      expect(answer.body['message']).toContain('CRL_ROLLED_BACK')
    }
  })

  it('is not to blame for lists that are stale here', async () => {
    const [lastWeek, yesterday] = [7, 1].map((days) => new Date(AT.getTime() - days * 86_400_000))
    const stale = { thisUpdate: lastWeek!, nextUpdate: yesterday! }
    await writeTrust(world.folder, listOf({ number: 8, ...stale }))
    const answer = await signIn(world, await formOf(world, BUREAU))
    expect(answer).toMatchObject(refused('SIGN_IN_UNDETERMINED', 503))
    expect(answer.body).toMatchObject({ error: 'temporarily_unavailable', retryable: true })
    expect(answer.body['message']).toContain('CRL_EXPIRED')
  })
})

it('more sign-ins at once than are served are put off, and the others go on', async () => {
  const forms = await Promise.all(Array.from({ length: 80 }, () => formOf(world, BUREAU)))
  const release = Promise.withResolvers<'FIRST'>()
  await using gateway = await openWorld({
    ...{ databaseUrl: world.databaseUrl, folder: world.folder },
    signIn: { issuer: () => world.url, replay: { useOnce: () => release.promise } },
  })
  const all = forms.map((form) => signIn(gateway, form))
  const putOff = all.map(async (answer, i) => {
    const { status, body } = await answer
    // The others wait until they are released.
    return status === 503 ? body['code'] : `${i} answered`
  })
  expect(await firstOf(putOff, 16)).toEqual(Array(16).fill('SIGN_IN_BUSY'))
  release.resolve('FIRST')
  const statuses = (await Promise.all(all)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 503)).toHaveLength(16)
  expect(statuses.filter((status) => status === 200)).toHaveLength(64)
})

it('those who send their sign-in slowly keep nobody out', async () => {
  const { port } = new URL(world.url)
  const slow = Array.from({ length: 80 }, () => connect(Number(port), '127.0.0.1'))
  try {
    for (const socket of slow) {
      socket.write(
        'POST /token HTTP/1.1\r\nhost: gateway\r\ncontent-length: 100\r\nexpect: 100-continue\r\n' +
          'content-type: application/x-www-form-urlencoded\r\n\r\ngrant_type=',
      )
    }
    // Each is asked to go on: all of them are under way.
    await Promise.all(slow.map((socket) => once(socket, 'data')))
    expect(await signIn(world, await formOf(world, BUREAU))).toMatchObject({ status: 200 })
  } finally {
    for (const socket of slow) socket.destroy()
  }
  // Nor are they a fault of ours when they leave.
  const left = () => world.refusals.filter((code) => code === 'SIGN_IN_FORM_INVALID').length
  await expect.poll(left).toBe(80)
})
