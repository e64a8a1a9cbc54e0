/**
 * The provinces' answers reach the merge directly, at a tenth of the cost; the library can delegate
 * to them by their contracts in schemas/provinces as well. Both must give the same answer.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createStitchedSchema } from '../../gateway/stitch/stitched-schema.ts'
import { knownCode } from '../../schemas/model/coded.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { abnormal, day, move, penalty, recordWith, registered } from '../support/evidence.ts'
import {
  fictitiousUscc,
  plainRecord,
  recordWithUnknownCodes,
  richRecord,
  sparseRecord,
} from '../support/fictitious-records.ts'
import { openGraph } from '../support/open-graph.ts'
import type { GraphAnswer, OpenGraph } from '../support/open-graph.ts'
import { selectAll } from '../support/select-all.ts'

const coded = (n: number, record: RegistryRecord) => ({ ...record, uscc: fictitiousUscc(n) })
const listed = abnormal('ZHEJIANG', '2025-07-05')

const RECORDS: Record<Province, RegistryRecord[]> = {
  SHANGHAI: [
    richRecord(1),
    sparseRecord(2),
    recordWithUnknownCodes(3),
    coded(4, registered('SHANGHAI', '2024-06-01')),
    coded(6, registered('SHANGHAI', '2026-03-05')),
    plainRecord(7_001, { name: '虚构总部集团有限公司' }),
  ],
  JIANGSU: [
    coded(1, recordWith({ penalties: [penalty('JIANGSU', '虚1')], name: '虚构别名有限公司' })),
    coded(5, { ...registered('JIANGSU', '2024-06-01'), abnormalListings: [listed] }),
  ],
  ZHEJIANG: [
    richRecord(1),
    coded(5, recordWith({ abnormalListings: [{ ...listed, removedOn: day('2026-02-01') }] })),
    coded(
      8,
      recordWith({
        abnormalListings: [listed, { ...listed, reason: knownCode('FALSE_INFORMATION', '3') }],
      }),
    ),
  ],
  ANHUI: [
    coded(4, registered('ANHUI', '2026-03-05', { movedIn: move('SHANGHAI', '2026-03-05') })),
    coded(6, registered('ANHUI', '2026-03-05')),
  ],
}

const SELECTION = selectAll(createStitchedSchema(), 'BusinessEntity', ['latencyMs', 'cursor'])
const USCCS = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => fictitiousUscc(n))

const QUESTIONS: readonly (readonly [string, string, object])[] = [
  [
    'entities, a bad code among them',
    `query ($usccs: [String!]!) { entities(usccs: $usccs) { ${SELECTION} } }`,
    { usccs: [...USCCS.slice(0, 4), '91310115MA9900010', ...USCCS.slice(4)] },
  ],
  [
    'one entity under aliases and fragments',
    `query ($uscc: String!) {
      a: entity(uscc: $uscc) { ...Part headOffice { ...Part headOffice { uscc } } }
      b: entity(uscc: $uscc) { sources { province state code } ... on BusinessEntity { id } }
    }
    fragment Part on BusinessEntity { __typename uscc name penalties { documentNumber } }`,
    { uscc: USCCS[0] },
  ],
  [
    'a search and what it found',
    `{ searchEntities(filter: {name: "虚构"}, first: 5) {
      nodes { ${SELECTION} } pageInfo { hasNextPage } withoutCode { name } sources { province state code }
    } }`,
    {},
  ],
]

describe('direct answers and delegated ones are the same', () => {
  let direct: OpenGraph
  let delegated: OpenGraph
  const both = async (query: string, variables: object) => {
    const [one, two] = [direct, delegated].map((graph) => graph.ask({ query, variables }))
    return [comparable(await one!), comparable(await two!)]
  }

  beforeAll(async () => {
    const options = { records: RECORDS, deadlineMs: 2_000 }
    ;[direct, delegated] = await Promise.all([
      openGraph(options),
      openGraph({ ...options, direct: false }),
    ])
  })
  afterAll(() => Promise.all([direct, delegated].map((graph) => graph[Symbol.asyncDispose]())))
  beforeEach(() => [direct, delegated].forEach((graph) => graph.registries.heal()))

  describe.each(QUESTIONS)('%s', (_, query, variables) => {
    it('while all answer, also once the document is compiled', async () => {
      for (let times = 0; times < 4; times += 1) {
        const [one, two] = await both(query, variables)
        expect(two).toEqual(one)
        expect(one?.data).toBeTruthy()
      }
    })

    it.each(PROVINCES)('while %s fails', async (province) => {
      for (const graph of [direct, delegated]) graph.registries.fail(province, 'garbage')
      const [one, two] = await both(query, variables)
      expect(two).toEqual(one)
      expect(one?.errors?.some(({ extensions }) => extensions['province'] === province)).toBe(true)
    })

    it('while all four fail', async () => {
      for (const graph of [direct, delegated]) {
        PROVINCES.forEach((province) => graph.registries.fail(province, 'reset'))
      }
      const [one, two] = await both(query, variables)
      expect(two).toEqual(one)
    })
  })
})

/** Without what differs from one question to the next. */
function comparable({ data, errors }: GraphAnswer): GraphAnswer {
  const coded = errors?.map(({ message, path, extensions }) => ({
    message,
    ...(path === undefined ? {} : { path }),
    extensions: { ...extensions, requestId: 'any' },
  }))
  const order = (error: object) => JSON.stringify(error)
  coded?.sort((a, b) => (order(a) < order(b) ? -1 : 1))
  return { data: data ?? null, ...(coded === undefined ? {} : { errors: coded }) }
}
