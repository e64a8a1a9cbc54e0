import { describe, expect, it } from 'vitest'
import {
  divisionOfRegistrationNumber,
  isRegistrationNumber,
  makeRegistrationNumber,
  parseRegistrationNumber,
  registrationKindOf,
} from '../../../schemas/model/registration-number.ts'

/** Published numbers; domain notes, GS15-2006. */
const PUBLISHED = [
  '340000000016368',
  '330203000030639',
  '340100000912077',
  '340100000160899',
  '520000000005018',
  '110108000000016',
]

describe('parseRegistrationNumber', () => {
  it.each(PUBLISHED)('accepts the published number %s', (number) => {
    expect(parseRegistrationNumber(number)).toBe(number)
    expect(makeRegistrationNumber(number.slice(0, 14))).toBe(number)
  })

  it('accepts full-width digits and blanks', () => {
    expect(parseRegistrationNumber(' ３４００００００００１６３６８')).toBe('340000000016368')
  })

  it.each([
    ['14 digits', '34000000001636', 'REGISTRATION_NUMBER_MALFORMED'],
    ['a letter', '34000000001636X', 'REGISTRATION_NUMBER_MALFORMED'],
    ['a credit code', '91310000132260250X', 'REGISTRATION_NUMBER_MALFORMED'],
    ['a wrong check digit', '340000000016369', 'REGISTRATION_NUMBER_CHECK_FAILED'],
  ])('refuses %s', (_, typed, code) => {
    expect(() => parseRegistrationNumber(typed)).toThrow(expect.objectContaining({ code }))
    expect(isRegistrationNumber(typed)).toBe(false)
  })
})

describe('registrationKindOf', () => {
  it.each([
    ['0', 'DOMESTIC'],
    ['3', 'DOMESTIC'],
    ['4', 'FOREIGN_INVESTED'],
    ['5', 'FOREIGN_INVESTED'],
    ['6', 'INDIVIDUAL'],
    ['9', 'INDIVIDUAL'],
  ])('reads sequence digit %s as %s', (digit, kind) => {
    expect(registrationKindOf(makeRegistrationNumber(`340100${digit}0000001`))).toBe(kind)
  })
})

it('knows the authority that registered first', () => {
  const number = parseRegistrationNumber('330203000030639')
  expect(divisionOfRegistrationNumber(number)).toBe('330203')
})
