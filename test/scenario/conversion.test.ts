/** Scenario 8 of the domain: an individual business becomes a company. All invented. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knownCode } from '../../schemas/model/coded.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { BUREAU, abnormal, day, registered } from '../support/evidence.ts'
import { fictitiousUscc } from '../support/fictitious-records.ts'
import { openGraph } from '../support/open-graph.ts'
import type { OpenGraph } from '../support/open-graph.ts'

const KEPT = fictitiousUscc(801, '92330106')
const OLD = fictitiousUscc(802, '92330106')
const NEW = fictitiousUscc(803, '91330106')

const CONVERTED: RegistryRecord = {
  ...registered('ZHEJIANG', '2026-02-01', {
    entityType: knownCode('COMPANY', 'COMPANY'),
    establishedOn: day('2012-05-04'),
    principal: { role: 'LEGAL_REPRESENTATIVE', name: '示例甲' },
  }),
  uscc: KEPT,
  name: '虚构西湖面馆有限公司',
  formerNames: ['虚构西湖面馆'],
  changes: [
    {
      sourceId: 'BG-1',
      authority: BUREAU.ZHEJIANG,
      item: '市场主体类型变更',
      before: '个体工商户',
      after: '有限责任公司',
      changedOn: day('2026-02-01'),
    },
  ],
}

const CANCELLED: RegistryRecord = {
  ...registered('ZHEJIANG', '2026-02-01', {
    entityType: knownCode('INDIVIDUAL_BUSINESS', 'INDIVIDUAL_BUSINESS'),
    state: knownCode('DEREGISTERED', 'DEREGISTERED'),
  }),
  uscc: OLD,
  name: '虚构湖滨茶馆',
  abnormalListings: [abnormal('ZHEJIANG', '2025-07-05', { kind: 'MARK' })],
}

const ESTABLISHED: RegistryRecord = {
  ...registered('ZHEJIANG', '2026-02-01', { establishedOn: day('2026-02-01') }),
  uscc: NEW,
  name: '虚构湖滨茶馆有限公司',
}

describe('scenario 8: an individual business converts to a company', () => {
  let graph: OpenGraph
  beforeAll(async () => {
    graph = await openGraph({ records: { ZHEJIANG: [CONVERTED, CANCELLED, ESTABLISHED] } })
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it('it keeps its 92… code and founding date; the type comes from the registry', async () => {
    const answer = await graph.entity(
      KEPT,
      `uscc name formerNames changes { item before after }
       registration { type establishedOn principal { role name } }`,
    )
    expect(answer).toEqual({
      uscc: KEPT,
      name: '虚构西湖面馆有限公司',
      formerNames: ['虚构西湖面馆'],
      changes: [{ item: '市场主体类型变更', before: '个体工商户', after: '有限责任公司' }],
      registration: {
        type: 'COMPANY',
        establishedOn: '2012-05-04',
        principal: { role: 'LEGAL_REPRESENTATIVE', name: '示例甲' },
      },
    })
  })

  it('it is found by its former name', async () => {
    const query = '{ searchEntities(filter: {name: "西湖面馆"}) { nodes { uscc name } } }'
    expect((await graph.ask({ query })).data).toEqual({
      searchEntities: { nodes: [{ uscc: KEPT, name: '虚构西湖面馆有限公司' }] },
    })
  })

  it('cancelled and established anew: two entities, and no code merges them', async () => {
    const query = `query ($usccs: [String!]!) {
      entities(usccs: $usccs) { uscc registration { state } abnormalListings { kind } conflicts { kind } }
    }`
    const { data, errors } = await graph.ask({ query, variables: { usccs: [OLD, NEW] } })
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      entities: [
        {
          uscc: OLD,
          registration: { state: 'DEREGISTERED' },
          abnormalListings: [{ kind: 'MARK' }],
          conflicts: [],
        },
        { uscc: NEW, registration: { state: 'IN_OPERATION' }, abnormalListings: [], conflicts: [] },
      ],
    })
  })
})
