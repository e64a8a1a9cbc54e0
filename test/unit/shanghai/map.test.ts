import { describe, expect, it } from 'vitest'
import { authorityOf } from '../../../schemas/model/authority.ts'
import { parseUscc } from '../../../schemas/model/uscc.ts'
import { onlyRecord, recordsOf } from '../../contract/comparable.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { COMPANY, DEBTORS, ENTITIES, SEARCH, entityRow, envelope } from './registry.ts'
import { ever, fixture, openAdapter, useRegistry } from './registry.ts'

const registry = useRegistry()
const BUREAU = authorityOf('310115000', '虚构区市场监督管理局')
const COURT = authorityOf('320100', '虚构市中级人民法院')

async function recordOfRow(fields: object) {
  registry.answer(ENTITIES, envelope([entityRow(COMPANY, fields)]))
  registry.answerNoDebtors()
  const [answer] = await openAdapter().fetchEntities([COMPANY], ever())
  return onlyRecord(answer)
}

describe('a whole answer made by another program', () => {
  it('becomes the record it states', async () => {
    registry.answer(ENTITIES, fixture('entities.json'))
    registry.answer(DEBTORS, fixture('debtors.xml'))
    const [answer] = await openAdapter().fetchEntities([COMPANY], ever())
    expect(onlyRecord(answer)).toEqual({
      uscc: COMPANY,
      registrationNumber: '310115000000018',
      name: '虚构示例科技股份有限公司',
      formerNames: ['虚构示例科技有限公司'],
      registration: {
        entityType: {
          code: 'JOINT_STOCK_COMPANY',
          sourceCode: '1229',
          sourceText: '其他股份有限公司（非上市）',
          known: true,
        },
        state: {
          code: 'IN_OPERATION',
          sourceCode: '1',
          sourceText: '存续（在营、开业、在册）',
          known: true,
        },
        principal: { role: 'LEGAL_REPRESENTATIVE', name: '示例甲' },
        capital: { fen: '219857506700', currency: 'CNY' },
        establishedOn: '2001-02-03',
        approvedOn: '2024-06-01',
        termFrom: '2001-02-03',
        termTo: null,
        termOpenEnded: true,
        address: '虚构市示例区示例路1号',
        scope: '技术服务；R&D',
        industry: { code: 'I6510', edition: 'GB/T 4754-2017' },
        authority: BUREAU,
        movedOut: null,
        movedIn: {
          authority: authorityOf('320100', '虚构市市场监督管理局'),
          on: '2024-06-01',
          fileHandedOverOn: null,
        },
      },
      permits: [
        {
          sourceId: 'XK1',
          authority: BUREAU,
          number: '虚JY13101150000001',
          name: '食品经营许可证',
          content: '预包装食品',
          validFrom: '2024-01-01',
          validTo: '2028-12-31',
          validOpenEnded: false,
        },
      ],
      penalties: [
        {
          sourceId: 'CF1',
          authority: BUREAU,
          documentNumber: '虚市监处罚〔2025〕1号',
          violation: '虚构行为',
          legalBasis: '虚构依据',
          kinds: [
            { code: 'WARNING', sourceCode: '1', sourceText: '警告', known: true },
            { code: 'FINE', sourceCode: '2', sourceText: '罚款', known: true },
          ],
          content: '警告并罚款',
          fine: { fen: '1234567', currency: 'CNY' },
          confiscated: { fen: '0', currency: 'CNY' },
          decidedOn: '2025-07-01',
          publishedOn: '2025-07-08',
          publicityUntil: '2026-07-01',
        },
        {
          sourceId: 'CF2',
          authority: null,
          documentNumber: null,
          violation: null,
          legalBasis: null,
          kinds: [{ code: 'UNKNOWN', sourceCode: '99', sourceText: '虚构新类别', known: false }],
          content: null,
          fine: null,
          confiscated: null,
          decidedOn: null,
          publishedOn: null,
          publicityUntil: null,
        },
      ],
      abnormalListings: [
        {
          sourceId: 'YC1',
          authority: BUREAU,
          kind: 'LIST',
          reason: {
            code: 'NOT_REACHABLE',
            sourceCode: '通过登记的住所或者经营场所无法联系的',
            sourceText: null,
            known: true,
          },
          listedOn: '2023-07-05',
          removedOn: null,
          removalReason: null,
          removalAuthority: null,
        },
      ],
      seriousViolationListings: [],
      dishonestDebtorListings: [
        {
          sourceId: 'SX1',
          authority: COURT,
          caseNumber: '（2025）虚01执1号',
          basisNumber: '（2024）虚01民初1号',
          basisUnit: '虚构市中级人民法院',
          filedOn: '2025-01-15',
          publishedOn: '2025-02-01',
          duty: '支付货款 < 1元 & "利息"',
          performance: '全部未履行',
          conduct: '有履行能力而拒不履行生效法律文书确定义务',
        },
      ],
      inspections: [],
      changes: [
        {
          sourceId: 'BG1',
          authority: null,
          item: '名称变更',
          before: '虚构示例科技有限公司',
          after: '虚构示例科技股份有限公司',
          changedOn: '2024-06-01',
        },
      ],
      branches: [
        {
          uscc: parseUscc(BRANCH),
          registrationNumber: null,
          name: '虚构示例科技股份有限公司分公司',
          authority: BUREAU,
        },
      ],
      headOffice: null,
      unknownCodes: [{ field: 'penalties.kinds', value: '99' }],
    })
  })

  it('gives search hits without the tags that highlight', async () => {
    registry.answer(SEARCH, fixture('search.json'))
    const { hits } = await openAdapter().search({ name: '虚构' }, null, 20, ever())
    expect(hits).toEqual([
      { uscc: COMPANY, registrationNumber: '310115000000018', name: '虚构示例科技股份有限公司' },
      { uscc: null, registrationNumber: '310115600000015', name: '虚构老字号商店' },
    ])
  })
})

/** Computed by fixtures/make.py. */
const BRANCH = (
  JSON.parse(fixture('entities.json').toString()) as {
    data: { fzjg: { rows: { uniscid: string }[] } }[]
  }
).data[0]!.fzjg.rows[0]!.uniscid

describe('a row', () => {
  it('without type and state is of an entity that was never registered here', async () => {
    expect(await recordOfRow({ entname: '虚构外省公司' })).toMatchObject({
      name: '虚构外省公司',
      registration: null,
    })
  })

  it('with a state but no type is a registration of unknown type, reported', async () => {
    const { registration, unknownCodes } = await recordOfRow({ regstate: '3' })
    expect(registration?.entityType).toMatchObject({ code: 'UNKNOWN', known: false })
    expect(unknownCodes).toEqual([{ field: 'registration.entityType', value: '' }])
  })

  it.each([
    ['currency', { regcap: '1', regcapcur: '000' }, 'registration.capital.currency', '000'],
    [
      'role of the principal',
      { lerep: '示例', lereptype: '9' },
      'registration.principal.role',
      '9',
    ],
    [
      'industry edition',
      { industryco: 'F51', industryver: '2031' },
      'registration.industry.edition',
      '2031',
    ],
    ['code of the head office', { headuniscid: 'X1' }, 'headOffice.uscc', 'X1'],
  ])('with an unknown %s keeps it among the unknown codes', async (_, fields, field, value) => {
    const { unknownCodes } = await recordOfRow({ enttype: '1130', regstate: '1', ...fields })
    expect(unknownCodes).toEqual([{ field, value }])
  })

  it('names an unknown code once, 64 characters of it at most', async () => {
    const row = { listtype: '1', specause: 'Z'.repeat(100) }
    const { unknownCodes } = await recordOfRow({ jyyc: { total: 2, rows: [row, row] } })
    expect(unknownCodes).toEqual([{ field: 'abnormalListings.reason', value: 'Z'.repeat(64) }])
  })

  it.each([
    ['a day that does not exist', { enttype: '1130', estdate: '2023-02-29' }],
    ['an amount that is no number', { enttype: '1130', regcap: '若干' }],
    ['a nested object for a text', { entname: { value: '虚构' } }],
    ['a missing list', { xzcf: undefined }],
    ['a list without its total', { xzcf: { rows: [] } }],
    ['fewer rows in all than it has', { xzcf: { total: 0, rows: [{}] } }],
    ['a listing that is neither list nor mark', { jyyc: { total: 1, rows: [{ listtype: '3' }] } }],
    ['no identity', { pripid: null }],
  ])('with %s is a bad record, and the one beside it stands', async (_, fields) => {
    const other = fictitiousUscc(1)
    registry.answer(ENTITIES, envelope([entityRow(COMPANY, fields), entityRow(other)]))
    registry.answerNoDebtors()
    const [bad, good] = await openAdapter().fetchEntities([COMPANY, other], ever())
    expect(bad).toMatchObject({ code: 'PROVINCE_BAD_RECORD', details: { province: 'SHANGHAI' } })
    expect(recordsOf(good)).toHaveLength(1)
  })
})
