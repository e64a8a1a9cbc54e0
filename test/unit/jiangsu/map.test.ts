import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeGb18030 } from '../../../adapters/jiangsu/charset.ts'
import { mapRecord } from '../../../adapters/jiangsu/map.ts'
import { parseEnvelope, textOf } from '../../../adapters/jiangsu/wire.ts'
import type { BaseRow, RecordRow } from '../../../adapters/jiangsu/wire.ts'
import { authorityOf } from '../../../schemas/model/authority.ts'
import { parseWanYuan } from '../../../schemas/model/money.ts'
import { ValueError } from '../../../schemas/model/value-error.ts'
import { fixture } from './fixture.ts'

const answer = (name: Parameters<typeof fixture>[0]) => parseEnvelope(decodeGb18030(fixture(name)))
const BUREAU = authorityOf('320104', '虚构区市场监督管理局')
const registrationOf = (base: BaseRow) => mapRecord(base, []).registration!
const penaltyOf = (row: RecordRow) => mapRecord({}, [{ RECORD_KIND: 'CF', ...row }]).penalties[0]!
const listingOf = (row: RecordRow) =>
  mapRecord({}, [{ RECORD_KIND: 'YC', ...row }]).abnormalListings[0]!

describe('the committed answer, written by hand', () => {
  const { items } = answer('base-answer.gb18030')
  const record = mapRecord(items[0]!, answer('records-answer.gb18030').items)

  it('says who it is: the code in the old column, names in full-width brackets', () => {
    expect(record).toMatchObject({
      uscc: '91320104MA990001XU',
      registrationNumber: null,
      name: '虚构（南京）䶮科技有限公司',
      formerNames: ['示例（江苏）旧名有限公司'],
      headOffice: null,
    })
  })

  it('holds its registration', () => {
    expect(record.registration).toEqual({
      entityType: {
        code: 'COMPANY',
        sourceCode: '1130',
        sourceText: '有限责任公司(自然人投资或控股)',
        known: true,
      },
      state: { code: 'REVOKED', sourceCode: '吊销,未注销', sourceText: null, known: true },
      principal: { role: 'LEGAL_REPRESENTATIVE', name: '示例㐂' },
      capital: { fen: '219857506700', currency: 'USD' },
      establishedOn: '2001-03-05',
      approvedOn: '2024-06-01',
      termFrom: '2001-03-05',
      termTo: null,
      termOpenEnded: true,
      address: '示例市虚构区示例路1号(A座)',
      scope: '技术服务；\\N不是空值',
      industry: { code: 'I6510', edition: 'UNKNOWN' },
      authority: authorityOf('320104000', '虚构区市场监督管理局'),
      movedOut: {
        authority: authorityOf('340100', '虚构合肥市场监督管理局'),
        on: '2026-03-05',
        fileHandedOverOn: null,
      },
      movedIn: null,
    })
  })

  it('holds permits and penalties', () => {
    expect(record.permits).toEqual([
      {
        sourceId: '1001',
        authority: authorityOf('320104', '虚构区卫生健康局'),
        number: '虚构许〔2023〕1号',
        name: '卫生许可证',
        content: null,
        validFrom: '2023-01-02',
        validTo: null,
        validOpenEnded: true,
      },
    ])
    expect(record.penalties).toEqual([
      {
        sourceId: '1002',
        authority: authorityOf('330102', '虚构杭州市场监督管理局'),
        documentNumber: '虚构市监罚〔2025〕7号',
        violation: '虚假宣传',
        legalBasis: '示例法第一条',
        kinds: [
          { code: 'FINE', sourceCode: '罚款', sourceText: null, known: true },
          { code: 'CONFISCATION', sourceCode: '没收违法所得', sourceText: null, known: true },
          { code: 'UNKNOWN', sourceCode: '示例新处罚', sourceText: null, known: false },
        ],
        content: '罚款一万五千元',
        fine: { fen: '1500000', currency: 'CNY' },
        confiscated: { fen: '32000', currency: 'CNY' },
        decidedOn: '2025-07-01',
        publishedOn: '2025-07-08',
        publicityUntil: '2026-07-01',
      },
    ])
  })

  it('holds listings, with the reason read from its text', () => {
    expect(record.abnormalListings).toEqual([
      {
        sourceId: '1003',
        authority: BUREAU,
        kind: 'LIST',
        reason: {
          code: 'NOT_REACHABLE',
          sourceCode: '通过登记的住所或者经营场所无法取得联系的',
          sourceText: null,
          known: true,
        },
        listedOn: '2023-07-09',
        removedOn: '2024-01-02',
        removalReason: '已恢复联系',
        removalAuthority: null,
      },
    ])
    expect(record.seriousViolationListings).toMatchObject([
      {
        reason: '示例事由',
        documentNumber: '虚构列严〔2024〕1号',
        listedOn: '2024-02-29',
        removedOn: null,
      },
    ])
    expect(record.dishonestDebtorListings).toEqual([
      {
        sourceId: '1005',
        authority: authorityOf('', '虚构区人民法院'),
        caseNumber: '(2024)苏0000执1号',
        basisNumber: '(2023)苏0000民初1号',
        basisUnit: '虚构区人民法院',
        filedOn: '2024-03-05',
        publishedOn: '2024-04-06',
        duty: '示例义务',
        performance: '全部未履行',
        conduct: '有履行能力而拒不履行',
      },
    ])
  })

  it('holds inspections, changes and branches', () => {
    expect(record.inspections).toEqual([
      {
        sourceId: '1006',
        authority: BUREAU,
        kind: '双随机',
        inspectedOn: '2022-05-06',
        result: '未发现问题',
      },
    ])
    expect(record.changes).toEqual([
      {
        sourceId: '1007',
        authority: null,
        item: '名称变更',
        before: '示例(江苏)旧名有限公司',
        after: '虚构(南京)䶮科技有限公司',
        changedOn: '2010-11-12',
      },
    ])
    expect(record.branches).toEqual([
      {
        uscc: null,
        registrationNumber: '320104000990013',
        name: '虚构（南京）䶮科技有限公司杭州分公司',
        authority: authorityOf('330100', '虚构杭州市场监督管理局'),
      },
    ])
  })

  it('names what no table knows, and drops nothing silently', () => {
    expect(record.unknownCodes).toEqual([
      { field: 'penalties.kinds', value: '示例新处罚' },
      { field: 'branches.uscc', value: '913201040000000000' },
      { field: 'records.kind', value: 'ZZ' },
    ])
  })
})

describe('a registration', () => {
  it('is null where this registry only holds decisions', () => {
    expect(mapRecord({ REG_FLAG: '0', CORP_NAME: '虚构' }, [])).toMatchObject({
      registration: null,
      name: '虚构',
    })
  })

  it.each([
    ['经营者', 'OPERATOR', []],
    ['', 'LEGAL_REPRESENTATIVE', []],
    [
      '示例新头衔',
      'LEGAL_REPRESENTATIVE',
      [{ field: 'registration.principal.role', value: '示例新头衔' }],
    ],
  ])(
    'takes the role from the title "%s", else from the type',
    (OPER_MAN_TITLE, role, unknownCodes) => {
      const base = {
        ECON_KIND: '1130',
        CORP_STATUS_CODE: '01',
        OPER_MAN_NAME: '示例甲',
        OPER_MAN_TITLE,
      }
      expect(mapRecord(base, [])).toMatchObject({
        registration: { principal: { role } },
        unknownCodes,
      })
    },
  )

  it.each([
    ['1000万元人民币', { fen: '1000000000', currency: 'CNY' }],
    ['1000', { fen: '1000000000', currency: 'CNY' }],
    ['500.5万美元', { fen: '500500000', currency: 'USD' }],
    ['100元人民币', { fen: '10000', currency: 'CNY' }],
    ['0.00000049万元', { fen: '0', currency: 'CNY', sourceText: '0.00000049万元' }],
    ['', null],
  ])('reads the capital "%s"', (REG_CAPI, capital) => {
    expect(registrationOf({ REG_CAPI }).capital).toEqual(capital)
  })

  it('leaves a capital in an unknown currency out, and says so', () => {
    const { registration, unknownCodes } = mapRecord({ REG_CAPI: '5万示例币' }, [])
    expect(registration!.capital).toBeNull()
    expect(unknownCodes).toContainEqual({ field: 'registration.capital', value: '5万示例币' })
  })

  it.each([
    ['2044-02-25', '2044-02-25', false],
    ['长期', null, true],
    ['9999-09-09', null, true],
    ['1900-01-01', null, false],
    ['', null, false],
  ])('reads the end of the term "%s"', (FARE_TERM_END, termTo, termOpenEnded) => {
    expect(registrationOf({ FARE_TERM_END })).toMatchObject({ termTo, termOpenEnded })
  })

  it.each([
    ['an amount', { REG_CAPI: '若干' }],
    ['a day', { START_DATE: '2023-02-29' }],
    ['a flag', { MOVE_OUT_FLAG: '是' }],
    ['a list', { USED_NAMES: '虚构' }],
    ['a text', { ADDR: ['虚构'] }],
  ])('is refused when %s cannot be read', (_, base) => {
    expect(() => mapRecord(base, [])).toThrow(ValueError)
  })

  it('keeps a type and a state that it is not told as unknown', () => {
    expect(mapRecord({}, [])).toMatchObject({
      registration: {
        entityType: { code: 'UNKNOWN', known: false },
        state: { code: 'UNKNOWN', known: false },
      },
    })
  })
})

describe('an abnormal listing', () => {
  it.each([
    ['1', 'LIST'],
    ['2', 'MARK'],
    ['', 'LIST'],
  ])('of kind "%s" is a %s', (ABN_KIND, kind) => {
    expect(listingOf({ ABN_KIND, SPE_CAUSE: '1' }).kind).toBe(kind)
  })

  it('of an individual business is a mark where the row does not say', () => {
    const rows = [{ RECORD_KIND: 'YC', SPE_CAUSE: '1' }]
    expect(mapRecord({ ECON_KIND: '9600' }, rows).abnormalListings[0]!.kind).toBe('MARK')
  })

  it.each([
    ['未依照《示例》第八条规定的期限公示年度报告的', 'NO_ANNUAL_REPORT'],
    ['未在登记机关责令的期限内公示有关企业信息的', 'INFORMATION_NOT_PUBLISHED'],
    ['公示企业信息隐瞒真实情况、弄虚作假的', 'FALSE_INFORMATION'],
    ['通过登记的住所无法与企业取得联系的', 'NOT_REACHABLE'],
    ['示例新事由', 'UNKNOWN'],
  ])('for the reason %s', (SPE_CAUSE_CN, code) => {
    expect(listingOf({ SPE_CAUSE_CN }).reason).toMatchObject({ code, sourceCode: SPE_CAUSE_CN })
  })

  it('of a new code stays unknown, whatever its text resembles', () => {
    const reason = listingOf({ SPE_CAUSE: '5', SPE_CAUSE_CN: '未报送年报的新情形' }).reason
    expect(reason).toEqual({
      code: 'UNKNOWN',
      sourceCode: '5',
      sourceText: '未报送年报的新情形',
      known: false,
    })
  })
})

describe('a penalty', () => {
  it('has a fine that is read as parseWanYuan reads it, however it is written', () => {
    const digits = fc.stringMatching(/^\d{1,12}(\.\d{1,6})?$/)
    const unit = fc.constantFrom('', '万元人民币', '万元', '万美元')
    fc.assert(
      fc.property(digits, unit, (number, written) => {
        const { exact: _, ...money } = parseWanYuan(number + written)
        expect(penaltyOf({ CF_NR_FK: number + written }).fine).toEqual(money)
      }),
    )
  })

  it('has its kinds from two lists side by side', () => {
    expect(penaltyOf({ CF_CFLB: ['1', '9'], CF_CFLB_CN: ['警告', ''] }).kinds).toEqual([
      { code: 'WARNING', sourceCode: '1', sourceText: '警告', known: true },
      { code: 'OTHER', sourceCode: '9', sourceText: null, known: true },
    ])
  })

  it('is refused when the lists differ in length', () => {
    expect(() => penaltyOf({ CF_CFLB: ['1'], CF_CFLB_CN: [] })).toThrow(ValueError)
  })
})

describe('a text', () => {
  it.each([
    [' 虚构　', '虚构'],
    ['\\N', null],
    [' ', null],
    [null, null],
    [undefined, null],
    [7, '7'],
  ])('%j is %j', (sent, text) => {
    expect(textOf(sent)).toBe(text)
  })
})
