/** The sandbox's hard cases, each asked for over HTTP through adapters and graph: what they promise is what is seen. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CASES, caseRecords } from '../../adapters/shared/sandbox/world/cases.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import { openGraph } from '../support/open-graph.ts'
import type { OpenGraph } from '../support/open-graph.ts'

const SELECTION = `
  name formerNames registrarState registrar { name province }
  registration { type state establishedOn }
  previousRegistrars { province until archiveTransfer { state handedOverOn } }
  permits { sourceId } inspections { sourceId } branches { uscc } headOffice { uscc name }
  penalties { documentNumber authority { name province } reportedBy }
  abnormalListings { kind authority { name } reportedBy }
  seriousViolationListings { documentNumber authority { name province } reportedBy }
  conflicts { kind values { province value } }
  sources { province state }`

/** By case. Lists are complete, objects need not be. */
const SEEN: Readonly<Record<string, object>> = {
  sample: {
    name: '虚构长三角示例贸易有限公司',
    registrarState: 'CONFIRMED',
    registrar: { province: 'SHANGHAI' },
    permits: [{ sourceId: '001z' }, { sourceId: '001s' }],
    penalties: [
      { authority: { name: '苏州市市场监督管理局' }, reportedBy: ['JIANGSU'] },
      { authority: { name: '杭州市生态环境局', province: 'ZHEJIANG' }, reportedBy: ['ZHEJIANG'] },
    ],
    inspections: [{ sourceId: '001s' }, { sourceId: '001a' }, { sourceId: '001j' }],
    branches: [{ uscc: codeOf('sample-branch') }],
    conflicts: [],
    sources: PROVINCES.map((province) => ({ province, state: 'ANSWERED' })),
  },
  'sample-branch': {
    registrar: { province: 'ZHEJIANG' },
    registration: { type: 'BRANCH' },
    headOffice: { uscc: codeOf('sample') },
  },
  'hand-over': {
    registrarState: 'CONFIRMED',
    registrar: { name: '合肥市市场监督管理局', province: 'ANHUI' },
    previousRegistrars: [{ province: 'SHANGHAI', until: '2026-03-05' }],
    penalties: [{ authority: { province: 'SHANGHAI' }, reportedBy: ['SHANGHAI'] }],
    conflicts: [],
  },
  'neither-answers': {
    name: '虚构迁址二号贸易有限公司',
    registrarState: 'UNDETERMINED',
    registrar: null,
    registration: null,
    penalties: [{ authority: { province: 'JIANGSU' } }],
  },
  'both-approve': {
    registrarState: 'CONFLICT',
    registrar: null,
    conflicts: [
      { kind: 'REGISTRATION', values: [{ province: 'ANHUI' }, { province: 'SHANGHAI' }] },
    ],
  },
  'destination-named': {
    registrarState: 'CONFIRMED',
    registrar: { name: '苏州市市场监督管理局' },
    previousRegistrars: [
      {
        province: 'ZHEJIANG',
        archiveTransfer: { state: 'HANDED_OVER', handedOverOn: '2025-04-01' },
      },
    ],
    conflicts: [],
  },
  'left-the-four': {
    registrarState: 'PRESUMED',
    registrar: { name: '深圳市市场监督管理局', province: null },
    registration: null,
    previousRegistrars: [{ province: 'ANHUI', until: '2025-06-06' }],
  },
  'national-code': {
    registrarState: 'CONFIRMED',
    registrar: { name: '国家市场监督管理总局', province: null },
    registration: { type: 'JOINT_STOCK_COMPANY', state: 'IN_OPERATION' },
  },
  'code-given-twice': {
    name: null,
    registrar: null,
    registration: null,
    registrarState: 'CONFLICT',
    conflicts: [
      {
        kind: 'DUPLICATE_CODE',
        values: [{ value: '虚构重码甲商贸有限公司' }, { value: '虚构重码乙建材有限公司' }],
      },
      { kind: 'NAME' },
    ],
  },
  'two-names': {
    name: '虚构新名科技（南京）有限公司',
    formerNames: ['虚构旧名科技（南京）有限公司'],
    registrarState: 'CONFIRMED',
    penalties: [{ reportedBy: ['SHANGHAI'] }, { reportedBy: ['ZHEJIANG'] }],
    conflicts: [{ kind: 'NAME' }],
  },
  converted: {
    uscc: expect.stringMatching(/^92/),
    formerNames: ['虚构转型小吃店'],
    registration: { type: 'COMPANY', establishedOn: '2012-07-07' },
  },
  'cancelled-and-established': {
    registration: { type: 'INDIVIDUAL_BUSINESS', state: 'DEREGISTERED' },
    abnormalListings: [{ kind: 'MARK', reportedBy: ['JIANGSU'] }],
  },
  'established-anew': {
    registration: { type: 'COMPANY', establishedOn: '2026-02-03' },
    abnormalListings: [],
    conflicts: [],
  },
  'two-feeds': {
    registrar: { name: '苏州市市场监督管理局' },
    seriousViolationListings: [
      { authority: { name: '杭州市市场监督管理局' }, reportedBy: ['JIANGSU', 'ZHEJIANG'] },
    ],
    conflicts: [],
  },
  'feed-dropped': {
    seriousViolationListings: [{ reportedBy: ['ZHEJIANG'] }],
    conflicts: [
      { kind: 'NOT_CARRIED', values: [{ province: 'ZHEJIANG' }, { province: 'JIANGSU' }] },
    ],
  },
  'removed-by-its-authority': { seriousViolationListings: [], conflicts: [] },
  'authority-from-outside': {
    seriousViolationListings: [
      { authority: { name: '深圳市市场监督管理局', province: null }, reportedBy: ['JIANGSU'] },
    ],
    conflicts: [],
  },
  'removal-by-another-authority': {
    abnormalListings: [
      { authority: { name: '杭州市市场监督管理局' }, reportedBy: ['JIANGSU', 'ZHEJIANG'] },
    ],
    conflicts: [{ kind: 'DECISION' }],
  },
  'head-of-a-listed-branch': {
    abnormalListings: [],
    branches: [{ uscc: codeOf('abnormal-branch') }],
  },
  'abnormal-branch': {
    abnormalListings: [{ kind: 'LIST' }],
    headOffice: { uscc: codeOf('head-of-a-listed-branch') },
  },
  'listed-head': { seriousViolationListings: [{ authority: { province: 'SHANGHAI' } }] },
  'branch-of-a-listed-head': {
    seriousViolationListings: [],
    headOffice: { uscc: codeOf('listed-head'), name: '虚构总部二号有限公司' },
  },
}

let graph: OpenGraph
beforeAll(async () => {
  const records = Object.fromEntries(PROVINCES.map((each) => [each, caseRecords(each)]))
  graph = await openGraph({ records, at: '2026-06-30T01:00:00.000Z' })
})
afterAll(() => graph[Symbol.asyncDispose]())

describe('the case', () => {
  it.each(Object.entries(SEEN))('%s', async (id, seen) => {
    expect(await graph.entity(codeOf(id), `uscc ${SELECTION}`)).toMatchObject(seen)
  })

  it('number-only: found by name, never an entity of the graph', async () => {
    const query = `{ searchEntities(filter: { name: "虚构旧号" }) {
      nodes { uscc } withoutCode { province name registrationNumber } } }`
    expect((await graph.ask({ query })).data).toEqual({
      searchEntities: {
        nodes: [],
        withoutCode: [
          { province: 'JIANGSU', name: '虚构旧号一号商店', registrationNumber: '320100000009014' },
          { province: 'ZHEJIANG', name: '虚构旧号二号商店', registrationNumber: '330106000009027' },
        ],
      },
    })
  })

  it('of every id is among the above', () => {
    expect(Object.keys(SEEN).concat('number-only').sort()).toEqual(CASES.map(({ id }) => id).sort())
  })
})

it('a published code is answered with its name alone, and with nothing that is said about it', async () => {
  const answer = await graph.entity('91310000132260250X', SELECTION)
  expect(answer).toMatchObject({
    name: '上海汽车集团',
    registrar: null,
    registration: null,
    ...{ permits: [], penalties: [], abnormalListings: [], seriousViolationListings: [] },
    ...{ inspections: [], branches: [], headOffice: null, conflicts: [] },
  })
})

function codeOf(id: string): string {
  const uscc = CASES.find((one) => one.id === id)?.uscc
  if (uscc == null) throw new Error(`no case ${id} with a code`)
  return uscc
}
