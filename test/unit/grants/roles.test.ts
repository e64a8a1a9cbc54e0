/** Who may stand at the desk: by role and purpose, nobody else. */
import { describe, expect, it } from 'vitest'
import type { AccessDetails } from '../../../gateway/access/access-token.ts'
import { checkQuestion } from '../../../gateway/access/check-question.ts'
import type { Realm } from '../../../gateway/access/check-question.ts'
import { DEFAULT_RULES } from '../../../gateway/access/decide.ts'
import type { Role } from '../../../gateway/access/roles.ts'
import { ADMINISTRATOR, OFFICER } from './people.ts'

const check = (details: AccessDetails, realm: Realm = 'GRANTS') =>
  checkQuestion(details, realm, DEFAULT_RULES)?.code ?? null

describe('at the desk', () => {
  it.each([
    ['an officer who asks', OFFICER],
    ['an administrator who reviews', ADMINISTRATOR],
  ])('is welcome: %s', (_, details) => {
    expect(check(details)).toBeNull()
  })

  it.each<[Role]>([['AUDITOR'], ['OPERATOR'], ['SYSTEM'], ['PUBLIC']])('is not: %s', (role) => {
    expect(check({ ...OFFICER, roles: [role] })).toBe('GRANTS_ROLE_WRONG')
    expect(check({ ...OFFICER, roles: ['OFFICER', role] })).toBe('GRANTS_ROLE_WRONG')
  })

  it.each<[string, Partial<AccessDetails>, string]>([
    ['nobody in particular', { officer: null }, 'OFFICER_MISSING'],
    ['without a role', { roles: [] }, 'GRANTS_ROLE_WRONG'],
    ['without a number of the matter', { caseNumber: null }, 'CASE_NUMBER_MISSING'],
    ['for the administrator’s purpose', { purpose: 'GRANT_REVIEW' }, 'PURPOSE_NOT_FOR_ROLE'],
    ['on another basis', { legalBasis: 'PENALTY_LAW_48' }, 'LEGAL_BASIS_NOT_FOR_PURPOSE'],
    [
      'with a token for data',
      { purpose: 'ENFORCEMENT', legalBasis: 'PENALTY_LAW_48' },
      'PURPOSE_NOT_FOR_ROLE',
    ],
  ])('an officer is not: %s', (_, change, code) => {
    expect(check({ ...OFFICER, ...change })).toBe(code)
  })

  it('opens no data: what asks for a grant cannot use one', () => {
    expect(check(OFFICER, 'DATA')).toBe('PURPOSE_NOT_FOR_ROLE')
    expect(check(ADMINISTRATOR, 'DATA')).toBe('ROLE_READS_NO_DATA')
    expect(check(OFFICER, 'LOG')).toBe('ROLE_NOT_AUDITOR')
  })
})
