import { describe, expect, it } from 'vitest'
import { authorityOf } from '../../../schemas/model/authority.ts'
import { makeUscc } from '../../../schemas/model/uscc.ts'

/** A code of an organ that does not exist. */
const organOf = (division: string) => makeUscc(`11${division}`, '00000000')

describe('authorityOf', () => {
  it.each([
    ['a county bureau', '310115', 'COUNTY', '310115', 'SHANGHAI'],
    ['a nine-digit sub-bureau', '320583001', 'COUNTY', '320583', 'JIANGSU'],
    ['a city bureau', '330100', 'CITY', '330100', 'ZHEJIANG'],
    ['a province', '340000', 'PROVINCE', '340000', 'ANHUI'],
    ['the national administration', '100000', 'NATIONAL', '100000', null],
    ['an authority in Guangdong', '440305', 'COUNTY', '440305', null],
    ['a development zone, not in GB/T 2260', '320594', 'COUNTY', '320594', 'JIANGSU'],
    ['full-width digits and blanks', ' ３１０１１５ ', 'COUNTY', '310115', 'SHANGHAI'],
  ])('reads %s', (_, code, level, division, province) => {
    expect(authorityOf(code, null)).toMatchObject({ level, division, province })
  })

  it.each([
    ['340100', 'CITY', 'ANHUI'],
    ['100000', 'NATIONAL', null],
    ['440000', 'PROVINCE', null],
  ])('reads the division %s out of an organ’s credit code', (division, level, province) => {
    const code = organOf(division)
    expect(authorityOf(code, null)).toMatchObject({ code, level, division, province })
  })

  it.each([
    ['a word', 'ZB-7'],
    ['too few digits', '3101'],
    ['too many digits', '3101150000'],
    ['a province that does not exist', '990101'],
    ['a credit code that fails its checks', '11340100000000000X'],
    ['nothing', ''],
  ])('keeps %s without guessing', (_, code) => {
    expect(authorityOf(code, '某机关')).toEqual({
      code,
      name: '某机关',
      level: 'UNKNOWN',
      division: null,
      province: null,
      kind: 'OTHER',
    })
  })

  it.each([
    ['合肥市市场监督管理局', 'MARKET_SUPERVISION'],
    ['上海市工商行政管理局浦东新区分局', 'MARKET_SUPERVISION'],
    ['昆山市人民法院', 'COURT'],
    ['国家税务总局杭州市税务局', 'TAX'],
    ['苏州市生态环境局', 'ECOLOGY'],
    ['芜湖市应急管理局', 'EMERGENCY'],
    ['宁波市卫生健康委员会', 'HEALTH'],
    ['苏州工业园区行政审批局', 'OTHER'],
    ['  ', 'UNKNOWN'],
    [null, 'UNKNOWN'],
  ])('takes the kind from the name: %s', (name, kind) => {
    expect(authorityOf('320500', name).kind).toBe(kind)
  })
})
