/** Which provinces take part in a question, what the others' rows say, and what refuses it as a whole. */
import { describe, expect, it } from 'vitest'
import type { AccessDetails } from '../../../gateway/access/access-token.ts'
import type { Grant } from '../../../gateway/access/grant.ts'
import { createAdmit } from '../../../gateway/pipeline/admit.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { AT, groundsOf, officer, openGuarded } from '../../support/open-guarded.ts'
import { TABLE, fieldsWithout, wholeGrant, wholeGrants } from './any-grants.ts'
import { FORCED, WAYS } from './forced-paths.ts'
import { SUBJECTS, subjectCode, tellOf } from './sensitive-records.ts'

const [COMPANY] = SUBJECTS as [(typeof SUBJECTS)[0]]
const USCC = subjectCode(COMPANY, 1)
const ENTITY = `query ($uscc: String!) { entity(uscc: $uscc) { uscc name sources { province state code } } }`
const SEARCH = `query { searchEntities(filter: { name: "虚构" }) { nodes { name } sources { province state code } } }`
const second = (n: number) => new Date(AT.getTime() + n * 1_000)

interface Sources {
  readonly sources: readonly { province: string; state: string; code: string | null }[]
}

describe.each(WAYS)('by $path, direct: $direct', ({ path, direct }) => {
  it.each([
    ['entity', ENTITY, ['ask SHANGHAI', 'ask ZHEJIANG', 'ask ANHUI']],
    [
      'searchEntities',
      SEARCH,
      [
        'search SHANGHAI',
        'search ZHEJIANG',
        'search ANHUI',
        'ask SHANGHAI',
        'ask ZHEJIANG',
        'ask ANHUI',
      ],
    ],
  ] as const)(
    '%s asks no province without its grant, and says so',
    async (root, document, asked) => {
      const grants = wholeGrants().filter(({ owner }) => owner !== 'JIANGSU')
      const graph = openGuarded({ direct, grants })
      tellOf(COMPANY, graph.adapters)
      const { data, errors } = await graph.ask(FORCED[path](document), {
        variables: { uscc: USCC },
      })
      expect(graph.events.filter((event) => /^(ask|search) /.test(event))).toEqual(asked)
      const row = (data![root] as Sources).sources.find(({ province }) => province === 'JIANGSU')
      expect(row).toMatchObject({ state: 'NOT_ASKED', code: 'GRANT_MISSING' })
      expect(errors?.[0]).toMatchObject({ path: [root], extensions: { code: 'GRANT_MISSING' } })
    },
  )

  it('finds by the name of a person only where names are granted clear', async () => {
    const document =
      'query { searchEntities(filter: { principal: "甄" }) { edges { cursor } sources { state code } } }'
    const ask = (personal: Partial<Grant['grades']>[]) => {
      const grants = personal.map((grades, i) =>
        wholeGrant(PROVINCES[i]!, { grades: { GENERAL: 'CLEAR', ...grades } }),
      )
      const graph = openGuarded({ direct, grants })
      return graph.ask(FORCED[path](document)).then((answer) => ({ ...answer, graph }))
    }
    const mixed = await ask([{ PERSONAL: 'CLEAR' }, { PERSONAL: 'MASKED' }, {}])
    expect(mixed.graph.events.filter((event) => event.startsWith('search'))).toEqual([
      'search SHANGHAI',
    ])
    expect((mixed.data!['searchEntities'] as Sources).sources).toMatchObject([
      { state: 'NO_RECORD' },
      { state: 'NOT_ASKED', code: 'GRADE_OUTSIDE_GRANT' },
      { state: 'NOT_ASKED', code: 'GRADE_OUTSIDE_GRANT' },
      { state: 'NOT_ASKED', code: 'GRANT_MISSING' },
    ])
    const none = await ask([{ PERSONAL: 'MASKED' }, {}])
    expect(none).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'GRADE_OUTSIDE_GRANT' } }],
    })
    expect(none.data).toBeUndefined()
    expect(none.graph.events).toEqual([])
    expect(none.graph.log.refusals).toMatchObject([
      { code: 'GRADE_OUTSIDE_GRANT', agency: 'agency-1' },
    ])
  })
})

/** What the one grant that is there lacks, and how the refusal of the whole question calls it. */
const LACKING: [
  title: string,
  grant: Partial<Grant>,
  code: string,
  who?: Partial<AccessDetails>,
][] = [
  ['an agency of its own', { agency: 'agency-2' }, 'GRANT_MISSING'],
  ['the purpose', { purpose: 'CREDIT_REPAIR' }, 'PURPOSE_OUTSIDE_GRANT'],
  ['the legal basis', { legalBases: ['ORDER_44_2'] }, 'LEGAL_BASIS_OUTSIDE_GRANT'],
  ['the operation', { operations: ['entities'] }, 'OPERATION_OUTSIDE_GRANT'],
  ['a field', { fields: fieldsWithout(['BusinessEntity.name']) }, 'FIELD_OUTSIDE_GRANT'],
  ['the grade', { grades: { PERSONAL: 'CLEAR' } }, 'GRADE_OUTSIDE_GRANT'],
  ['its beginning', { validFrom: second(1) }, 'GRANT_NOT_YET_VALID'],
  ['time', { validUntil: second(0) }, 'GRANT_EXPIRED'],
  ['a province that stands by it', { revoked: true }, 'GRANT_REVOKED'],
  ['a purpose that exists', {}, 'PURPOSE_UNKNOWN', { purpose: 'CURIOSITY' }],
  ['a basis for its purpose', {}, 'LEGAL_BASIS_NOT_FOR_PURPOSE', { legalBasis: 'PENALTY_LAW_48' }],
  ['a case', {}, 'CASE_NUMBER_MISSING', { caseNumber: null }],
  ['a person who asks', {}, 'OFFICER_MISSING', { officer: null }],
  ['a role that reads data', {}, 'ROLE_READS_NO_DATA', { roles: ['OFFICER', 'OPERATOR'] }],
]

describe.each(Object.keys(FORCED) as (keyof typeof FORCED)[])(
  'refused as a whole, by %s',
  (path) => {
    it.each(LACKING.map(([title, ...rest]) => ({ title, rest })))(
      'lacking $title',
      async ({ rest }) => {
        const [change, code, details = {}] = rest
        const graph = openGuarded({ grants: [wholeGrant('SHANGHAI', change)] })
        const answer = await graph.ask(FORCED[path](ENTITY), { variables: { uscc: USCC }, details })
        expect(answer).toMatchObject({ status: 403, errors: [{ extensions: { code } }] })
        expect(answer.data).toBeUndefined()
        expect(graph.events).toEqual([])
        expect(graph.log.refusals).toMatchObject([{ code }])
      },
    )
  },
)

describe('grants', () => {
  it('names the field that is outside', async () => {
    const graph = openGuarded({
      grants: wholeGrants({ fields: fieldsWithout(['Penalty.content']) }),
    })
    const { errors } = await graph.ask(
      'query ($uscc: String!) { entity(uscc: $uscc) { penalties { fine { fen } hidden: content } } }',
      { variables: { uscc: USCC } },
    )
    expect(errors![0]!.extensions).toMatchObject({
      ...{ code: 'FIELD_OUTSIDE_GRANT', coordinate: 'Penalty.content' },
    })
  })

  it('needs fields that a variable leaves out: a grant is for the document', async () => {
    const graph = openGuarded({
      grants: wholeGrants({ fields: fieldsWithout(['Penalty.content']) }),
    })
    const { status } = await graph.ask(
      'query ($uscc: String!, $no: Boolean = false) { entity(uscc: $uscc) { uscc penalties @include(if: $no) { content } } }',
      { variables: { uscc: USCC } },
    )
    expect(status).toBe(403)
  })

  it('end at their second, also for a question that was answered just before', async () => {
    const graph = openGuarded({ grants: wholeGrants({ validUntil: second(1) }) })
    graph.at = new Date(second(1).getTime() - 1)
    expect(await graph.ask(ENTITY, { variables: { uscc: USCC } })).toMatchObject({ status: 200 })
    graph.at = second(1)
    expect(await graph.ask(ENTITY, { variables: { uscc: USCC } })).toMatchObject({ status: 403 })
  })

  it('are revoked and superseded at once', async () => {
    const graph = openGuarded({ grants: wholeGrants() })
    const ask = async () => {
      const { status, errors } = await graph.ask(ENTITY, { variables: { uscc: USCC } })
      return [status, errors?.[0]?.extensions['code']]
    }
    expect(await ask()).toEqual([200, undefined])
    graph.grounds = groundsOf(wholeGrants({ version: 2, revoked: true }))
    expect(await ask()).toEqual([403, 'GRANT_REVOKED'])
    const known = new Map(PROVINCES.map((one) => [`${one} grant-${one.toLowerCase()}`, 3]))
    graph.grounds = groundsOf(wholeGrants({ version: 2 }), known)
    expect(await ask()).toEqual([403, 'GRANT_SUPERSEDED'])
  })

  it('are not guessed when nobody can say them', async () => {
    const graph = openGuarded({ grants: wholeGrants() })
    graph.loseGrounds()
    const answer = await graph.ask(ENTITY, { variables: { uscc: USCC } })
    expect(answer).toMatchObject({
      status: 503,
      errors: [{ extensions: { code: 'GRANTS_UNAVAILABLE' } }],
    })
    expect(graph.events).toEqual([])
  })

  it('leave out whom the field itself excludes (@grade purposes)', async () => {
    const table = new Map(TABLE)
    table.set('BusinessEntity.name', {
      ...TABLE.get('BusinessEntity.name')!,
      purposes: ['ENFORCEMENT'],
    })
    const port = {
      grounds: () => Promise.resolve(groundsOf(wholeGrants())),
      count: () => Promise.resolve(),
    }
    const admit = createAdmit(port, table)
    const coordinates = ['BusinessEntity.name', 'Query.entity']
    const asked = { roots: [{ name: 'entity', coordinates }], paths: ['entity', 'entity.name'] }
    const refused = admit(officer() as never, asked, AT)
    await expect(refused).rejects.toMatchObject({ code: 'FIELD_PURPOSE_EXCLUDED' })
  })
})
