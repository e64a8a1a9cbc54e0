import { describe, expect, it } from 'vitest'
import {
  checkCharacter,
  divisionOf,
  inspectUscc,
  isUscc,
  makeUscc,
  orgCodeOf,
  parseUscc,
  printUscc,
} from '../../../schemas/model/uscc.ts'

const VALID = '91310000132260250X'

describe('parseUscc', () => {
  it.each([
    ['the canonical form', VALID],
    ['full-width characters from a Chinese keyboard', '９１３１００００１３２２６０２５０Ｘ'],
    ['a trailing blank and lower case', '91310000132260250x '],
    ['ideographic blanks and gaps between groups', '　91 310000 132260250 X　'],
    ['invisible characters copied from a web page', '\u200b91310000132260250X\ufeff'],
  ])('accepts %s', (_, typed) => {
    expect(parseUscc(typed)).toBe(VALID)
  })

  it.each([
    ['SAMR itself, department 1', '11100000MB0143028R'],
    ['an organisation code that ends in X', '9131000074494301X3'],
    ['a letter in the organisation code', '91330200MA283665X6'],
    ['the national division 100000', '91100000100003962T'],
  ])('accepts %s', (_, code) => {
    expect(parseUscc(code)).toBe(code)
  })

  it.each(['A', 'N', 'Y'])('accepts the lettered department %s', (department) => {
    const code = makeUscc(`${department}1310000`, '13226025')
    expect(parseUscc(code)).toBe(code)
  })

  it.each([
    ['17 characters', '9133000073600620X', 'USCC_MALFORMED'],
    ['19 characters', `${VALID}0`, 'USCC_MALFORMED'],
    ['nothing', '', 'USCC_MALFORMED'],
    ['a letter GB 32100 leaves out', '9131000013226025OX', 'USCC_MALFORMED'],
    ['a letter GB 32100 leaves out at the end', '91310000132260250Z', 'USCC_MALFORMED'],
    ['a character outside ASCII at the end', '91310000132260250陆', 'USCC_MALFORMED'],
    ['a hyphen', '91310000-132260250X', 'USCC_MALFORMED'],
    ['far too much', '9'.repeat(1_000_000), 'USCC_MALFORMED'],
    ['a slip in the organisation code', '91310000132260251X', 'USCC_ORG_CHECK_FAILED'],
    ['a slip in the division', '91320000132260250X', 'USCC_CHECK_FAILED'],
    ['a wrong last character', '913100001322602500', 'USCC_CHECK_FAILED'],
    ['published mock data: 奇瑞', '91340200713920435C', 'USCC_ORG_CHECK_FAILED'],
    ['published mock data: 特斯拉', '91310000MA1FL5T70E', 'USCC_ORG_CHECK_FAILED'],
    ['published mock data: both fail', '913205947301356000', 'USCC_ORG_CHECK_FAILED'],
    ['published mock data: main check', '911000001000044477', 'USCC_CHECK_FAILED'],
    ['published mock data: main check', '91340000149492322R', 'USCC_CHECK_FAILED'],
  ])('refuses %s', (_, typed, code) => {
    expect(() => parseUscc(typed)).toThrow(expect.objectContaining({ code }))
  })

  it('names the input in the error, cut to 64 characters', () => {
    expect(() => parseUscc('9'.repeat(1000))).toThrow(
      expect.objectContaining({ details: { input: '9'.repeat(64) } }),
    )
  })
})

describe('isUscc', () => {
  it('knows the canonical form only', () => {
    expect(isUscc(VALID)).toBe(true)
    expect(isUscc(VALID.toLowerCase())).toBe(false)
    expect(isUscc(`${VALID} `)).toBe(false)
  })
})

describe('inspectUscc', () => {
  it('shows the parts of a code', () => {
    expect(inspectUscc(' 91310000132260250x')).toEqual({
      input: ' 91310000132260250x',
      uscc: VALID,
      valid: true,
      failed: null,
      organisationCheck: true,
      mainCheck: true,
      department: { code: '9', name: '市场监管（工商）' },
      category: { code: '1', name: '企业' },
      division: '310000',
      organisationCode: '132260250',
    })
  })

  it.each([
    ['91340200713920435C', 'USCC_ORG_CHECK_FAILED', false, false],
    ['91310000MA1FL5T70E', 'USCC_ORG_CHECK_FAILED', false, false],
    ['913205947301356000', 'USCC_ORG_CHECK_FAILED', false, false],
    ['911000001000044477', 'USCC_CHECK_FAILED', true, false],
    ['91340000149492322R', 'USCC_CHECK_FAILED', true, false],
    ['9133000073600620X', 'USCC_MALFORMED', null, null],
  ])('reports both checks of %s', (code, failed, organisationCheck, mainCheck) => {
    const seen = { valid: false, uscc: null, failed, organisationCheck, mainCheck }
    expect(inspectUscc(code)).toMatchObject(seen)
  })

  it('reports the organisation check alone when the main check happens to hold', () => {
    // Characters 1–17 with a wrong ninth character of the organisation code, then the right end.
    const first17 = '91310000132260251'
    expect(inspectUscc(first17 + checkCharacter(first17))).toMatchObject({
      failed: 'USCC_ORG_CHECK_FAILED',
      organisationCheck: false,
      mainCheck: true,
    })
  })

  it('has no name for a department the standard does not list', () => {
    expect(inspectUscc(makeUscc('B9310000', '13226025')).department).toEqual({
      code: 'B',
      name: null,
    })
  })
})

describe('makeUscc', () => {
  it.each(['91310000132260250X', '9131000074494301X3', '91330200MA283665X6', '11100000MB0143028R'])(
    'completes the beginning of %s',
    (code) => {
      expect(makeUscc(code.slice(0, 8), code.slice(8, 16))).toBe(code)
    },
  )

  it.each(['I', 'O', 'S', 'V', 'Z'])(
    'refuses an organisation code with %s: GB 11714 has it, GB 32100 does not',
    (letter) => {
      expect(() => makeUscc('91310000', `1322602${letter}`)).toThrow(
        expect.objectContaining({ code: 'USCC_MALFORMED' }),
      )
    },
  )

  it.each([
    ['9131000', '13226025'],
    ['91310000', '132260250'],
    ['91310000', '1322602陆'],
  ])('refuses %s + %s', (first8, body) => {
    expect(() => makeUscc(first8, body)).toThrow(
      expect.objectContaining({ code: 'USCC_MALFORMED' }),
    )
  })
})

it('takes a code apart and prints it', () => {
  const uscc = parseUscc(VALID)
  expect(orgCodeOf(uscc)).toBe('132260250')
  expect(divisionOf(uscc)).toBe('310000')
  expect(printUscc(uscc)).toBe(VALID)
  expect(printUscc(uscc, ' ')).toBe('91 310000 132260250 X')
})
