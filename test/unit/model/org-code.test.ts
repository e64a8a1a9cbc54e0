import { describe, expect, it } from 'vitest'
import {
  isOrgCode,
  orgCheckCharacter,
  parseOrgCode,
  printOrgCode,
} from '../../../schemas/model/org-code.ts'

describe('parseOrgCode', () => {
  it.each([
    ['nine characters', '132260250', '132260250'],
    ['the printed form', '13226025-0', '132260250'],
    ['full-width characters and hyphen', '７４４９４３０１－Ｘ', '74494301X'],
    ['lower case and blanks', ' ma283665x ', 'MA283665X'],
  ])('accepts %s', (_, typed, code) => {
    expect(parseOrgCode(typed)).toBe(code)
  })

  it.each([
    ['eight characters', '13226025', 'ORG_CODE_MALFORMED'],
    ['a hyphen in the wrong place', '1322602-50', 'ORG_CODE_MALFORMED'],
    ['two hyphens', '13226025--0', 'ORG_CODE_MALFORMED'],
    ['another character', '1322602*0', 'ORG_CODE_MALFORMED'],
    ['a masked one, as court feeds send it', '1322***50', 'ORG_CODE_MALFORMED'],
    ['a wrong check character', '132260251', 'ORG_CODE_CHECK_FAILED'],
    ['a letter other than X as check', '13226025A', 'ORG_CODE_CHECK_FAILED'],
  ])('refuses %s', (_, typed, code) => {
    expect(() => parseOrgCode(typed)).toThrow(expect.objectContaining({ code }))
  })

  it.each(['I', 'O', 'S', 'V', 'Z'])('takes the letter %s, unlike GB 32100', (letter) => {
    const body = `1322602${letter}`
    expect(isOrgCode(body + orgCheckCharacter(body))).toBe(true)
  })
})

it('prints with a hyphen', () => {
  expect(printOrgCode(parseOrgCode('74494301X'))).toBe('74494301-X')
})
