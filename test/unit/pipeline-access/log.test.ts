/** No answer without an intent before it, an outcome after it, and a refusal's leaf instead of both. */
import { describe, expect, it } from 'vitest'
import { FederationError } from '../../../schemas/model/errors.ts'
import { openGuarded } from '../../support/open-guarded.ts'
import type { AskOptions } from '../../support/open-guarded.ts'
import { wholeGrant, wholeGrants } from './any-grants.ts'
import { FORCED, WAYS } from './forced-paths.ts'
import { SUBJECTS, headOf, subjectCode, tellOf } from './sensitive-records.ts'

const [COMPANY] = SUBJECTS as [(typeof SUBJECTS)[0]]
const code = (i: number) => subjectCode(COMPANY, i)
const uscc = code(1)
const ENTITY = 'query ($uscc: String!) { entity(uscc: $uscc) { uscc name } }'
const EVERYTHING = ['SHANGHAI', 'JIANGSU', 'ZHEJIANG', 'ANHUI'].map((province) => `ask ${province}`)
const ENTITY_SUBJECT = (of: string) => ({ kind: 'ENTITY', uscc: of })

describe.each(WAYS)('by $path, direct: $direct', ({ path, direct }) => {
  const open = (options: Parameters<typeof openGuarded>[0] = {}) => {
    const graph = openGuarded({ direct, grants: wholeGrants(), ...options })
    tellOf(COMPANY, graph.adapters)
    const ask = (document: string, variables: object = { uscc }) =>
      graph.ask(FORCED[path](document), { variables })
    return { graph, ask }
  }

  it('an intent is durable before any registry is asked', async () => {
    const { graph, ask } = open()
    const { extensions } = await ask(ENTITY)
    expect(graph.events).toEqual(['count', 'intend', 'durable', ...EVERYTHING])
    expect(graph.log.intents).toMatchObject([
      {
        ...{ agency: 'agency-1', officer: 'officer-7', purpose: 'SUPERVISION' },
        ...{ bases: ['ORDER_44_15'], provinces: ['SHANGHAI', 'JIANGSU', 'ZHEJIANG', 'ANHUI'] },
        grants: ['ANHUI', 'JIANGSU', 'SHANGHAI', 'ZHEJIANG'].map(
          (province) => `${province}/grant-${province.toLowerCase()}/1`,
        ),
        operation: { fields: ['entity', 'entity.name', 'entity.uscc'] },
        subjects: [ENTITY_SUBJECT(uscc)],
      },
    ])
    expect(extensions.logEntries).toEqual([{ index: 0, leafHash: 'leaf-0' }])
    expect(graph.promisesTo('SHANGHAI')).toEqual(['leaf-0'])
  })

  it('one intent names all codes of one turn, a second one a head office found on the way', async () => {
    const { graph, ask } = open()
    await ask(
      `query ($usccs: [String!]!, $uscc: String!) {
        entities(usccs: $usccs) { uscc } again: entity(uscc: $uscc) { headOffice { uscc } }
      }`,
      { usccs: [code(1), code(5), code(1)], uscc },
    )
    expect(graph.log.intents.map(({ subjects }) => subjects)).toEqual([
      [ENTITY_SUBJECT(code(1)), ENTITY_SUBJECT(code(5))],
      [ENTITY_SUBJECT(headOf(uscc))],
    ])
    expect(graph.counted).toEqual([[code(1), code(5)], [headOf(uscc)]])
    expect(graph.log.outcomes.map(({ intent }) => intent)).toEqual(['leaf-0', 'leaf-1'])
  })

  it('the same document asks for one operation, and another for another', async () => {
    const { graph, ask } = open()
    await ask(ENTITY)
    await ask(ENTITY)
    await ask('query ($uscc: String!) { entity(uscc: $uscc) { name } }')
    const [first, again, other] = graph.log.intents.map(({ operation }) => operation)
    expect(again).toEqual(first)
    expect(other).toMatchObject({ fields: ['entity', 'entity.name'] })
    expect(other!.digest).not.toBe(first!.digest)
  })

  it('a search and what it finds are intents of their own', async () => {
    const { graph, ask } = open()
    await ask('query { searchEntities(filter: { name: " 虚构 " }) { nodes { name } } }', {})
    expect(graph.log.intents.map(({ subjects }) => subjects)).toEqual([
      [{ kind: 'SEARCH', filter: { name: '虚构' } }],
      [ENTITY_SUBJECT(uscc)],
    ])
    expect(graph.counted[0]).toEqual(['search:{"name":"虚构"}'])
    expect(graph.log.outcomes[0]).toMatchObject({
      result: 'COMPLETE',
      answers: [
        { province: 'SHANGHAI', state: 'ANSWERED', rows: 2, served: 'LIVE', live: [] },
        { state: 'NO_RECORD' },
        { state: 'NO_RECORD' },
        { state: 'NO_RECORD' },
      ],
    })
  })

  it('a cached answer has an intent before the cache is asked, and cites the one it was had under', async () => {
    const { graph, ask } = open({ freshMs: 60_000 })
    await ask(ENTITY)
    const before = graph.events.length
    await ask(ENTITY)
    expect(graph.events.slice(before)).toEqual([
      ...['count', 'intend', 'durable'],
      ...['cache SHANGHAI', 'cache JIANGSU', 'cache ZHEJIANG', 'cache ANHUI'],
    ])
    const [live, cached] = graph.log.outcomes
    expect(live!.answers[0]).toMatchObject({ served: 'LIVE', live: [], rows: 1 })
    expect(live!.unseen).toEqual([])
    expect(cached).toMatchObject({ intent: 'leaf-1', result: 'COMPLETE' })
    expect(cached!.answers.map(({ served, live: cites }) => [served, cites])).toEqual(
      Array(4).fill(['CACHE', ['leaf-0']]),
    )
    expect(cached!.unseen.map(({ province, ticket }) => [province, ticket.leafHash])).toEqual(
      ['SHANGHAI', 'JIANGSU', 'ZHEJIANG', 'ANHUI'].map((province) => [province, 'leaf-1']),
    )
  })

  it('an old answer of a silent registry is from the cache and makes the outcome partial', async () => {
    const { graph, ask } = open({ staleMs: 60_000 })
    await ask(ENTITY)
    graph.adapters.SHANGHAI.fail(new FederationError('PROVINCE_ERROR', { province: 'SHANGHAI' }))
    await ask(ENTITY)
    const { result, answers } = graph.log.outcomes[1]!
    expect(result).toBe('PARTIAL')
    expect(answers[0]).toMatchObject({ state: 'STALE', served: 'CACHE', live: ['leaf-0'], rows: 1 })
    expect(answers[1]).toMatchObject({ state: 'ANSWERED', served: 'LIVE' })
  })

  it('two askers of one flight have an intent each; the second cites the first', async () => {
    const { graph, ask } = open()
    await Promise.all([ask(ENTITY), ask(ENTITY)])
    expect(graph.events.filter((event) => event.startsWith('ask'))).toEqual(EVERYTHING)
    const served = graph.log.outcomes.map(({ intent, answers }) => [
      intent,
      ...new Set(answers.flatMap(({ served: how, live }) => [how, ...live])),
    ])
    expect(served).toEqual([
      ['leaf-0', 'LIVE'],
      ['leaf-1', 'SHARED', 'leaf-0'],
    ])
  })

  it.each([
    ['NOTHING', () => undefined],
    [
      'PARTIAL',
      (adapters: ReturnType<typeof openGuarded>['adapters']) =>
        adapters.ANHUI.fail(new Error('down')),
    ],
    [
      'FAILED',
      (adapters: ReturnType<typeof openGuarded>['adapters']) =>
        Object.values(adapters).forEach((adapter) => adapter.fail(new Error('down'))),
    ],
  ] as const)('an outcome says %s', async (result, arrange) => {
    const graph = openGuarded({ direct, grants: wholeGrants() })
    arrange(graph.adapters)
    await graph.ask(FORCED[path](ENTITY), { variables: { uscc } })
    // Null: all that the intent's operation asks for.
    const fields = result === 'FAILED' ? [] : null
    expect(graph.log.outcomes).toMatchObject([{ intent: 'leaf-0', result, fields }])
  })

  it('provinces that are not granted are in no intent and in no outcome', async () => {
    const { graph, ask } = open({ grants: [wholeGrant('SHANGHAI'), wholeGrant('ANHUI')] })
    await ask(ENTITY)
    expect(graph.log.intents[0]!.provinces).toEqual(['SHANGHAI', 'ANHUI'])
    expect(graph.log.outcomes[0]!.answers.map(({ province }) => province)).toEqual([
      'SHANGHAI',
      'ANHUI',
    ])
    expect(graph.log.outcomes[0]!.result).toBe('COMPLETE')
  })

  it('an intent names the grant of a person too, if one should be met', async () => {
    const { graph, ask } = open({
      grants: [
        wholeGrant('SHANGHAI', { grades: { GENERAL: 'CLEAR' } }),
        wholeGrant('SHANGHAI', {
          id: 'grant-persons',
          grades: { GENERAL: 'CLEAR', PERSONAL: 'CLEAR' },
        }),
      ],
    })
    await ask(ENTITY)
    expect(graph.log.intents[0]!.grants).toContain('SHANGHAI/grant-persons/1')
  })

  it('nothing is asked, cached or answered when the log cannot be written', async () => {
    const { graph, ask } = open({ freshMs: 60_000 })
    graph.log.stop()
    const answer = await ask(ENTITY)
    expect(answer).toMatchObject({
      ...{ status: 503, errors: [{ extensions: { code: 'LOG_UNAVAILABLE', retryable: true } }] },
    })
    expect(answer.data).toBeUndefined()
    expect(graph.events).toEqual(['count', 'intend'])
  })

  it('an answer is kept back when the log goes while it is made', async () => {
    const { graph, ask } = open()
    graph.log.stop(1)
    const answer = await ask(
      'query ($uscc: String!) { entity(uscc: $uscc) { name headOffice { uscc } } }',
    )
    expect(answer).toMatchObject({
      status: 503,
      errors: [{ extensions: { code: 'LOG_UNAVAILABLE' } }],
    })
    expect(answer.data).toBeUndefined()
    expect(graph.log.outcomes).toMatchObject([{ intent: 'leaf-0', result: 'FAILED', fields: [] }])
  })

  it.each([true, false])('nothing is asked above a quota (logless: %s)', async (logless) => {
    const { graph, ask } = open({ logless })
    graph.exhaustQuota()
    for (const document of [
      ENTITY,
      'query { searchEntities(filter: { name: "虚" }) { edges { cursor } } }',
    ]) {
      const answer = await ask(document)
      expect(answer).toMatchObject({
        status: 429,
        errors: [{ extensions: { code: 'QUOTA_EXCEEDED' } }],
      })
      expect(answer.data).toBeUndefined()
    }
    expect(graph.events).toEqual(['count', 'count'])
    expect(graph.log.intents).toEqual([])
  })
})

describe('refusals', () => {
  it('leave who, for what and why', async () => {
    const graph = openGuarded()
    await graph.ask(ENTITY, { variables: { uscc } })
    await graph.ask(ENTITY, { asker: new FederationError('TOKEN_EXPIRED') })
    const digest = expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string
    expect(graph.log.refusals).toEqual([
      {
        ...{ at: graph.at, code: 'GRANT_MISSING', agency: 'agency-1', officer: 'officer-7' },
        ...{ purpose: 'SUPERVISION', operation: digest },
      },
      {
        ...{ at: graph.at, code: 'TOKEN_EXPIRED', agency: null, officer: null },
        ...{ purpose: null, operation: null },
      },
    ])
    expect(graph.log.intents).toEqual([])
  })

  it('leave it too where a desk refuses, which knows whose request it is', async () => {
    const desk = { act: () => Promise.reject(new FederationError('GRANT_REQUEST_SAME_PERSON')) }
    const graph = openGuarded({ desk })
    const answer = await graph.ask(
      'mutation { reviewGrantRequest(id: "虚构-1", act: APPROVE) { id } }',
      { details: { roles: ['PROVINCE_ADMINISTRATOR'], ...REVIEW } },
    )
    expect(answer.errors).toMatchObject([{ extensions: { code: 'GRANT_REQUEST_SAME_PERSON' } }])
    expect(graph.log.refusals).toMatchObject([
      { code: 'GRANT_REQUEST_SAME_PERSON', agency: 'agency-1', purpose: 'GRANT_REVIEW' },
    ])
  })
  const REVIEW = { purpose: 'GRANT_REVIEW', legalBasis: 'ORDER_809' }

  it.each([
    ['what cannot be read', '{ entity(', {}],
    ['an unknown field', '{ entity(uscc: "x") { secret } }', {}],
    ['a variable of the wrong kind', ENTITY, { uscc: 7 }],
    [
      'a document that is too deep',
      `{ entity(uscc: "x") ${'{ headOffice '.repeat(20)} { uscc } ${'}'.repeat(20)} }`,
      {},
    ],
  ])('are not left by %s', async (_, document, variables) => {
    const graph = openGuarded({ grants: wholeGrants() })
    const { status } = await graph.ask(document, { variables })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(graph.log.refusals).toEqual([])
    expect(graph.events).toEqual([])
  })

  it('meet whoever is no agency', async () => {
    const graph = openGuarded({ grants: wholeGrants() })
    const asks = (asker: AskOptions['asker']) =>
      graph.ask(ENTITY, { variables: { uscc }, asker: asker! })
    expect(await asks({ kind: 'ENTERPRISE', id: uscc, uscc })).toMatchObject({ status: 403 })
    expect((await asks({ kind: 'UNCHECKED', id: 'nobody' })).data).toBeUndefined()
    expect(graph.log.refusals.map((one) => one.code)).toEqual([
      'OPERATION_OUTSIDE_GRANT',
      'TOKEN_CLAIM_MISSING',
    ])
    expect(graph.events).toEqual([])
  })
})
