import { describe, expect, it } from 'vitest'
import {
  SEARCH_STATES,
  abnormalReasonOf,
  currencyOf,
  entityTypeOf,
  penaltyKindOf,
  stateOf,
} from '../../../adapters/zhejiang/codes.ts'
import { STATE_OF_SEARCH_WORD } from '../../../adapters/zhejiang/sandbox-codes.ts'
import { recordOf } from '../../../adapters/zhejiang/map.ts'
import { dayOf, endOf, flagOf, textOf } from '../../../adapters/zhejiang/wire-cells.ts'
import type { BaseRow } from '../../../adapters/zhejiang/wire.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { parseUscc } from '../../../schemas/model/uscc.ts'
import { ValueError } from '../../../schemas/model/value-error.ts'
import { fixture } from './fixture.ts'

const { datas } = JSON.parse(fixture('base.json').toString('utf8')) as { datas: BaseRow[] }
const USCC = parseUscc('91330199XXXX000197')

function mapped(index: number, change: Partial<BaseRow> = {}): RegistryRecord {
  const row = { ...datas[index]!, ...change }
  return recordOf(row, row, USCC)
}

describe('a complete row, written by hand', () => {
  const record = mapped(0)
  const district = { code: '330106', name: '虚构市示例区市场监督管理局' }

  it('gives the registration', () => {
    expect(record).toMatchObject({
      uscc: USCC,
      registrationNumber: '330199000000018',
      name: '虚构示例进出口有限公司',
      formerNames: ['虚构旧名贸易有限公司'],
      headOffice: null,
      registration: {
        entityType: { code: 'FOREIGN_INVESTED', sourceCode: '5110', known: true },
        state: { code: 'REVOKED', sourceCode: '吊销未注销', sourceText: null, known: true },
        principal: { role: 'LEGAL_REPRESENTATIVE', name: '虚构甲' },
        capital: { fen: '1234567890', currency: 'EUR' },
        establishedOn: '2015-10-01',
        approvedOn: '2024-06-01',
        termFrom: '2015-10-01',
        termTo: null,
        termOpenEnded: true,
        address: '浙江省虚构市示例区虚构路1号',
        scope: '虚构商品销售；利润率<60%的示例服务',
        industry: { code: 'F5181', edition: 'GB/T 4754-2017' },
        authority: { ...district, division: '330106', province: 'ZHEJIANG' },
        movedOut: {
          authority: { code: '340100', province: 'ANHUI' },
          on: '2026-03-05',
          fileHandedOverOn: null,
        },
        movedIn: null,
      },
    })
  })

  it('gives permits and penalties', () => {
    expect(record.permits).toMatchObject([
      {
        sourceId: '10001',
        number: '虚许字〔2023〕1号',
        name: '食品经营许可证',
        content: null,
        validFrom: '2023-07-01',
        validTo: null,
        validOpenEnded: true,
        authority: district,
      },
    ])
    expect(record.penalties).toMatchObject([
      {
        sourceId: 'CF-1',
        documentNumber: '虚市监处罚〔2025〕7号',
        violation: '虚构广告宣传',
        legalBasis: '虚构示例依据',
        kinds: [
          { code: 'FINE', sourceCode: '罚款' },
          { code: 'CONFISCATION', sourceCode: '没收违法所得、没收非法财物' },
          { code: 'UNKNOWN', sourceCode: '虚构新种类', known: false },
        ],
        content: '罚款五千元',
        fine: { fen: '500000', currency: 'CNY' },
        confiscated: { fen: '12050', currency: 'CNY' },
        decidedOn: '2025-03-04',
        publishedOn: '2025-03-10',
        publicityUntil: null,
        authority: district,
      },
    ])
  })

  it('gives both lists of the regulators', () => {
    expect(record.abnormalListings).toMatchObject([
      {
        kind: 'LIST',
        reason: { code: 'NOT_REACHABLE', sourceCode: '通过登记的住所或者经营场所无法联系的' },
        listedOn: '2024-01-15',
        removedOn: '2024-05-20',
        removalReason: '已变更住所',
        removalAuthority: { code: '330199' },
      },
      {
        kind: 'LIST',
        reason: { code: 'NO_ANNUAL_REPORT', sourceCode: '1', sourceText: '未按规定公示年度报告' },
        listedOn: '2025-07-01',
        removedOn: null,
        removalReason: null,
        removalAuthority: null,
      },
    ])
    expect(record.seriousViolationListings).toMatchObject([
      {
        sourceId: 'YZ-1',
        reason: '虚构严重违法情形',
        documentNumber: '虚市监列严〔2025〕1号',
        listedOn: '2025-08-01',
        removedOn: null,
        authority: { code: '330100', level: 'CITY' },
      },
    ])
  })

  it('gives the court feed, inspections, changes and branches', () => {
    expect(record.dishonestDebtorListings).toEqual([
      {
        sourceId: '700000001',
        authority: expect.objectContaining({ code: '330106', kind: 'COURT' }),
        caseNumber: '（2025）虚0106执1号',
        basisNumber: '（2024）虚0106民初9号',
        basisUnit: '虚构市示例区人民法院',
        filedOn: '2025-06-02',
        publishedOn: '2025-07-01',
        duty: '给付虚构货款',
        performance: '全部未履行',
        conduct: '有履行能力而拒不履行',
      },
    ])
    expect(record.inspections).toMatchObject([
      { sourceId: 'CC-1', kind: '双随机抽查', inspectedOn: '2025-09-10', result: '未发现问题' },
    ])
    expect(record.changes).toMatchObject([
      {
        item: '住所变更',
        before: '虚构路0号',
        after: '虚构路1号',
        changedOn: '2024-06-01',
        authority: { code: '330106', name: null, kind: 'UNKNOWN' },
      },
    ])
    expect(record.branches).toMatchObject([
      {
        uscc: '91330199XXXX00035W',
        registrationNumber: null,
        name: '虚构示例进出口有限公司示例分公司',
      },
    ])
  })

  it('lists every code that no table knows', () => {
    expect(record.unknownCodes).toEqual([{ field: 'penalties.kinds', value: '虚构新种类' }])
  })
})

describe('rows with gaps', () => {
  it('an individual business: role by type, mark by kind, a word understood but not ours', () => {
    const shop = mapped(1)
    expect(shop.formerNames).toEqual([])
    expect(shop.registration).toMatchObject({
      entityType: { code: 'INDIVIDUAL_BUSINESS' },
      state: { code: 'UNKNOWN', sourceCode: '撤销中', known: true },
      principal: { role: 'OPERATOR', name: '虚构乙' },
      capital: null,
      establishedOn: '2020-02-29',
      approvedOn: null,
      termFrom: null,
      termTo: null,
      termOpenEnded: false,
      industry: null,
      authority: null,
      movedOut: null,
    })
    expect(shop.abnormalListings).toMatchObject([
      { kind: 'MARK', reason: { code: 'NO_ANNUAL_REPORT' }, removedOn: null },
    ])
    expect(shop.unknownCodes).toEqual([])
  })

  it('an entity registered elsewhere: no registration; a wrong code of another entity is noted', () => {
    const elsewhere = mapped(2)
    expect(elsewhere).toMatchObject({ registration: null, name: null, registrationNumber: null })
    expect(elsewhere.headOffice).toEqual({ uscc: null, name: '虚构总公司' })
    expect(elsewhere.unknownCodes).toEqual([
      { field: 'headOffice.uscc', value: '91330199XXXX0001' },
    ])
  })

  it('codes nobody knows are kept and listed once each', () => {
    const twice = {
      dataCount: 2,
      datas: Array.from({ length: 2 }, () => ({
        ABN_KIND: '1',
        SPE_CAUSE_CD: '7',
        SPE_CAUSE: '虚构',
      })),
    }
    const record = mapped(1, {
      ENT_TYPE: 'Z9',
      ENT_TYPE_NM: '虚构类型',
      OPT_STATE: 'Z8',
      REPRE_KIND: '9',
      REG_CAPT: '1.5',
      CAPT_KIND: '999',
      abnormalList: twice,
    })
    expect(record.registration).toMatchObject({
      entityType: { code: 'UNKNOWN', sourceCode: 'Z9', sourceText: '虚构类型', known: false },
      principal: { role: 'PERSON_IN_CHARGE' },
      capital: { fen: '1500000', currency: 'XXX', sourceText: '1.5 999' },
    })
    expect(record.unknownCodes).toEqual([
      { field: 'registration.entityType', value: 'Z9' },
      { field: 'registration.state', value: 'Z8' },
      { field: 'registration.principal.role', value: '9' },
      { field: 'registration.capital.currency', value: '999' },
      { field: 'abnormalListings.reason', value: '7' },
    ])
  })

  it.each([
    ['a day that is none', { EST_DT: '20230229' }],
    ['an amount that is none', { REG_CAPT: '若干' }],
    ['no word on whether it is registered here', { REG_FLG: '\\N' }],
    ['a flag that is neither', { REG_FLG: 'Y' }],
    ['a cell that is an object', { COMP_NM: { a: 1 } as never }],
    ['former names that are no list', { FORMER_NMS: '虚构' as never }],
    ['a listing of neither kind', { abnormalList: { dataCount: 1, datas: [{ ABN_KIND: '3' }] } }],
    ['a row that is none', { punishList: { dataCount: 1, datas: [null as never] } }],
  ])('%s is a bad record', (_, change) => {
    expect(() => mapped(1, change)).toThrow(ValueError)
  })
})

describe('cells', () => {
  it.each([
    [null, null],
    [undefined, null],
    ['', null],
    [' \u3000 ', null],
    ['\\N', null],
    [' \\N ', null],
    ['N', 'N'],
    [0, '0'],
    ['　虚构 店 ', '虚构 店'],
  ])('text of %j is %j', (cell, text) => {
    expect(textOf(cell)).toBe(text)
  })

  it.each([
    ['20240305', '2024-03-05'],
    ['2024-03-05', '2024-03-05'],
    ['2024-03-05 00:00:00', '2024-03-05'],
    ['2024年03月05日', '2024-03-05'],
    [20240305, '2024-03-05'],
    ['1900-01-01', null],
    ['19000101', null],
    ['1900-01-01 00:00:00', null],
    ['9999-09-09', null],
    ['99990909', null],
    ['\\N', null],
  ])('day of %j is %j', (cell, day) => {
    expect(dayOf(cell)).toBe(day)
  })

  it.each([
    ['9999-09-09', { on: null, open: true }],
    ['99990909', { on: null, open: true }],
    ['9999-12-31', { on: null, open: true }],
    ['20300101', { on: '2030-01-01', open: false }],
    ['1900-01-01', { on: null, open: false }],
    ['\\N', { on: null, open: false }],
  ])('end of term %j is %j', (cell, end) => {
    expect(endOf(cell)).toEqual(end)
  })

  it.each([
    ['1', true],
    [1, true],
    ['0', false],
    [null, false],
  ])('flag %j is %j', (cell, flag) => {
    expect(flagOf(cell)).toBe(flag)
  })
})

describe('code tables', () => {
  it.each([
    ['开业', 'IN_OPERATION'],
    ['存续（在营、开业、在册）', 'IN_OPERATION'],
    ['吊销未注销', 'REVOKED'],
    ['吊销，未注销', 'REVOKED'],
    ['已吊销企业备案中', 'REVOKED'],
    ['吊销已注销', 'REVOKED_DEREGISTERED'],
    ['已注销', 'DEREGISTERED'],
    ['注销', 'DEREGISTERED'],
    ['注销中', 'DEREGISTRATION_PLANNED'],
  ])('state %s is %s', (text, state) => {
    expect(stateOf(text)).toMatchObject({ code: state, known: true })
  })

  it('撤销中 is a known word that no state of ours stands for', () => {
    expect(stateOf('撤销中')).toMatchObject({ code: 'UNKNOWN', known: true })
  })

  it.each(Object.entries(SEARCH_STATES))('searching for %s asks for %s', (state, word) => {
    expect(STATE_OF_SEARCH_WORD[word]).toBe(state)
    expect(stateOf(word).code).toBe(state)
  })

  it.each([
    ['1130', 'COMPANY'],
    ['9500', 'INDIVIDUAL_BUSINESS'],
    ['9600', 'INDIVIDUAL_BUSINESS'],
  ])('entity type %s is %s', (code, kind) => {
    expect(entityTypeOf(code).code).toBe(kind)
  })

  it('9999, an individual business elsewhere, is not one here', () => {
    expect(entityTypeOf('9999').known).toBe(false)
  })

  it.each([
    ['未依照《企业信息公示暂行条例》第八条规定的期限公示年度报告的', 'NO_ANNUAL_REPORT'],
    ['未按规定报送年度报告', 'NO_ANNUAL_REPORT'],
    ['未按照《个体工商户年度报告暂行办法》规定报送年度报告', 'NO_ANNUAL_REPORT'],
    ['未在责令的期限内公示有关企业信息的', 'INFORMATION_NOT_PUBLISHED'],
    ['公示企业信息隐瞒真实情况、弄虚作假的', 'FALSE_INFORMATION'],
    ['年度报告隐瞒真实情况、弄虚作假', 'FALSE_INFORMATION'],
    ['通过登记的住所或者经营场所无法联系的', 'NOT_REACHABLE'],
    ['通过登记的住所（经营场所）无法取得联系', 'NOT_REACHABLE'],
  ])('reason %s is %s', (text, reason) => {
    expect(abnormalReasonOf(null, text)).toMatchObject({ code: reason, sourceCode: text })
  })

  it.each([
    ['a text that fits two reasons', '未按规定公示年度报告且通过登记的住所无法联系'],
    ['a text that fits none', '虚构新情形'],
    ['no text', null],
  ])('%s is not guessed at', (_, text) => {
    expect(abnormalReasonOf(null, text)).toMatchObject({ code: 'UNKNOWN', known: false })
  })

  it('a code counts before the text beside it', () => {
    expect(abnormalReasonOf('4', '虚构')).toMatchObject({ code: 'NOT_REACHABLE' })
    expect(abnormalReasonOf('5', '无法联系')).toMatchObject({ code: 'UNKNOWN', sourceCode: '5' })
  })

  it.each([
    ['156', 'CNY'],
    ['人民币元', 'CNY'],
    ['344', 'HKD'],
    ['392', 'JPY'],
    ['410', 'KRW'],
    ['702', 'SGD'],
    ['756', 'CHF'],
    ['826', 'GBP'],
    ['840', 'USD'],
    ['124', 'CAD'],
    ['36', 'AUD'],
    ['036', 'AUD'],
    ['954', 'EUR'],
    ['978', 'EUR'],
    ['999', null],
  ])('currency %s is %s', (kind, currency) => {
    expect(currencyOf(kind)).toBe(currency)
  })

  it('penalty kinds are whole words, not parts of words', () => {
    expect(penaltyKindOf('罚款').code).toBe('FINE')
    expect(penaltyKindOf('罚款及其他').known).toBe(false)
  })
})
