/** A search by name under a grant that masks persons: nothing in the answer says whether a trade name is there. */
import { describe, expect, it } from 'vitest'
import { sortKeyOf } from '../../../adapters/shared/contract.ts'
import type { SearchHit, SearchPosition } from '../../../adapters/shared/contract.ts'
import type { Grant } from '../../../gateway/access/grant.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { openGuarded } from '../../support/open-guarded.ts'
import type { GuardedAnswer, OpenGuarded } from '../../support/open-guarded.ts'
import { fictitiousNumber } from '../../support/fictitious-records.ts'
import { wholeGrant } from './any-grants.ts'
import { FORCED, WAYS } from './forced-paths.ts'
import { subjectCode } from './sensitive-records.ts'

const MASKED = { GENERAL: 'CLEAR', PERSONAL: 'MASKED' } as const
const CLEAR = { GENERAL: 'CLEAR', PERSONAL: 'CLEAR' } as const

const NAME = '虚构甄隐商行'
const coded = (first8: string, count: number): SearchHit[] =>
  Array.from({ length: count }, (_, i) => {
    return { uscc: subjectCode({ first8 }, i), registrationNumber: null, name: NAME }
  })
const COMPANIES = coded('91310115', 3)
const PERSONS = coded('92310115', 250)
const COOPERATIVES = coded('93310115', 3)
const UNCODED: SearchHit[] = [3, 4].map((i) => {
  return { uscc: null, registrationNumber: fictitiousNumber(i), name: NAME }
})
const ORGANISATIONS = [...COMPANIES, ...COOPERATIVES].map(({ uscc }) => uscc)

/** Shanghai has these rows, and pages as registries do. */
function open(rows: readonly SearchHit[], grades: Partial<Grant['grades']>[], direct?: boolean) {
  const grants = grades.map((one, i) => wholeGrant(PROVINCES[i]!, { grades: one }))
  const graph = openGuarded({ grants, ...(direct === undefined ? {} : { direct }) })
  const sorted = [...rows].sort((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1))
  graph.adapters.SHANGHAI.search = (_, after, limit) => {
    const left = sorted.filter((hit) => after === null || sortKeyOf(hit) > after.key)
    const hits = left.slice(0, limit)
    const positions = hits.map((hit, i): SearchPosition => {
      return { key: sortKeyOf(hit), offset: (after?.offset ?? 0) + i + 1 }
    })
    return Promise.resolve({ hits, positions, total: rows.length, more: left.length > limit })
  }
  return graph
}

const DOCUMENT = `query ($first: Int, $after: String, $by: EntityFilter!) {
  searchEntities(filter: $by, first: $first, after: $after) {
    edges { node { uscc } } withoutCode { registrationNumber }
    pageInfo { hasNextPage endCursor } sources { province state code }
  }
}`

interface Page {
  readonly edges: readonly { readonly node: { readonly uscc: string } }[]
  readonly withoutCode: readonly unknown[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly sources: readonly unknown[]
}
const pageIn = ({ data }: GuardedAnswer): Page => data!['searchEntities'] as Page
const codesIn = (page: Page): readonly string[] => page.edges.map(({ node }) => node.uscc)
const errorsIn = ({ errors = [] }: GuardedAnswer) =>
  errors.map(({ path, extensions }) => [path, extensions['code']])
const ask = (graph: OpenGuarded, variables: object = {}, document = DOCUMENT) =>
  graph.ask(document, {
    variables: { first: 100, by: { name: NAME, province: 'SHANGHAI' }, ...variables },
  })

const TOLD = [['searchEntities'], 'SEARCH_PERSONS_WITHHELD']

describe.each(WAYS)('by $path, direct: $direct', ({ path, direct }) => {
  const document = FORCED[path](DOCUMENT)
  const few = [...COMPANIES, ...PERSONS.slice(0, 5), ...COOPERATIVES, ...UNCODED]

  it('leaves out who can be a person, says so once, and asks and counts nothing about him', async () => {
    const graph = open(few, [MASKED], direct)
    const answer = await ask(graph, {}, document)
    const page = pageIn(answer)
    expect([codesIn(page), page.withoutCode]).toEqual([ORGANISATIONS, []])
    expect(errorsIn(answer).filter(([, code]) => code !== 'GRANT_MISSING')).toEqual([TOLD])
    expect(answer.text).not.toMatch(/92310115|甄隐/)
    expect(JSON.stringify([graph.adapters.SHANGHAI.asked, graph.counted])).not.toContain('92310115')
  })

  it('shows everybody where the grant shows names of persons clear', async () => {
    const answer = await ask(open(few, [CLEAR], direct), {}, document)
    const page = pageIn(answer)
    expect(page.edges).toHaveLength(few.length - UNCODED.length)
    expect(page.withoutCode).toHaveLength(UNCODED.length)
    expect(answer.text).not.toContain('SEARCH_PERSONS_WITHHELD')
  })
})

describe('a page', () => {
  it.each([1, 2, 100])(
    'of %i looks the same whether persons match or nobody does',
    async (first) => {
      const [some, none] = await Promise.all(
        [[...PERSONS.slice(0, 5), ...UNCODED], []].map((rows) =>
          ask(open(rows, [MASKED]), { first }),
        ),
      )
      expect(some!.data).toEqual(none!.data)
      expect(errorsIn(some!)).toEqual(errorsIn(none!))
      expect(pageIn(some!).pageInfo).toEqual({ hasNextPage: false, endCursor: null })
    },
  )

  it.each([1, 2, 5, 100])('of %i leads on past any number of them, to the end', async (first) => {
    const graph = open([...COMPANIES, ...PERSONS, ...COOPERATIVES, ...UNCODED], [MASKED])
    const seen: string[] = []
    let after: string | null = null
    for (let more = true, pages = 0; more; pages += 1) {
      const page = pageIn(await ask(graph, { first, after }))
      expect(page.edges.length).toBeLessThanOrEqual(first)
      expect(pages).toBeLessThan(12)
      seen.push(...codesIn(page))
      more = page.pageInfo.hasNextPage
      after = page.pageInfo.endCursor
    }
    expect(seen).toEqual(ORGANISATIONS)
  })

  it('is not followed by one of persons alone', async () => {
    const graph = open([...COMPANIES, ...PERSONS.slice(0, 5)], [MASKED])
    expect(pageIn(await ask(graph, { first: 3 })).pageInfo.hasNextPage).toBe(false)
    expect(pageIn(await ask(graph, { first: 2 })).pageInfo.hasNextPage).toBe(true)
  })
})

describe('persons are left out', () => {
  it('where one of the provinces that take part masks them', async () => {
    const answer = await ask(open(PERSONS.slice(0, 2), [CLEAR, MASKED]))
    expect(pageIn(answer).edges).toEqual([])
    expect(errorsIn(answer)).toContainEqual(TOLD)
  })

  it('where the grant has no such names at all, though none is selected', async () => {
    const graph = open(PERSONS.slice(0, 2), [{ GENERAL: 'CLEAR' }])
    const answer = await ask(
      graph,
      {},
      'query ($by: EntityFilter!) { searchEntities(filter: $by) { edges { cursor } } }',
    )
    expect(answer.data).toEqual({ searchEntities: { edges: [] } })
  })

  it('not from a search by a principal’s name, for which names must be clear anyhow', async () => {
    const answer = await ask(open(PERSONS.slice(0, 2), [CLEAR]), {
      by: { principal: '甄', province: 'SHANGHAI' },
    })
    expect(pageIn(answer).edges).toHaveLength(2)
  })
})
