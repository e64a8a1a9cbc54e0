/** Scenario 4 of the domain: a branch is marked abnormal, and its head is not. All invented. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knownCode } from '../../schemas/model/coded.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { BUREAU, abnormal, registered, serious } from '../support/evidence.ts'
import { fictitiousUscc } from '../support/fictitious-records.ts'
import { openGraph } from '../support/open-graph.ts'
import type { OpenGraph } from '../support/open-graph.ts'

const HEAD = fictitiousUscc(401)
const BRANCH = fictitiousUscc(402, '91340100')

const HEAD_RECORD: RegistryRecord = {
  ...registered('SHANGHAI', '2024-06-01'),
  uscc: HEAD,
  name: '虚构总部有限公司',
  branches: [
    {
      uscc: BRANCH,
      registrationNumber: null,
      name: '虚构总部有限公司合肥示例分公司',
      authority: BUREAU.ANHUI,
    },
  ],
}

const BRANCH_RECORD: RegistryRecord = {
  ...registered('ANHUI', '2024-07-01', { entityType: knownCode('BRANCH', 'BRANCH') }),
  uscc: BRANCH,
  name: '虚构总部有限公司合肥示例分公司',
  headOffice: { uscc: HEAD, name: '虚构总部有限公司' },
  abnormalListings: [abnormal('ANHUI', '2025-07-05')],
}

interface Listed {
  readonly uscc: string
  readonly abnormalListings: readonly unknown[] | null
  readonly [field: string]: unknown
}

describe('scenario 4: a branch in Hefei of a company in Shanghai is on the abnormal list', () => {
  let graph: OpenGraph
  beforeAll(async () => {
    graph = await openGraph({ records: { SHANGHAI: [HEAD_RECORD], ANHUI: [BRANCH_RECORD] } })
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it('the head is unaffected, and the branch is shown as related', async () => {
    const head = await graph.entity<Listed>(
      HEAD,
      'uscc abnormalListings { listedOn } conflicts { kind } branches { uscc name } headOffice { uscc }',
    )
    expect(head).toEqual({
      uscc: HEAD,
      abnormalListings: [],
      conflicts: [],
      branches: [{ uscc: BRANCH, name: BRANCH_RECORD.name }],
      headOffice: null,
    })
  })

  it('the branch carries its listing and leads to its head', async () => {
    const branch = await graph.entity<Listed>(
      BRANCH,
      `registration { type } abnormalListings { listedOn reason }
       headOffice { uscc name abnormalListings { listedOn } registrar { province } }`,
    )
    expect(branch).toEqual({
      registration: { type: 'BRANCH' },
      abnormalListings: [{ listedOn: '2025-07-05', reason: 'NOT_REACHABLE' }],
      headOffice: {
        uscc: HEAD,
        name: '虚构总部有限公司',
        abnormalListings: [],
        registrar: { province: 'SHANGHAI' },
      },
    })
  })

  it('the head is seriously listed: seen from the branch on the path through the head', async () => {
    graph.registries.restate('SHANGHAI', [
      {
        ...HEAD_RECORD,
        seriousViolationListings: [serious('SHANGHAI', '虚沪市监严列〔2025〕1号')],
      },
    ])
    const branch = await graph.entity<Listed>(
      BRANCH,
      `seriousViolationListings { documentNumber }
       headOffice { seriousViolationListings { documentNumber } }`,
    )
    expect(branch).toEqual({
      seriousViolationListings: [],
      headOffice: { seriousViolationListings: [{ documentNumber: '虚沪市监严列〔2025〕1号' }] },
    })
  })

  it('the head’s registry fails: its errors stand at the head, not at the branch', async () => {
    graph.registries.fail('SHANGHAI', 'error500')
    const query = `{ entity(uscc: "${BRANCH}") { name headOffice { uscc name } } }`
    const { data, errors } = await graph.ask({ query })
    graph.registries.heal()
    expect(data).toEqual({
      entity: { name: BRANCH_RECORD.name, headOffice: { uscc: HEAD, name: null } },
    })
    expect(errors?.map(({ path, extensions }) => [path, extensions['uscc']])).toEqual([
      [['entity'], BRANCH],
      [['entity', 'headOffice'], HEAD],
    ])
  })
})
