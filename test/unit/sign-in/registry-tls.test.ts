/** Calls to a registry over TLS in both directions, against a real server that demands a certificate. */
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createUpstream } from '../../../adapters/shared/upstream.ts'
import type { UpstreamTls } from '../../../adapters/shared/upstream-tls.ts'
import { authorityOf } from '../../../certs/hierarchy.ts'
import { makeHierarchy } from '../../../certs/make.ts'
import { privateKeyPem } from '../../../certs/keys.ts'
import type { CertificatePurpose } from '../../../schemas/model/certificate-purpose.ts'
import { MemoryKeys } from '../certs/memory-keys.ts'

let server: Server
let url: string
let registry: Awaited<ReturnType<typeof throwAway>>
let foreign: Awaited<ReturnType<typeof throwAway>>

/** Of now: TLS looks at the clock of the machine. */
async function throwAway(party: 'anhui' | 'zhejiang') {
  const keys = new MemoryKeys()
  const hierarchy = await makeHierarchy(party, keys, new Date())
  const own = async (purpose: CertificatePurpose) => {
    const leaf = hierarchy.certificates.find(({ role }) => role === purpose)!
    const key = privateKeyPem(await keys.privateKey(leaf.key!))
    return { cert: leaf.pem + authorityOf(hierarchy, leaf.issuer).pem, key }
  }
  return { own, root: hierarchy.authorities[0]!.pem }
}

beforeAll(async () => {
  ;[registry, foreign] = await Promise.all([throwAway('anhui'), throwAway('zhejiang')])
  const demands = { requestCert: true, rejectUnauthorized: true, ca: registry.root }
  server = createServer(
    { ...(await registry.own('TLS_SERVER')), ...demands },
    (request, response) => {
      const { socket } = request
      const shown = socket instanceof TLSSocket ? socket.getPeerCertificate().subject.O : ''
      response.end(JSON.stringify({ shown }))
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

async function call(tls: UpstreamTls | null): Promise<string> {
  const upstream = createUpstream({ province: 'ANHUI', baseUrl: url, tls })
  try {
    const request = { method: 'GET', path: '/', headers: {} } as const
    const { body } = await upstream.send(request, new AbortController().signal)
    return body.toString()
  } finally {
    await upstream.close()
  }
}

it('a registry that demands a certificate gets ours', async () => {
  const certificate = await registry.own('AGENCY_CLIENT')
  expect(await call({ ca: registry.root, certificate })).toContain('虚构安徽省示例机关')
})

it.each<[string, () => Promise<UpstreamTls | null>]>([
  ['we show none', async () => ({ ca: registry.root, certificate: null })],
  [
    'we show one of nobody it knows',
    async () => ({ ca: registry.root, certificate: await foreign.own('AGENCY_CLIENT') }),
  ],
  [
    'we do not trust its own',
    async () => ({ ca: foreign.root, certificate: await registry.own('AGENCY_CLIENT') }),
  ],
  ['the system’s authorities do not know it', () => Promise.resolve(null)],
])('nothing is asked when %s', async (_, tls) => {
  await expect(call(await tls())).rejects.toMatchObject({ code: 'PROVINCE_UNREACHABLE' })
})
