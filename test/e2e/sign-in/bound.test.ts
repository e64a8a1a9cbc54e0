/** Tokens that are bound to the client's TLS certificate (RFC 8705), and a server that speaks TLS alone. */
import { once } from 'node:events'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Agent } from 'undici'
import {
  BUREAU,
  OTHER,
  bearer,
  connectAs,
  formOf,
  openWorld,
  register,
  serverTls,
  signIn,
  whoIs,
} from './world.ts'
import type { World } from './world.ts'

let world: World
let plain: World
let asBureau: Agent
let asOther: Agent
let asNobody: Agent
let token: string
beforeAll(async () => {
  world = await openWorld({ tls: serverTls() })
  plain = await openWorld({
    databaseUrl: world.databaseUrl,
    folder: world.folder,
    signIn: { issuer: () => world.url },
  })
  await register(world, BUREAU)
  await register(world, OTHER)
  ;[asBureau, asOther, asNobody] = [connectAs(BUREAU), connectAs(OTHER), connectAs(null)]
  const { body } = await signIn(world, await formOf(world, BUREAU), { dispatcher: asBureau })
  token = String(body['access_token'])
})
afterAll(async () => {
  await Promise.all([asBureau, asOther, asNobody].map((agent) => agent.close()))
  await plain[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

const claimsOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>

describe('a token taken over TLS', () => {
  it('names the certificate, and is good on every connection of its holder', async () => {
    expect(claimsOf(token)['cnf']).toEqual({ 'x5t#S256': expect.any(String) })
    expect(await whoIs(world, bearer(token), asBureau)).toMatchObject({ status: 200 })
    const another = connectAs(BUREAU)
    expect(await whoIs(world, bearer(token), another)).toMatchObject({ status: 200 })
    await another.close()
  })

  it.each([
    [
      "another client's connection",
      () => whoIs(world, bearer(token), asOther),
      'ACCESS_TOKEN_CERTIFICATE_FOREIGN',
    ],
    [
      'a connection without certificate',
      () => whoIs(world, bearer(token), asNobody),
      'ACCESS_TOKEN_CERTIFICATE_MISSING',
    ],
    [
      'a connection without TLS',
      () => whoIs(plain, bearer(token)),
      'ACCESS_TOKEN_CERTIFICATE_MISSING',
    ],
  ])('is refused over %s', async (_, ask, code) => {
    expect(await ask()).toMatchObject({ status: 401, body: { code } })
  })
})

describe('over TLS a sign-in is refused', () => {
  it('without certificate: its token would be anybody’s', async () => {
    const answer = await signIn(world, await formOf(world, BUREAU), { dispatcher: asNobody })
    expect(answer).toMatchObject({ status: 401, body: { code: 'ACCESS_TOKEN_UNBOUND' } })
  })

  it('with another certificate than the one that signed', async () => {
    const answer = await signIn(world, await formOf(world, BUREAU), { dispatcher: asOther })
    expect(answer).toMatchObject({ status: 401, body: { code: 'CLIENT_CERTIFICATE_FOREIGN' } })
  })
})

it('TLS 1.2 is refused, and 1.3 is what is spoken', async () => {
  const { port } = new URL(world.url)
  const speak = async (maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> => {
    const at = { host: '127.0.0.1', port: Number(port), rejectUnauthorized: false }
    const socket = connect({ ...at, minVersion: 'TLSv1.2', maxVersion })
    try {
      await once(socket, 'secureConnect')
      return socket.getProtocol()
    } finally {
      socket.destroy()
    }
  }
  await expect(speak('TLSv1.2')).rejects.toThrow(/protocol version/i)
  expect(await speak('TLSv1.3')).toBe('TLSv1.3')
})

it('a plain token of development is refused over TLS', async () => {
  const { body } = await signIn(plain, await formOf(world, BUREAU))
  const shown = bearer(String(body['access_token']))
  expect(await whoIs(plain, shown)).toMatchObject({ status: 200 })
  expect(await whoIs(world, shown, asBureau)).toMatchObject({
    body: { code: 'ACCESS_TOKEN_UNBOUND' },
  })
})
