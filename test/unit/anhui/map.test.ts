// The answer: adapters/anhui/fixtures/entity-base.json and entity-records.xml, written by hand.
import { describe, expect, it } from 'vitest'
import { mapEntity } from '../../../adapters/anhui/map.ts'
import { readEnvelope, recordsIn } from '../../../adapters/anhui/wire.ts'
import type { EntityRow } from '../../../adapters/anhui/wire.ts'
import { authorityOf } from '../../../schemas/model/authority.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { parseUscc } from '../../../schemas/model/uscc.ts'
import { documentOf, fixture, USCC } from './open-adapter.ts'

const DISTRICT = authorityOf('340103', '示例区市场监督管理局')
const CITY = authorityOf('340100', '示例市市场监督管理局')

describe('the hand-written answer', () => {
  const { DataList } = readEnvelope(fixture('entity-answer.utf8.bin').toString('utf8'))
  const row = DataList[0] as EntityRow
  const record = mapEntity(USCC, row, recordsIn(row.RecordXml))

  it('identifies the entity without the trailing blanks', () => {
    expect(record).toMatchObject({
      uscc: USCC,
      registrationNumber: '340100000000014',
      name: '虚构皖商贸有限公司',
      formerNames: ['示例旧名商贸有限公司'],
      headOffice: null,
    })
  })

  it('registers it: text state, 万元 with six decimals, days with nanoseconds', () => {
    expect(record.registration).toEqual({
      entityType: {
        code: 'COMPANY',
        sourceCode: '1130',
        sourceText: '有限责任公司(自然人投资或控股)',
        known: true,
      },
      state: { code: 'REVOKED', sourceCode: '吊销，未注销', sourceText: null, known: true },
      principal: { role: 'LEGAL_REPRESENTATIVE', name: '示例甲' },
      capital: { fen: '219857506700', currency: 'CNY' },
      establishedOn: '2014-02-26',
      approvedOn: '2024-03-05',
      termFrom: '2014-02-26',
      termTo: '2044-02-25',
      termOpenEnded: false,
      address: '示例市示例区虚构路1号',
      scope: '虚构商品销售',
      industry: { code: 'F5112', edition: 'GB/T 4754-2017' },
      authority: DISTRICT,
      movedOut: null,
      movedIn: {
        authority: authorityOf('310115', '示例浦区市场监督管理局'),
        on: '2021-11-12',
        fileHandedOverOn: null,
      },
    })
  })

  it('lists its permits, inspections and changes', () => {
    expect(record.permits).toEqual([
      {
        sourceId: 'XK01',
        authority: DISTRICT,
        number: '皖示例食许〔2023〕1号',
        name: '食品经营许可证',
        content: '预包装食品销售',
        validFrom: '2023-02-01',
        validTo: '2028-01-31',
        validOpenEnded: false,
      },
    ])
    expect(record.inspections).toEqual([
      {
        sourceId: 'JC01',
        authority: DISTRICT,
        kind: '双随机抽查',
        inspectedOn: '2024-06-07',
        result: '未发现问题',
      },
    ])
    expect(record.changes).toEqual([
      {
        sourceId: 'BG01',
        authority: DISTRICT,
        item: '名称变更',
        before: '示例旧名商贸有限公司',
        after: '虚构皖商贸有限公司',
        changedOn: '2021-11-12',
      },
    ])
  })

  it('lists its penalty: kinds by code or text, the fine in 万元, \\N as nothing', () => {
    expect(record.penalties).toEqual([
      {
        sourceId: 'CF01',
        authority: authorityOf('340103000', '示例区市场监督管理局'),
        documentNumber: '示市监罚〔2024〕7号',
        violation: '虚构：标签 <不合格> & 过期',
        legalBasis: '虚构依据第一条',
        kinds: [
          { code: 'WARNING', sourceCode: '1', sourceText: '警告', known: true },
          { code: 'FINE', sourceCode: '罚款', sourceText: null, known: true },
          { code: 'UNKNOWN', sourceCode: '88', sourceText: '示例新种类', known: false },
        ],
        content: '警告，罚款5000元',
        fine: { fen: '500000', currency: 'CNY' },
        confiscated: null,
        decidedOn: '2024-03-05',
        publishedOn: '2024-03-12',
        publicityUntil: '2027-03-12',
      },
    ])
  })

  it('lists what it is listed for', () => {
    const reason = { code: 'NOT_REACHABLE', sourceCode: '4', known: true }
    expect(record.abnormalListings).toMatchObject([
      {
        sourceId: 'YC01',
        kind: 'LIST',
        reason,
        listedOn: '2022-07-01',
        removedOn: '2022-09-01',
        removalReason: '已依法变更住所',
        authority: DISTRICT,
        removalAuthority: CITY,
      },
      {
        sourceId: 'YC02',
        kind: 'LIST',
        reason: { code: 'NO_ANNUAL_REPORT', sourceCode: '未按规定期限公示年度报告', known: true },
        authority: authorityOf('', '示例区市场监督管理局'),
        removedOn: null,
        removalAuthority: null,
      },
    ])
    expect(record.seriousViolationListings).toEqual([
      {
        sourceId: 'YZ01',
        authority: CITY,
        reason: '虚构的严重违法情形',
        documentNumber: '示市监严〔2024〕1号',
        listedOn: '2024-05-06',
        removedOn: null,
        removalReason: null,
        removalAuthority: null,
      },
    ])
    expect(record.dishonestDebtorListings).toEqual([
      {
        sourceId: '700000001',
        authority: authorityOf('340103', '示例区人民法院'),
        caseNumber: '（2024）皖示例执1号',
        basisNumber: '（2023）皖示例民初1号',
        basisUnit: '示例区人民法院',
        filedOn: '2024-01-08',
        publishedOn: '2024-02-03',
        duty: '支付虚构货款',
        performance: '全部未履行',
        conduct: '有履行能力而拒不履行',
      },
    ])
  })

  it('lists its branches; a code that fails its checks is reported, the branch stays', () => {
    expect(record.branches).toEqual([
      {
        uscc: parseUscc('91340100MA99AH029M'),
        registrationNumber: null,
        name: '虚构皖商贸有限公司示例分公司',
        authority: DISTRICT,
      },
      { uscc: null, registrationNumber: null, name: '代码有误的示例分公司', authority: null },
    ])
  })

  it('reports every code nobody knows, and a kind of record nobody knows', () => {
    expect(record.unknownCodes).toEqual([
      { field: 'penalties.kinds', value: '88' },
      { field: 'branches.uscc', value: '91340100MA99AH0290' },
      { field: 'RecordXml', value: 'FREEZE' },
    ])
  })
})

describe('mapEntity', () => {
  const map = (row: EntityRow, ...records: string[]): RegistryRecord =>
    mapEntity(USCC, { uniscid: USCC, ...row }, recordsIn(documentOf(...records)))
  const registrationOf = (row: EntityRow) => map(row).registration

  it('reads a published code that arrived with a trailing blank', () => {
    const code = '91340100728497523W'
    const row = { uniscid: `${code} `, entname: '合肥兴泰融资担保' }
    expect(mapEntity(parseUscc(code), row, [])).toMatchObject({
      uscc: code,
      name: '合肥兴泰融资担保',
      registration: null,
    })
  })

  it.each([
    ['another code', { uniscid: '91340100MA99AH029M' }],
    ['no code', { uniscid: ' ' }],
    ['a code that is none', { uniscid: '9134' }],
    ['a list where a text belongs', { entname: ['虚构'] }],
    ['a truth value where a text belongs', { dom: true }],
    ['a day that the calendar lacks', { estdate: '2023-02-29 00:00:00.000000000' }],
    ['an amount that is none', { regcap: '一百万' }],
  ])('refuses %s', (_, row) => {
    expect(() => map(row)).toThrow(expect.objectContaining({ name: 'ValueError' }))
  })

  it('takes 9999-12-31 for 长期 and a blank for "not stated"', () => {
    expect(registrationOf({ dmms: '存续', opto: '9999-12-31 00:00:00.000000000' })).toMatchObject({
      termTo: null,
      termOpenEnded: true,
    })
    expect(registrationOf({ dmms: '存续', opto: ' ' })).toMatchObject({
      termTo: null,
      termOpenEnded: false,
    })
  })

  it.each([
    ['numbers', { regcapcur: '840' }, 'USD'],
    ['text', { regcapcur_cn: '港元' }, 'HKD'],
    ['a number nobody knows beside a text', { regcapcur: '777', regcapcur_cn: '欧元' }, 'EUR'],
    ['nothing', {}, 'CNY'],
  ])('reads the currency from %s', (_, cells, currency) => {
    const capital = { fen: '1234567', currency }
    expect(registrationOf({ regcap: '1.234567', ...cells })).toMatchObject({ capital })
  })

  it('keeps an amount in a currency nobody knows, and reports the currency', () => {
    const record = map({ regcap: '1.000000', regcapcur: '777' })
    expect(record.registration?.capital).toEqual({ fen: '1000000', currency: 'XXX' })
    expect(record.unknownCodes).toEqual([{ field: 'registration.capital.currency', value: '777' }])
  })

  it.each([
    ['9500', 'OPERATOR'],
    ['4533', 'MANAGING_PARTNER'],
    ['9999', 'PERSON_IN_CHARGE'],
  ])('gives the principal of type %s the role %s where none is stated', (enttype, role) => {
    expect(registrationOf({ enttype, lerep: '示例甲' })).toMatchObject({ principal: { role } })
  })

  it('marks individual businesses and lists the others where the registry does not say', () => {
    const kindOf = (enttype: string) =>
      map({ enttype }, '<ABNORMAL><specause>1</specause></ABNORMAL>').abnormalListings[0]?.kind
    expect([kindOf('9500'), kindOf('1130')]).toEqual(['MARK', 'LIST'])
  })

  it('reports a code nobody knows once, however often it comes', () => {
    const entry = '<ABNORMAL><specause>Z9</specause></ABNORMAL>'
    const record = map({ dmms: '示例状态' }, entry, entry)
    expect(record.unknownCodes).toEqual([
      { field: 'registration.state', value: '示例状态' },
      { field: 'abnormalListings.reason', value: 'Z9' },
    ])
  })

  it('reports no more than 64 characters of it', () => {
    const { unknownCodes } = map({ dmms: '虚'.repeat(100) })
    expect(unknownCodes[0]?.value).toBe('虚'.repeat(64))
  })

  it('keeps a malformed code of the head office out, and reports it', () => {
    const record = map({ zjguniscid: '9134', zjgentname: '虚构总部' })
    expect(record.headOffice).toEqual({ uscc: null, name: '虚构总部' })
    expect(record.unknownCodes).toEqual([{ field: 'headOffice.uscc', value: '9134' }])
  })
})
