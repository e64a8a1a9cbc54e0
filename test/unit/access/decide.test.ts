import { describe, expect, it } from 'vitest'
import { decide } from '../../../gateway/access/decide.ts'
import type { AccessQuestion, FieldAsked } from '../../../gateway/access/decide.ts'
import type { AccessDetails } from '../../../gateway/access/access-token.ts'
import type { Grant, VerifiedGrant } from '../../../gateway/access/grant.ts'
import type { ErrorCode } from '../../../schemas/model/errors.ts'
import { AT } from '../../support/x509/certificate.ts'
import { expectInstruction } from '../../support/refused-path.ts'
import { FIELD, GRANT, grantWith, groundsWith, questionWith } from './good-grant.ts'

type Question = Parameters<typeof questionWith>[0]
const REFERENCE = { owner: 'SHANGHAI', id: 'grant-1', version: 1 }
const field = (change: Partial<FieldAsked>): FieldAsked => ({ ...FIELD, ...change })
const name = field({ coordinate: 'BusinessEntity.name' })
const person = field({ coordinate: 'Principal.name', grades: ['PERSONAL'] })

/** One field, one answer. */
function one(
  asked: FieldAsked,
  question: Question = {},
  grants: readonly VerifiedGrant[] = [grantWith()],
  known = new Map<string, number>(),
) {
  const all = decide(questionWith({ ...question, fields: [asked] }), groundsWith(grants, known))
  expect(all).toHaveLength(1)
  return all[0]!
}

describe('a field is shown', () => {
  it('when a grant names it for this agency, operation, purpose and basis', () => {
    expect(one(FIELD)).toEqual({
      coordinate: 'Penalty.violation',
      owner: 'SHANGHAI',
      outcome: 'ALLOW',
      grant: REFERENCE,
    })
  })

  it.each<[title: string, asked: FieldAsked, how: string]>([
    ['a name', person, 'PERSON_NAME'],
    ['a role', field({ coordinate: 'Principal.role', grades: ['PERSONAL'] }), 'UNCHANGED'],
  ])('masked where the grant says so: %s', (_, asked, how) => {
    expect(one(asked)).toMatchObject({ outcome: 'MASK', how, grant: REFERENCE })
  })

  it('in the clear where the grant says that', () => {
    const grant = grantWith({ grades: { PERSONAL: 'CLEAR' } })
    expect(one(person, {}, [grant])).toMatchObject({ outcome: 'ALLOW' })
  })

  it('each on its own, in the order of the question', () => {
    const fields = [person, field({ owner: 'ANHUI' }), FIELD]
    const all = decide(questionWith({ fields }), groundsWith([grantWith()]))
    expect(all.map(({ outcome }) => outcome)).toEqual(['MASK', 'REFUSE', 'ALLOW'])
  })

  it.each<[title: string, change: Question, grant: Partial<Grant>]>([
    [
      'a system without officer or case',
      {
        details: {
          roles: ['SYSTEM'],
          officer: null,
          caseNumber: null,
          purpose: 'LIST_SYNC',
          legalBasis: 'PUBLICITY_REGULATION_6',
        },
      },
      { purpose: 'LIST_SYNC', legalBases: ['PUBLICITY_REGULATION_6'] },
    ],
    [
      'the public, checking a licence',
      {
        details: {
          agency: 'public',
          roles: ['PUBLIC'],
          officer: null,
          caseNumber: null,
          purpose: 'PUBLIC_CHECK',
          legalBasis: 'E_LICENCE_11',
        },
      },
      { agency: 'public', purpose: 'PUBLIC_CHECK', legalBases: ['E_LICENCE_11'] },
    ],
    [
      'an auditor, in the log',
      {
        realm: 'LOG',
        details: {
          roles: ['AUDITOR'],
          purpose: 'AUDIT',
          legalBasis: 'PERSONAL_INFORMATION_LAW_54',
        },
      },
      { purpose: 'AUDIT', legalBases: ['PERSONAL_INFORMATION_LAW_54'] },
    ],
  ])('to %s', (_, question, grant) => {
    expect(one(FIELD, question, [grantWith(grant)])).toMatchObject({ outcome: 'ALLOW' })
  })
})

describe('where grades meet', () => {
  const both = { GENERAL: 'CLEAR', IMPORTANT: 'CLEAR', PERSONAL: 'MASKED' } as const

  it.each<[title: string, grades: FieldAsked['grades'], covered: Grant['grades'], outcome: string]>(
    [
      ['general and important', ['GENERAL', 'IMPORTANT'], { GENERAL: 'CLEAR' }, 'REFUSE'],
      ['general and important', ['GENERAL', 'IMPORTANT'], { IMPORTANT: 'CLEAR' }, 'ALLOW'],
      [
        'important and core',
        ['CORE', 'IMPORTANT'],
        { IMPORTANT: 'CLEAR', GENERAL: 'CLEAR' },
        'REFUSE',
      ],
      ['general and personal', ['GENERAL', 'PERSONAL'], { GENERAL: 'CLEAR' }, 'REFUSE'],
      ['general and personal', ['GENERAL', 'PERSONAL'], { PERSONAL: 'CLEAR' }, 'ALLOW'],
      ['important and personal', ['IMPORTANT', 'PERSONAL'], { PERSONAL: 'CLEAR' }, 'REFUSE'],
      ['important and personal', ['IMPORTANT', 'PERSONAL'], { IMPORTANT: 'CLEAR' }, 'REFUSE'],
      ['important and personal', ['IMPORTANT', 'PERSONAL'], both, 'MASK'],
      [
        'core alone: a higher grade does not cover a lower one',
        ['GENERAL'],
        { CORE: 'CLEAR' },
        'REFUSE',
      ],
    ],
  )('%s: the highest counts', (_, grades, covered, outcome) => {
    expect(one(field({ grades }), {}, [grantWith({ grades: covered })]).outcome).toBe(outcome)
  })

  it('two grants do not add up to one that covers a field', () => {
    const grants = [
      grantWith({ id: 'a', grades: { IMPORTANT: 'CLEAR' } }),
      grantWith({ id: 'b', grades: { PERSONAL: 'CLEAR' } }),
    ]
    const asked = field({ grades: ['IMPORTANT', 'PERSONAL'] })
    expect(one(asked, {}, grants).outcome).toBe('REFUSE')
  })
})

describe('individual businesses are persons', () => {
  it.each<[subject: AccessQuestion['subject'], outcome: string]>([
    ['ORGANISATION', 'ALLOW'],
    ['INDIVIDUAL_BUSINESS', 'MASK'],
    ['UNKNOWN', 'MASK'],
  ])('%s: the name is %s', (subject, outcome) => {
    expect(one(name, { subject }).outcome).toBe(outcome)
  })

  it('so that a grant without personal data does not show their names', () => {
    const grant = grantWith({ grades: { GENERAL: 'CLEAR' } })
    expect(one(name, { subject: 'INDIVIDUAL_BUSINESS' }, [grant])).toMatchObject({
      outcome: 'REFUSE',
      refusal: { code: 'GRADE_OUTSIDE_GRANT' },
    })
  })

  it('and what they were punished for is as general as anyone else’s', () => {
    expect(one(FIELD, { subject: 'INDIVIDUAL_BUSINESS' }).outcome).toBe('ALLOW')
  })
})

type Row = [title: string, code: ErrorCode, question: Question, grants?: readonly VerifiedGrant[]]
const who = (details: Partial<AccessDetails>): Question => ({ details })
const asking = (change: Partial<FieldAsked>): Question => ({ fields: [field(change)] })
const granted = (...changes: Partial<Grant>[]) => changes.map(grantWith)

const QUESTION: Row[] = [
  ['an unknown purpose', 'PURPOSE_UNKNOWN', who({ purpose: 'CURIOSITY' })],
  ['a purpose named like a method', 'PURPOSE_UNKNOWN', who({ purpose: 'constructor' })],
  ['an unknown basis', 'LEGAL_BASIS_UNKNOWN', who({ legalBasis: 'ORDER_99' })],
  ['a basis named like a method', 'LEGAL_BASIS_UNKNOWN', who({ legalBasis: 'toString' })],
  [
    'a basis that does not allow the purpose',
    'LEGAL_BASIS_NOT_FOR_PURPOSE',
    who({ legalBasis: 'PENALTY_LAW_26' }),
  ],
  ['no case number', 'CASE_NUMBER_MISSING', who({ caseNumber: null })],
  ['a blank case number', 'CASE_NUMBER_MISSING', who({ caseNumber: '　' })],
  ['no officer', 'OFFICER_MISSING', who({ officer: null })],
  ['an officer without name', 'OFFICER_MISSING', who({ officer: '' })],
  [
    'a system that is an officer too, without officer',
    'OFFICER_MISSING',
    who({ roles: ['SYSTEM', 'OFFICER'], officer: null }),
  ],
  ['no role', 'ROLE_MISSING', who({ roles: [] })],
  ['an unknown role', 'ROLE_MISSING', who({ roles: ['ROOT' as 'OFFICER'] })],
  ['an operator', 'ROLE_READS_NO_DATA', who({ roles: ['OPERATOR'] })],
  [
    'an operator who is an officer too',
    'ROLE_READS_NO_DATA',
    who({ roles: ['OFFICER', 'OPERATOR'] }),
  ],
  ['an administrator', 'ROLE_READS_NO_DATA', who({ roles: ['PROVINCE_ADMINISTRATOR'] })],
  ['an auditor', 'ROLE_READS_LOG_ONLY', who({ roles: ['AUDITOR'] })],
  [
    'an auditor who is an officer too',
    'ROLE_READS_LOG_ONLY',
    who({ roles: ['OFFICER', 'AUDITOR'] }),
  ],
  [
    'an operator in the log',
    'ROLE_READS_NO_DATA',
    { realm: 'LOG', details: { roles: ['OPERATOR', 'AUDITOR'] } },
  ],
  ['an officer in the log', 'ROLE_NOT_AUDITOR', { realm: 'LOG' }],
  [
    'an auditor in the log for supervision',
    'PURPOSE_NOT_FOR_ROLE',
    { realm: 'LOG', details: { roles: ['AUDITOR'] } },
  ],
  [
    'an officer as the public',
    'PURPOSE_NOT_FOR_ROLE',
    who({ purpose: 'PUBLIC_CHECK', legalBasis: 'E_LICENCE_11' }),
  ],
  [
    'an officer who is the public too',
    'PURPOSE_NOT_FOR_ROLE',
    who({ roles: ['OFFICER', 'PUBLIC'], purpose: 'PUBLIC_CHECK', legalBasis: 'E_LICENCE_11' }),
  ],
  ['the public as an officer', 'PURPOSE_NOT_FOR_ROLE', who({ roles: ['PUBLIC'], officer: null })],
]

const SECOND_MS = 1_000
const FIELDS: Row[] = [
  ['a field without grade', 'FIELD_UNGRADED', asking({ grades: [] })],
  ['a field without owner', 'FIELD_UNGRADED', asking({ owner: null })],
  [
    'personal data that nobody owns',
    'FIELD_UNGRADED',
    asking({ owner: 'FEDERATION', grades: ['PERSONAL'] }),
  ],
  [
    'important data that nobody owns',
    'FIELD_UNGRADED',
    asking({ owner: 'FEDERATION', grades: ['IMPORTANT'] }),
  ],
  ['a field for other purposes', 'FIELD_PURPOSE_EXCLUDED', asking({ purposes: ['ENFORCEMENT'] })],
  ['a field for no purpose', 'FIELD_PURPOSE_EXCLUDED', asking({ purposes: [] })],
]

const GRANTS: Row[] = [
  ['no grant at all', 'GRANT_MISSING', {}, []],
  ['the grant of another agency', 'GRANT_MISSING', {}, granted({ agency: 'agency-2' })],
  ['an agency whose name only begins the same', 'GRANT_MISSING', who({ agency: 'agency-10' })],
  ['the data of an owner who granted nothing', 'GRANT_MISSING', asking({ owner: 'ANHUI' })],
  [
    'a field that only another owner grants',
    'FIELD_OUTSIDE_GRANT',
    {},
    granted({ fields: { BusinessEntity: ['name'] } }, { owner: 'ANHUI' }),
  ],
  [
    'the gateway’s own fields without any grant',
    'GRANT_MISSING',
    asking({ owner: 'FEDERATION' }),
    [],
  ],
  ['another operation', 'OPERATION_OUTSIDE_GRANT', { operation: 'searchEntities' }],
  ['bulk screening without a grant of its own', 'OPERATION_OUTSIDE_GRANT', { operation: 'screen' }],
  ['a field that is not named', 'FIELD_OUTSIDE_GRANT', asking({ coordinate: 'Penalty.fine' })],
  [
    'the same field of another type',
    'FIELD_OUTSIDE_GRANT',
    asking({ coordinate: 'Permit.violation' }),
  ],
  ['a type named like a method', 'FIELD_OUTSIDE_GRANT', asking({ coordinate: 'constructor.name' })],
  [
    'a coordinate with three parts',
    'FIELD_OUTSIDE_GRANT',
    asking({ coordinate: 'Penalty.violation.x' }),
  ],
  ['a type alone', 'FIELD_OUTSIDE_GRANT', asking({ coordinate: 'Penalty' })],
  ['a grade that is not covered', 'GRADE_OUTSIDE_GRANT', asking({ grades: ['IMPORTANT'] })],
  [
    'the purpose of another grant',
    'PURPOSE_OUTSIDE_GRANT',
    who({ purpose: 'CREDIT_REPAIR', legalBasis: 'ORDER_107' }),
  ],
  [
    'a basis for the purpose that the grant lacks',
    'LEGAL_BASIS_OUTSIDE_GRANT',
    who({ legalBasis: 'ORDER_44_2' }),
  ],
  [
    'a grant that ended a second ago',
    'GRANT_EXPIRED',
    { at: new Date(GRANT.validUntil.getTime() + SECOND_MS) },
  ],
  ['a grant that ends now', 'GRANT_EXPIRED', { at: GRANT.validUntil }],
  [
    'a grant that begins in a second',
    'GRANT_NOT_YET_VALID',
    { at: new Date(GRANT.validFrom.getTime() - SECOND_MS) },
  ],
  ['no instant', 'GRANT_NOT_YET_VALID', { at: new Date(Number.NaN) }],
  ['a revoked grant', 'GRANT_REVOKED', {}, granted({ revoked: true })],
  [
    'a grant that its next version revoked',
    'GRANT_REVOKED',
    {},
    granted({}, { version: 2, revoked: true }),
  ],
  [
    'a grant that its next version narrowed',
    'FIELD_OUTSIDE_GRANT',
    {},
    granted({}, { version: 2, fields: { BusinessEntity: ['name'] } }),
  ],
  [
    'a grant whose next version begins later',
    'GRANT_NOT_YET_VALID',
    {},
    granted({}, { version: 2, validFrom: new Date(AT.getTime() + SECOND_MS) }),
  ],
]

describe('a field is refused for', () => {
  it.each<Row>([...QUESTION, ...FIELDS, ...GRANTS])('%s: %s', (...row) => {
    const [, code, question, grants] = row
    const all = decide(questionWith(question), groundsWith(grants ?? [grantWith()]))
    expect(all).toHaveLength(1)
    expect(all[0]).toMatchObject({ outcome: 'REFUSE', refusal: { code } })
    if (all[0]!.outcome === 'REFUSE') expectInstruction(all[0]!.refusal.message)
  })

  it('a version that is lower than one seen before, as after a restored backup', () => {
    const known = new Map([['SHANGHAI grant-1', 2]])
    expect(one(FIELD, {}, [grantWith()], known)).toMatchObject({
      refusal: { code: 'GRANT_SUPERSEDED' },
    })
  })
})

describe('the gateway’s own fields', () => {
  const own = field({ coordinate: 'PageInfo.endCursor', owner: 'FEDERATION' })

  it('are open to whoever may ask this question of any province', () => {
    expect(one(own, {}, [grantWith({ owner: 'ANHUI' })])).toMatchObject({
      outcome: 'ALLOW',
      grant: { owner: 'ANHUI' },
    })
  })

  it.each<[title: string, grant: Partial<Grant>]>([
    ['expired', { validUntil: AT }],
    ['for another operation', { operations: ['registries'] }],
    ['for another purpose', { purpose: 'ENFORCEMENT' }],
  ])('stay closed when the only grant is %s', (_, grant) => {
    expect(one(own, {}, [grantWith(grant)]).outcome).toBe('REFUSE')
  })
})

describe('of several refusals', () => {
  it.each<[title: string, code: ErrorCode, changes: Partial<Grant>[]]>([
    [
      'the one that got furthest is told',
      'GRADE_OUTSIDE_GRANT',
      [
        { id: 'a', purpose: 'ENFORCEMENT' },
        { id: 'b', grades: { CORE: 'CLEAR' } },
      ],
    ],
    [
      'an expired grant tells whom it would have allowed',
      'GRANT_EXPIRED',
      [
        { id: 'a', operations: ['registries'] },
        { id: 'b', validUntil: AT },
      ],
    ],
  ])('%s', (_, code, changes) => {
    const grants = changes.map(grantWith)
    for (const known of [grants, grants.toReversed()]) {
      expect(one(FIELD, {}, known)).toMatchObject({ refusal: { code } })
    }
  })

  it('names no grant of another agency', () => {
    const text = JSON.stringify(one(FIELD, {}, granted({ agency: 'agency-2', id: 'grant-secret' })))
    expect(text).not.toContain('grant-secret')
  })
})
