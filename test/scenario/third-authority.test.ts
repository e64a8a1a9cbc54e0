/** Scenario 9 of the domain: Zhejiang lists a company of Jiangsu. All invented. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryCache } from '../../gateway/cache/memory-cache.ts'
import type { AbnormalListing } from '../../schemas/model/record.ts'
import {
  BUREAU,
  USCC,
  abnormal,
  day,
  penalty,
  recordWith,
  registered,
} from '../support/evidence.ts'
import { openGraph } from '../support/open-graph.ts'
import type { OpenGraph } from '../support/open-graph.ts'

const SELECTION = `
  abnormalListings { listedOn authority { code province } source { province } reportedBy }
  conflicts { kind field values { province value } }
  timeline { edges { node { kind } } }
  sources { province state }`

interface Answer {
  readonly abnormalListings: readonly object[]
  readonly conflicts: readonly { readonly kind: string }[]
  readonly timeline: { readonly edges: readonly { readonly node: { readonly kind: string } }[] }
}

const LISTED = abnormal('ZHEJIANG', '2025-07-05')
const REMOVED = { ...LISTED, removedOn: day('2026-02-01'), removalReason: '已变更登记住所' }
const company = (...abnormalListings: AbnormalListing[]) => [
  { ...registered('JIANGSU', '2024-06-01'), abnormalListings },
]
const decisions = (...abnormalListings: AbnormalListing[]) => [recordWith({ abnormalListings })]

describe('scenario 9: a third province lists', () => {
  let graph: OpenGraph
  const asked = () => graph.entity<Answer>(USCC, SELECTION)
  const state = (jiangsu: AbnormalListing[], zhejiang: AbnormalListing[]) => {
    graph.registries.restate('JIANGSU', company(...jiangsu))
    graph.registries.restate('ZHEJIANG', decisions(...zhejiang))
  }

  beforeAll(async () => {
    graph = await openGraph({
      cache: createMemoryCache({ maxEntries: 100, keepMs: 3_600_000, now: () => 0 }),
      staleMs: 3_600_000,
    })
  })
  afterAll(() => graph[Symbol.asyncDispose]())
  beforeEach(() => graph.registries.heal())

  it('both feeds carry it: once, Zhejiang’s, and nothing in conflict', async () => {
    state([LISTED], [LISTED])
    expect(await asked()).toMatchObject({
      abnormalListings: [
        {
          listedOn: '2025-07-05',
          authority: { code: BUREAU.ZHEJIANG.code, province: 'ZHEJIANG' },
          source: { province: 'ZHEJIANG' },
          reportedBy: ['JIANGSU', 'ZHEJIANG'],
        },
      ],
      conflicts: [],
    })
  })

  it('Jiangsu drops it: it stays, and the discrepancy is shown', async () => {
    state([], [LISTED])
    const { abnormalListings, conflicts } = await asked()
    expect(abnormalListings).toMatchObject([{ reportedBy: ['ZHEJIANG'] }])
    expect(conflicts).toMatchObject([
      {
        kind: 'NOT_CARRIED',
        field: 'abnormalListings',
        values: [
          { province: 'ZHEJIANG', value: expect.any(String) },
          { province: 'JIANGSU', value: null },
        ],
      },
    ])
  })

  it('Jiangsu says it is removed: refused, it stays', async () => {
    state([{ ...REMOVED, removalAuthority: BUREAU.JIANGSU }], [LISTED])
    expect((await asked()).abnormalListings).toHaveLength(1)
  })

  describe('Zhejiang removes it', () => {
    it('gone although Jiangsu still sends it, from the timeline too', async () => {
      state([LISTED], [REMOVED])
      const { abnormalListings, conflicts, timeline } = await asked()
      expect({ abnormalListings, conflicts }).toEqual({ abnormalListings: [], conflicts: [] })
      expect(timeline.edges.map(({ node }) => node.kind)).not.toContain('LISTED_ABNORMAL')
    })

    it('gone while Zhejiang is silent, by what was learnt', async () => {
      state([LISTED], [REMOVED])
      await asked()
      graph.registries.fail('ZHEJIANG', 'error500')
      expect((await asked()).abnormalListings).toEqual([])
    })

    it('gone from what Jiangsu said before the removal and is shown as STALE', async () => {
      state([LISTED], [REMOVED])
      await asked()
      graph.registries.fail('JIANGSU', 'reset')
      expect(await asked()).toMatchObject({
        abnormalListings: [],
        sources: [{}, { province: 'JIANGSU', state: 'STALE' }, {}, {}],
      })
    })

    it('gone when Zhejiang shows neither listing nor removal any more, as a repair does', async () => {
      state([LISTED], [REMOVED])
      await asked()
      state([LISTED], [])
      expect(await asked()).toMatchObject({ abnormalListings: [], conflicts: [] })
    })
  })

  it('an authority in Guangdong: shown with attribution, and Jiangsu cannot end it', async () => {
    const elsewhere = abnormal('GUANGDONG', '2025-09-01')
    state([{ ...elsewhere, removedOn: day('2026-01-15'), removalReason: '信用修复' }], [])
    expect((await asked()).abnormalListings).toMatchObject([
      {
        authority: { code: BUREAU.GUANGDONG.code, province: null },
        source: { province: 'JIANGSU' },
      },
    ])
  })

  it('a penalty of another department is shown with that authority and stays its own', async () => {
    const fine = penalty('ZHEJIANG', '虚杭税罚〔2025〕1号')
    graph.registries.restate('JIANGSU', [{ ...company()[0]!, penalties: [fine] }])
    const answer = await graph.entity(USCC, 'penalties { authority { code } source { province } }')
    expect(answer).toEqual({
      penalties: [{ authority: { code: BUREAU.ZHEJIANG.code }, source: { province: 'JIANGSU' } }],
    })
  })
})
