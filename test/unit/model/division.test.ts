import { describe, expect, it } from 'vitest'
import {
  allDivisions,
  currentDivisionOf,
  divisionAt,
  levelOfDivision,
  provinceOfDivision,
} from '../../../schemas/model/division.ts'
import { parseDay } from '../../../schemas/model/time.ts'

const TODAY = parseDay('2026-03-05')

describe('divisionAt', () => {
  it.each([
    ['100000', '国家', 'NATIONAL'],
    ['310000', '上海市', 'PROVINCE'],
    ['440000', '广东省', 'PROVINCE'],
    ['320500', '苏州市', 'CITY'],
    ['310115', '浦东新区', 'COUNTY'],
    ['330383', '龙港市', 'COUNTY'],
    ['341882', '广德市', 'COUNTY'],
    ['320101', '市辖区', 'COUNTY'],
  ])('knows %s as %s', (code, name, level) => {
    expect(divisionAt(code, TODAY)).toMatchObject({ code, name, level, known: true })
  })

  it('answers the name of the day where a code was renamed', () => {
    expect(divisionAt('330402', parseDay('2003-01-01')).name).toBe('秀城区')
    expect(divisionAt('330402', TODAY).name).toBe('南湖区')
  })

  it('answers a code that is no longer in force: old codes live on in credit codes', () => {
    expect(divisionAt('330621', TODAY)).toMatchObject({
      name: '绍兴县',
      validTo: '2013-12-31',
      successor: '330603',
    })
  })

  it('answers a code that is not yet in force', () => {
    expect(divisionAt('330113', parseDay('2020-01-01'))).toMatchObject({
      name: '临平区',
      validFrom: '2021-03-11',
    })
  })

  it('ends a row on the day before its successor begins', () => {
    expect(divisionAt('340203', parseDay('2005-12-30')).name).toBe('马塘区')
    expect(divisionAt('340203', parseDay('2005-12-31')).name).toBe('弋江区')
  })

  it.each([
    ['320594', 'COUNTY'], // a development zone's code: registries use it, GB/T 2260 does not
    ['440305', 'COUNTY'],
    ['990000', 'UNKNOWN'],
    ['ABCDEF', 'UNKNOWN'],
    ['', 'UNKNOWN'],
  ])('does not fail on %j', (code, level) => {
    expect(divisionAt(code, TODAY)).toEqual({ code, name: null, level, known: false })
  })
})

describe('currentDivisionOf', () => {
  it.each([
    ['330621', '330603', '柯桥区'],
    ['330183', '330111', '富阳区'],
    ['330682', '330604', '上虞区'],
    ['330322', '330305', '洞头区'],
    ['332501', '331102', '莲都区'],
    ['332526', '331122', '缙云县'],
    ['310108', '310106', '静安区'],
    ['310225', '310115', '浦东新区'], // 南汇县, 南汇区, 浦东新区
    ['320683', '320612', '通州区'],
    ['320882', '320803', '淮安区'], // 淮安市 (county), 楚州区, 淮安区
    ['342623', '340281', '无为市'], // three recodings
    ['340222', '340212', '繁昌区'],
    ['310115', '310115', '浦东新区'],
  ])('follows %s to %s %s', (code, now, name) => {
    expect(currentDivisionOf(code)).toMatchObject({ code: now, name, known: true })
  })

  it('stays with a division that was divided', () => {
    const divided = currentDivisionOf('341400')
    expect(divided).toMatchObject({ code: '341400', name: '巢湖市', validTo: '2011-12-31' })
    expect(divided.successor).toBeUndefined()
  })

  it('does not know every code', () => {
    expect(currentDivisionOf('320594')).toMatchObject({ name: null, known: false })
  })
})

describe('provinceOfDivision', () => {
  it.each([
    ['310115', 'SHANGHAI'],
    ['320594', 'JIANGSU'],
    ['330000', 'ZHEJIANG'],
    ['341882', 'ANHUI'],
    ['100000', null],
    ['440305', null],
    ['31', null],
    ['31011X', null],
    ['3101150', null],
  ])('%s is of %s', (code, province) => {
    expect(provinceOfDivision(code)).toBe(province)
  })
})

describe('levelOfDivision', () => {
  it.each([
    ['100000', 'NATIONAL'],
    ['320000', 'PROVINCE'],
    ['320500', 'CITY'],
    ['320594', 'COUNTY'],
    ['000000', 'UNKNOWN'],
  ])('%s is %s', (code, level) => {
    expect(levelOfDivision(code)).toBe(level)
  })
})

describe('the table', () => {
  const rows = allDivisions()

  it('has a province for every division, and a prefecture for every county', () => {
    const codes = new Set(rows.map((row) => row.code))
    const orphans = rows.filter(
      ({ code }) =>
        code !== '100000' &&
        (!codes.has(`${code.slice(0, 2)}0000`) || !codes.has(`${code.slice(0, 4)}00`)),
    )
    expect(orphans).toEqual([])
  })

  it('has a successor in force on the day of every change', () => {
    const broken = rows.filter(({ successor, validTo }) => {
      if (successor === undefined) return false
      const inForce = rows.filter(
        (row) =>
          row.code === successor &&
          (row.validFrom ?? '') <= validTo! &&
          (row.validTo ?? '9999') > validTo!,
      )
      return inForce.length !== 1
    })
    expect(broken).toEqual([])
  })

  it('never has two names for a code on one day', () => {
    const clashes = rows.filter((row, i) => {
      const next = rows[i + 1]
      return next?.code === row.code && (row.validTo ?? '9999') > (next.validFrom ?? '')
    })
    expect(clashes).toEqual([])
  })

  it('has the 16 + 95 + 90 + 104 county divisions of 2024', () => {
    const counties = rows.filter(
      (row) => row.level === 'COUNTY' && row.validTo === undefined && row.name !== '市辖区',
    )
    const count = (prefix: string) => counties.filter((row) => row.code.startsWith(prefix)).length
    expect(['31', '32', '33', '34'].map(count)).toEqual([16, 95, 90, 104])
  })
})
