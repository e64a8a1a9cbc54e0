/** An auditor asks a province to open what is sealed: over real HTTP, through the gateway and the province's desk. */
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { thumbprintOf } from '../../../gateway/access/certificate-thumbprint.ts'
import { command } from '../../../gateway/cli/log/disclose.ts'
import { gatehouseIdOf } from '../../../gateway/cli/certs/own-gatehouse.ts'
import { DisclosureDesk } from '../../../gateway/gatehouse/disclosure-desk.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { AT as VALID_AT } from '../../support/x509/certificate.ts'
import { makeParty } from '../../unit/access/party.ts'
import { auditGrant, auditor, openDesk } from '../../unit/audit/open-desk.ts'
import type { OpenDesk } from '../../unit/audit/open-desk.ts'
import { PRIVATE_KEYS } from '../../unit/log-service/log-bench.ts'

const AUDITOR = makeParty('AGENCY_CLIENT')
let desk: OpenDesk
let folder: string
let province: DisclosureDesk
let servers: readonly Server[]
let said: string

/** The gateway's `/graphql` as the command meets it, and the gatehouse's desk. */
async function listen(
  answer: (path: string, body: Buffer) => Promise<{ status: number; body: string }>,
) {
  const server = createHttpServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      void answer(request.url!, Buffer.concat(parts)).then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(body),
      )
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

beforeAll(async () => {
  desk = await openDesk()
  folder = await createTemporaryFolder('disclose')
  province = new DisclosureDesk({ folder, now: () => VALID_AT })
  let auditors = new Set([thumbprintOf(AUDITOR.leaf.der)])
  await province.open(() =>
    Promise.resolve({
      ...{ id: gatehouseIdOf('shanghai'), trust: AUDITOR.trust, auditors },
      privateKey: PRIVATE_KEYS.SHANGHAI,
    }),
  )
  const gateway = await listen(async (_, body) => {
    const { query, variables } = JSON.parse(body.toString()) as {
      query: string
      variables: Record<string, unknown>
    }
    return { status: 200, body: JSON.stringify(await desk.ask(auditor(), query, variables)) }
  })
  const gatehouse = await listen(async (_, body) => {
    try {
      const { status, body: text } = (await province.answer(body)) as {
        status: number
        body: Buffer | string
      }
      return { status, body: text.toString() }
    } catch (failure) {
      if (!(failure instanceof FederationError)) throw failure
      const { code, message, status } = failure
      return { status, body: JSON.stringify({ code, message }) }
    }
  })
  servers = [gateway, gatehouse]
  const { signer, chain } = AUDITOR
  const pem = (der: Buffer) =>
    `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  await writeFile(join(folder, 'key.pem'), signer.key.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  })
  await writeFile(join(folder, 'chain.pem'), chain.map(pem).join(''))
  revoke = () => void (auditors = new Set())
}, 60_000)
let revoke: () => void

afterAll(async () => {
  await province.close()
  for (const server of servers) server.close()
  await desk.close()
  await rm(folder, { recursive: true })
})

beforeEach(() => {
  said = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
  vi.useFakeTimers({ toFake: ['Date'], now: VALID_AT })
  desk.grants = PROVINCES.map((each) => auditGrant(each))
  return () => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  }
})

function run(
  indexes: readonly number[],
  change: Readonly<Record<string, string>> = {},
): Promise<number> {
  const [gateway, gatehouse] = servers.map(urlOf)
  const options = {
    ...{ url: gateway!, gatehouse: gatehouse!, province: 'shanghai', token: 'token-of-this-test' },
    ...{ key: join(folder, 'key.pem'), chain: join(folder, 'chain.pem') },
    ...{ case: '虚构审〔2026〕1号', basis: 'PERSONAL_INFORMATION_LAW_54', ...change },
  }
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  return command.run([...words, ...indexes.map(String)])
}

describe('ydelta log disclose', () => {
  it('prints what the province opened, each compared with its digest in the leaf', async () => {
    const uscc = fictitiousUscc(31)
    const { promise } = await desk.intend({
      ...{ officer: 'officer-d', caseNumber: '虚构案〔2026〕31号' },
      subjects: [{ kind: 'ENTITY', uscc }],
    })
    expect(await run([promise.index])).toBe(0)
    expect(said).toContain('经办人：officer-d')
    expect(said).toContain('案件编号：虚构案〔2026〕31号')
    expect(said).toContain(`被查询主体：${uscc}`)
  })

  it('says of which entry nothing can be opened, with exit status 1', async () => {
    const [mine, others] = [await desk.intend(), await desk.intend({ provinces: ['ANHUI'] })]
    expect(await run([mine.promise.index, others.promise.index])).toBe(1)
    expect(said.trim().split('\n')[1]).toMatch(/该省市没有可披露的内容/)
  })

  it('says nothing outside the remit', async () => {
    const { promise } = await desk.intend({ provinces: ['SHANGHAI'] })
    desk.grants = [auditGrant('ANHUI')]
    await expect(run([promise.index])).rejects.toMatchObject({ code: 'LOG_ENTRY_UNKNOWN' })
  })

  it('shows nothing that acts on a terminal', async () => {
    const { promise } = await desk.intend({ officer: 'a\u001b[2Jb' })
    expect(await run([promise.index])).toBe(0)
    expect(said).toContain('经办人：a�[2Jb')
  })

  it.each([
    [[], {}],
    [[1], { province: 'beijing' }],
    [Array.from({ length: 65 }, (_, i) => i), {}],
  ])('refuses %j %j as usage', async (indexes, change) => {
    await expect(run(indexes, change as Record<string, string>)).rejects.toMatchObject({
      code: 'USAGE',
    })
  })

  it('is refused by the province whose list has not the auditor', async () => {
    const { promise } = await desk.intend()
    revoke()
    await expect(run([promise.index])).rejects.toMatchObject({ code: 'GATEHOUSE_AUDITOR_UNKNOWN' })
  })
})
