/** Places where a person's data could come out though no sensitive field is asked for by its name. */
import { describe, expect, it } from 'vitest'
import { groundsOf, openGuarded } from '../../support/open-guarded.ts'
import type { OpenGuarded } from '../../support/open-guarded.ts'
import { wholeGrant, wholeGrants } from './any-grants.ts'
import { decoded } from './decoded.ts'
import { FORCED, WAYS, watchPaths } from './forced-paths.ts'
import { SECRETS, SUBJECTS, subjectCode, tellOf } from './sensitive-records.ts'

const [COMPANY, SHOP_BY_CODE, SHOP] = SUBJECTS as [
  (typeof SUBJECTS)[0],
  (typeof SUBJECTS)[0],
  (typeof SUBJECTS)[0],
]
const GENERAL = { GENERAL: 'CLEAR' } as const
const MASKED = { ...GENERAL, PERSONAL: 'MASKED' } as const
const CLEAR = { ...GENERAL, PERSONAL: 'CLEAR' } as const

describe.each(WAYS)('by $path, direct: $direct', ({ path, direct }) => {
  function askAbout(subject: (typeof SUBJECTS)[0], grants = wholeGrants()) {
    const graph = openGuarded({ direct, grants })
    tellOf(subject, graph.adapters)
    const ask = (document: string, variables: object = { uscc: subjectCode(subject, 1) }) =>
      graph.ask(FORCED[path](document), { variables })
    return { graph, ask }
  }

  it('follows aliases, fragments within fragments and conditions by variable', async () => {
    const taken = watchPaths()
    const { ask } = askAbout(SHOP, wholeGrants({ grades: MASKED }))
    const { text, data } = await ask(
      `query ($uscc: String!, $yes: Boolean!, $no: Boolean!) {
        quiet: entity(uscc: $uscc) { uscc: name id: formerNames ...A @include(if: $yes) }
        entities(usccs: [$uscc]) { ... on BusinessEntity @skip(if: $no) { ... { kind: name } ...B } }
      }
      fragment A on BusinessEntity { registration { ...C source: address } changes { item: before } }
      fragment B on BusinessEntity { head: headOffice { ...A ... @skip(if: $no) { branches { number: name } } } }
      fragment C on Registration { state: principal { role: name } }`,
      { uscc: subjectCode(SHOP, 1), yes: true, no: false },
    )
    expect(taken).toEqual([path])
    expect(data).toMatchObject({
      quiet: {
        uscc: '****',
        registration: { state: { role: '甄**' }, source: '上海市浦东新区****' },
      },
    })
    const leaked = Object.entries(SECRETS).filter(
      ([coordinate, secret]) =>
        coordinate !== 'Registration.principal' && decoded(text).includes(secret),
    )
    expect(leaked).toEqual([])
  })

  it('lets nothing of two wordings of one change out of a conflict, for a company either', async () => {
    const document = `query ($uscc: String!) { entity(uscc: $uscc) { conflicts { kind field values { value } } } }`
    const fields = ({ data }: Awaited<ReturnType<OpenGuarded['ask']>>) =>
      (data!['entity'] as { conflicts: { field: string; values: object[] }[] }).conflicts
    for (const grades of [GENERAL, MASKED]) {
      const answer = await askAbout(COMPANY, wholeGrants({ grades })).ask(document)
      expect(decoded(answer.text)).not.toMatch(/变更前的隐情|变更后的隐情/)
      expect(fields(answer).map(({ field }) => field)).toEqual(['name', 'changes'])
      // Two names of a company are general data.
      expect(answer.text).toContain(SECRETS['ConflictValue.value'])
    }
    const clear = await askAbout(COMPANY, wholeGrants({ grades: CLEAR })).ask(document)
    expect(clear.text).toMatch(/变更前的隐情/)
  })

  it('lets nothing of an event out in its cursor', async () => {
    const { ask } = askAbout(SHOP, wholeGrants({ grades: MASKED }))
    const { text } = await ask(
      'query ($uscc: String!) { entity(uscc: $uscc) { timeline { edges { cursor } pageInfo { endCursor } } } }',
    )
    expect(decoded(text)).not.toContain(SECRETS['TimelineEvent.summary'])
  })

  it('says once of a list that nothing is left of its texts when they are masked', async () => {
    const { ask } = askAbout(SHOP, wholeGrants({ grades: MASKED }))
    const document =
      'query ($uscc: String!) { entity(uscc: $uscc) { changes { item before after } } }'
    const { data, errors } = await ask(document)
    const { changes } = data!['entity'] as { changes: { before: null; after: null }[] }
    expect(changes.length).toBeGreaterThan(0)
    for (const change of changes) expect(change).toMatchObject({ before: null, after: null })
    const withheld = ['RegistrationChange.before', 'RegistrationChange.after']
    expect(errors!.map(({ extensions }) => [extensions['code'], extensions['coordinate']])).toEqual(
      withheld.map((coordinate) => ['FIELD_WITHHELD', coordinate]),
    )
  })

  it('withholds a text that may not be null without its event, page and entity', async () => {
    const { ask } = askAbout(SHOP, wholeGrants({ grades: GENERAL }))
    const { data, errors } = await ask(
      'query ($uscc: String!) { entity(uscc: $uscc) { uscc timeline { edges { node { kind summary } } } } }',
    )
    const uscc = subjectCode(SHOP, 1)
    const node = { kind: 'PENALISED', summary: '****' }
    expect(data!['entity']).toMatchObject({
      uscc,
      timeline: { edges: expect.arrayContaining([{ node }]) },
    })
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['GRADE_OUTSIDE_GRANT'])
  })

  it('counts a row without a code as a person: left out, and the rows beside it are not', async () => {
    const document =
      'query { searchEntities(filter: { name: "虚构" }) { withoutCode { name registrationNumber } nodes { uscc name } } }'
    for (const grades of [GENERAL, MASKED]) {
      const { data, text } = await askAbout(COMPANY, wholeGrants({ grades })).ask(document, {})
      expect(decoded(text)).not.toContain(SECRETS['RegistrationNumberHit.name'])
      expect(data!['searchEntities']).toMatchObject({
        withoutCode: [],
        nodes: [{ name: SECRETS['BusinessEntity.name'] }],
      })
    }
  })

  it('tells the subjects of one batch apart', async () => {
    const { graph, ask } = askAbout(COMPANY, wholeGrants({ grades: MASKED }))
    const [company, shop] = [subjectCode(COMPANY, 1), subjectCode(SHOP_BY_CODE, 1)]
    const document = 'query ($usccs: [String!]!) { entities(usccs: $usccs) { uscc name } }'
    const { data } = await ask(document, { usccs: [company, shop, 'nonsense', company] })
    const name = SECRETS['BusinessEntity.name']
    expect(data!['entities']).toEqual([
      { uscc: company, name },
      { uscc: shop, name: '****' },
      null,
      { uscc: company, name },
    ])
    graph.grounds = groundsOf(wholeGrants({ grades: GENERAL }))
    const { data: without, errors } = await ask(document, { usccs: [company, shop] })
    expect(without!['entities']).toEqual([
      { uscc: company, name },
      { uscc: shop, name: null },
    ])
    expect(new Set(errors?.map(({ path: at }) => at?.[1]))).toEqual(new Set([1]))
  })

  it('shows a value of two provinces as the stricter one grants it', async () => {
    const grants = [
      wholeGrant('SHANGHAI', { grades: CLEAR }),
      wholeGrant('JIANGSU', { grades: MASKED }),
    ]
    const { ask } = askAbout(SHOP, grants)
    const { text } = await ask('query ($uscc: String!) { entity(uscc: $uscc) { name } }')
    expect(text).not.toContain(SECRETS['BusinessEntity.name'])
    const alone = askAbout(SHOP, grants.slice(0, 1))
    const { text: clear } = await alone.ask(
      'query ($uscc: String!) { entity(uscc: $uscc) { name } }',
    )
    expect(clear).toContain(SECRETS['BusinessEntity.name'])
  })

  it('says nothing of a person in an error of a registry that does not answer', async () => {
    const { graph, ask } = askAbout(SHOP_BY_CODE, wholeGrants({ grades: MASKED }))
    graph.adapters.SHANGHAI.fail(new Error(`could not read ${SECRETS['BusinessEntity.name']!}`))
    const { text } = await ask(
      'query ($uscc: String!) { entity(uscc: $uscc) { name sources { code } } }',
    )
    expect(text).toContain('INTERNAL')
    expect(decoded(text)).not.toContain(SECRETS['BusinessEntity.name'])
  })
})
