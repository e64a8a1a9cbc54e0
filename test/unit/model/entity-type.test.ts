import { describe, expect, it } from 'vitest'
import { createEntityTypeMap, principalRoleOf } from '../../../schemas/model/entity-type.ts'

describe('createEntityTypeMap', () => {
  const common = createEntityTypeMap()

  it.each([
    ['1000', 'COMPANY'],
    ['1100', 'COMPANY'],
    ['1130', 'COMPANY'],
    ['1153', 'COMPANY'],
    ['1190', 'COMPANY'],
    ['1200', 'JOINT_STOCK_COMPANY'],
    ['1229', 'JOINT_STOCK_COMPANY'],
    ['2190', 'BRANCH'],
    ['3100', 'NON_COMPANY_LEGAL_PERSON'],
    ['4531', 'PARTNERSHIP'],
    ['4540', 'SOLE_PROPRIETORSHIP'],
    ['5100', 'FOREIGN_INVESTED'],
    ['6100', 'HMT_INVESTED'],
    ['7100', 'FOREIGN_ENTERPRISE'],
    ['7200', 'REPRESENTATIVE_OFFICE'],
    ['8000', 'GROUP'],
    ['9100', 'COOPERATIVE'],
    ['9200', 'BRANCH'],
    ['9900', 'OTHER'],
  ])('reads %s as %s', (sourceCode, code) => {
    expect(common(sourceCode)).toEqual({ code, sourceCode, sourceText: null, known: true })
  })

  it.each(['9500', '9600', '9999'])(
    'does not take %s for an individual business unless the source says so',
    (code) => {
      expect(common(code)).toMatchObject({ code: 'UNKNOWN', known: false })
      const own = createEntityTypeMap({ [code]: 'INDIVIDUAL_BUSINESS' })
      expect(own(code)).toMatchObject({ code: 'INDIVIDUAL_BUSINESS', known: true })
    },
  )

  it.each([
    ['有限责任公司(自然人投资或控股)', 'COMPANY'],
    ['有限责任公司（外商投资企业与内资合资）', 'COMPANY'],
    ['有限责任公司(外商投资企业法人独资)', 'COMPANY'],
    ['有限责任公司(外商投资、非独资)', 'FOREIGN_INVESTED'],
    ['有限责任公司(台港澳法人独资)', 'HMT_INVESTED'],
    ['有限责任公司(中外合资)', 'FOREIGN_INVESTED'],
    ['有限责任公司分公司(自然人投资或控股)', 'BRANCH'],
    ['股份有限公司(上市、自然人投资或控股)', 'JOINT_STOCK_COMPANY'],
    ['其他股份有限公司分公司(上市)', 'BRANCH'],
    ['个体工商户', 'INDIVIDUAL_BUSINESS'],
    ['个人独资企业', 'SOLE_PROPRIETORSHIP'],
    ['有限合伙企业', 'PARTNERSHIP'],
    ['农民专业合作社', 'COOPERATIVE'],
    ['外国（地区）企业常驻代表机构', 'REPRESENTATIVE_OFFICE'],
    ['全民所有制', 'NON_COMPANY_LEGAL_PERSON'],
  ])('reads the text %s as %s', (text, code) => {
    expect(common(text)).toMatchObject({ code, sourceCode: text, known: true })
  })

  it('reads the text beside a code that the tables lack', () => {
    expect(common('K1', '个体工商户')).toEqual({
      code: 'INDIVIDUAL_BUSINESS',
      sourceCode: 'K1',
      sourceText: '个体工商户',
      known: true,
    })
  })

  it('lets the code count where text and code disagree', () => {
    expect(common('1130', '个体工商户').code).toBe('COMPANY')
  })

  it.each(['4999', '0000', '', 'toString', '星际公会'])('keeps the unknown code %j', (code) => {
    expect(common(code, '某种类型')).toEqual({
      code: 'UNKNOWN',
      sourceCode: code,
      sourceText: '某种类型',
      known: false,
    })
  })
})

describe('principalRoleOf', () => {
  it.each([
    ['COMPANY', 'LEGAL_REPRESENTATIVE'],
    ['COOPERATIVE', 'LEGAL_REPRESENTATIVE'],
    ['PARTNERSHIP', 'MANAGING_PARTNER'],
    ['SOLE_PROPRIETORSHIP', 'INVESTOR'],
    ['INDIVIDUAL_BUSINESS', 'OPERATOR'],
    ['BRANCH', 'PERSON_IN_CHARGE'],
    ['UNKNOWN', 'PERSON_IN_CHARGE'],
  ] as const)('a %s has a %s', (kind, role) => {
    expect(principalRoleOf(kind)).toBe(role)
  })
})
