/**
 * The attacks of OWASP API Security Top 10 (2023) as they would look here, in this process. What needs
 * HTTP, tokens or two processes: test/e2e/access/README.md.
 */
import { describe, expect, it } from 'vitest'
import { FederationError } from '../../../schemas/model/errors.ts'
import { openGuarded } from '../../support/open-guarded.ts'
import { wholeGrant, wholeGrants } from './any-grants.ts'
import { decoded } from './decoded.ts'
import { FORCED, WAYS } from './forced-paths.ts'
import { SECRETS, SUBJECTS, sensitiveRecord, subjectCode, tellOf } from './sensitive-records.ts'

const [COMPANY, SHOP] = SUBJECTS as [(typeof SUBJECTS)[0], (typeof SUBJECTS)[0]]
const uscc = subjectCode(COMPANY, 1)
const ENTITY = 'query ($uscc: String!) { entity(uscc: $uscc) { uscc name } }'
const MASKED = { GENERAL: 'CLEAR', PERSONAL: 'MASKED' } as const

describe.each(WAYS)('by $path, direct: $direct', ({ path, direct }) => {
  const open = (options: Parameters<typeof openGuarded>[0] = {}, subject = COMPANY) => {
    const graph = openGuarded({ direct, grants: wholeGrants(), ...options })
    tellOf(subject, graph.adapters)
    const ask = (document: string, variables: object = { uscc }, more: object = {}) =>
      graph.ask(FORCED[path](document), { variables, ...more })
    return { graph, ask }
  }

  it('API1 BOLA: a grant of one province opens no object of another', async () => {
    const { graph, ask } = open({ grants: [wholeGrant('ANHUI')] })
    const { text } = await ask(ENTITY)
    expect(graph.events.filter((event) => event.startsWith('ask'))).toEqual(['ask ANHUI'])
    expect(text).not.toContain(SECRETS['BusinessEntity.name'])
  })

  it('API2 authentication: who was not established gets the reason and nothing else', async () => {
    const { graph, ask } = open()
    const answer = await ask(ENTITY, { uscc }, { asker: new FederationError('TOKEN_EXPIRED') })
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['TOKEN_EXPIRED'])
    expect([answer.data, graph.events]).toEqual([undefined, []])
  })

  it('API3 object properties: a masked reader after a clear one gets no clear value from the cache', async () => {
    const code = subjectCode(SHOP, 1)
    const grants = [
      ...wholeGrants(),
      ...wholeGrants({ id: 'masked', agency: 'agency-2', grades: MASKED }),
    ]
    const { graph, ask } = open({ grants, freshMs: 60_000, staleMs: 600_000 }, SHOP)
    const name = SECRETS['BusinessEntity.name']!
    const asks = (agency: string) => ask(ENTITY, { uscc: code }, { details: { agency } })
    expect((await asks('agency-1')).text).toContain(name)
    expect(decoded((await asks('agency-2')).text)).not.toContain(name)
    expect((await asks('agency-1')).text).toContain(name)
    graph.at = new Date(graph.at.getTime() + 120_000)
    for (const adapter of Object.values(graph.adapters)) adapter.fail(new Error('down'))
    expect(decoded((await asks('agency-2')).text)).not.toContain(name)
    expect((await asks('agency-1')).text).toContain(name)
  })

  it('API3 object properties: two askers of one flight see what each may see', async () => {
    const code = subjectCode(SHOP, 1)
    const grants = [
      ...wholeGrants(),
      ...wholeGrants({ id: 'masked', agency: 'agency-2', grades: MASKED }),
    ]
    const { graph, ask } = open({ grants }, SHOP)
    const [clear, masked] = await Promise.all(
      ['agency-1', 'agency-2'].map((agency) =>
        ask(ENTITY, { uscc: code }, { details: { agency } }),
      ),
    )
    expect(graph.events.filter((event) => event === 'ask SHANGHAI')).toHaveLength(1)
    expect(clear!.text).toContain(SECRETS['BusinessEntity.name'])
    expect(decoded(masked!.text)).not.toContain(SECRETS['BusinessEntity.name'])
  })

  it('API4 resources: fragments that unfold without end are refused before anything is asked', async () => {
    const { graph } = open()
    const spreads = Array.from({ length: 40 }, (_, i) => {
      const next = i === 39 ? 'uscc' : `...F${i + 1} ...F${i + 1}`
      return `fragment F${i} on BusinessEntity { ${next} }`
    })
    const document = `query { entity(uscc: "${uscc}") { ...F0 } } ${spreads.join(' ')}`
    const { errors } = await graph.ask(document)
    expect(errors?.[0]?.extensions['code']).toBe('QUERY_TOO_COSTLY')
    expect(graph.events).toEqual([])
  })

  it('API5 functions: an officer reads no log, an auditor no data', async () => {
    const { graph, ask } = open()
    const audit = { purpose: 'AUDIT', legalBasis: 'DATA_SECURITY_LAW_39', roles: ['AUDITOR'] }
    const { errors } = await ask(ENTITY, { uscc }, { details: audit })
    expect(errors?.[0]?.extensions['code']).toBe('ROLE_READS_LOG_ONLY')
    expect(graph.events).toEqual([])
  })

  it('API6 business flows: subjects of a batch count one by one, doubles once', async () => {
    const { graph, ask } = open()
    const usccs = [1, 2, 3, 1].map((i) => subjectCode(COMPANY, i))
    await ask('query ($usccs: [String!]!) { entities(usccs: $usccs) { uscc } }', { usccs })
    expect(graph.counted).toEqual([usccs.slice(0, 3)])
  })

  it('API7 request forgery: no address in a question reaches a registry', async () => {
    const { graph, ask } = open()
    const { errors } = await ask(ENTITY, { uscc: 'http://127.0.0.1/admin' })
    expect(errors?.[0]?.extensions['code']).toMatch(/^USCC_/)
    expect(graph.events).toEqual([])
  })

  it('API8 misconfiguration: a fault says its code, and neither its text nor where', async () => {
    const { graph, ask } = open()
    graph.adapters.SHANGHAI.fail(new Error('postgres://user:word@db.example/registry'))
    const { text } = await ask(ENTITY)
    expect(text).toContain('"INTERNAL"')
    expect(text).not.toMatch(/postgres|db\.example|stack/)
  })

  it('API9 inventory: the provinces’ own fields cannot be asked for', async () => {
    const { graph, ask } = open()
    for (const document of [
      `{ shanghaiEntities(usccs: ["${uscc}"]) { uscc } }`,
      `{ keyOnly(uscc: "${uscc}") { uscc } }`,
      `{ entity(uscc: "${uscc}") { shanghai { state } } }`,
    ]) {
      expect(await ask(document, {})).toMatchObject({ status: 400 })
    }
    expect(graph.events).toEqual([])
  })

  it('API10 unsafe consumption: a record that calls a company a person is masked as one', async () => {
    const { graph, ask } = open({ grants: wholeGrants({ grades: MASKED }) })
    graph.adapters.ANHUI.say((code) => [sensitiveRecord(SUBJECTS[2]!, code, 'REGISTRAR')])
    const { text } = await ask(ENTITY)
    expect(decoded(text)).not.toContain(SECRETS['BusinessEntity.name'])
  })
})
