import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../../gateway/access/decide.ts'
import type { AccessQuestion, FieldAsked, FieldDecision } from '../../../gateway/access/decide.ts'
import type { Grade } from '../../../gateway/access/grades.ts'
import type { VerifiedGrant } from '../../../gateway/access/grant.ts'
import { grantKey } from '../../../gateway/access/grants-in-force.ts'
import { AT } from '../../support/x509/certificate.ts'
import { grantWith, groundsWith, questionWith } from '../../unit/access/good-grant.ts'

/** Few values, so that grants and questions meet often. */
const owner = fc.constantFrom('SHANGHAI' as const, 'ANHUI' as const)
const grade = fc.constantFrom<Grade>('GENERAL', 'IMPORTANT', 'CORE', 'PERSONAL')
const instant = fc
  .integer({ min: -3, max: 3 })
  .map((seconds) => new Date(AT.getTime() + seconds * 1_000))
const fields = fc.dictionary(
  fc.constantFrom('BusinessEntity', 'Penalty', 'Principal'),
  fc.uniqueArray(fc.constantFrom('name', 'violation', 'role'), { minLength: 1 }),
)

const anyGrant: fc.Arbitrary<VerifiedGrant> = fc
  .record({
    owner,
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    version: fc.integer({ min: 1, max: 3 }),
    revoked: fc.boolean(),
    agency: fc.constantFrom('agency-1', 'agency-1', 'agency-2'),
    operations: fc.uniqueArray(fc.constantFrom('entity', 'entities'), { minLength: 1 }),
    fields,
    grades: fc.dictionary(grade, fc.constantFrom('CLEAR' as const, 'MASKED' as const)),
    purpose: fc.constantFrom('SUPERVISION', 'SUPERVISION', 'CREDIT_REPAIR'),
    legalBases: fc.constantFrom(['ORDER_44_15'], ['ORDER_44_2'], ['ORDER_44_2', 'ORDER_44_15']),
    validFrom: instant,
    validUntil: instant,
  })
  .map(grantWith)
const anyGrants = fc.uniqueArray(anyGrant, {
  maxLength: 8,
  selector: (grant) => `${grantKey(grant)} ${grant.version}`,
})

const anyField: fc.Arbitrary<FieldAsked> = fc.record({
  coordinate: fc.constantFrom(
    'BusinessEntity.name',
    'Penalty.violation',
    'Principal.name',
    'Principal.role',
  ),
  grades: fc.array(grade, { maxLength: 3 }),
  owner: fc.oneof(owner, fc.constantFrom('FEDERATION' as const, null)),
  purposes: fc.constantFrom(null, null, ['SUPERVISION'], ['AUDIT']),
})
const anyQuestion: fc.Arbitrary<AccessQuestion> = fc
  .record({
    fields: fc.array(anyField, { minLength: 1, maxLength: 6 }),
    subject: fc.constantFrom('ORGANISATION' as const, 'INDIVIDUAL_BUSINESS' as const),
    at: instant,
    operation: fc.constantFrom('entity', 'entities', 'screen'),
    details: fc.record({ legalBasis: fc.constantFrom('ORDER_44_15', 'ORDER_44_2') }),
  })
  .map(questionWith)

const RIGHTS = { REFUSE: 0, MASK: 1, ALLOW: 2 } as const
const rights = (decisions: readonly FieldDecision[]) =>
  decisions.map(({ outcome }) => RIGHTS[outcome])

/** What whoever enforces remembers of the grants he has seen. */
function versionsOf(grants: readonly VerifiedGrant[]): Map<string, number> {
  const known = new Map<string, number>()
  for (const grant of grants) {
    const key = grantKey(grant)
    known.set(key, Math.max(known.get(key) ?? 0, grant.version))
  }
  return known
}

describe('decisions', () => {
  it('meet: allowed, masked and refused ones all occur', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anyQuestion, anyGrants, (question, grants) => {
        for (const { outcome } of decide(question, groundsWith(grants))) seen.add(outcome)
      }),
      { numRuns: 1_000, seed: 20_260_101 },
    )
    expect([...seen].toSorted()).toEqual(['ALLOW', 'MASK', 'REFUSE'])
  })

  it('another grant never takes a right away', () => {
    fc.assert(
      fc.property(anyQuestion, anyGrants, anyGrant, (question, grants, extra) => {
        const another = { ...extra, id: 'another' } as VerifiedGrant
        const before = rights(decide(question, groundsWith(grants)))
        const after = rights(decide(question, groundsWith([...grants, another])))
        expect(after.every((right, i) => right >= before[i]!)).toBe(true)
      }),
    )
  })

  it('a grant that is gone never gives a right, whichever version it was', () => {
    fc.assert(
      fc.property(anyQuestion, anyGrants, fc.nat(), (question, grants, at) => {
        fc.pre(grants.length > 0)
        const known = versionsOf(grants)
        const left = grants.filter((_, i) => i !== at % grants.length)
        const before = rights(decide(question, groundsWith(grants, known)))
        const after = rights(decide(question, groundsWith(left, known)))
        expect(after.every((right, i) => right <= before[i]!)).toBe(true)
      }),
    )
  })

  it('do not depend on the order of grants', () => {
    const shuffled = anyGrants.chain((grants) =>
      fc.tuple(fc.constant(grants), fc.shuffledSubarray(grants, { minLength: grants.length })),
    )
    fc.assert(
      fc.property(anyQuestion, shuffled, (question, [grants, other]) => {
        expect(decide(question, groundsWith(other))).toEqual(decide(question, groundsWith(grants)))
      }),
    )
  })

  it('on one field do not depend on the fields beside it', () => {
    fc.assert(
      fc.property(anyQuestion, anyGrants, (question, grants) => {
        const alone = question.fields.flatMap((field) =>
          decide({ ...question, fields: [field] }, groundsWith(grants)),
        )
        expect(decide(question, groundsWith(grants))).toEqual(alone)
      }),
    )
  })

  it('that allow rest on a grant of this agency and owner that is in force', () => {
    fc.assert(
      fc.property(anyQuestion, anyGrants, (question, grants) => {
        for (const decision of decide(question, groundsWith(grants))) {
          if (decision.outcome === 'REFUSE') continue
          const { owner: by, id, version } = decision.grant
          const found = grants.find(
            (each) => each.owner === by && each.id === id && each.version === version,
          )!
          expect(found).toMatchObject({ agency: 'agency-1', revoked: false })
          expect(found.validFrom.getTime()).toBeLessThanOrEqual(question.at.getTime())
          expect(found.validUntil.getTime()).toBeGreaterThan(question.at.getTime())
          if (decision.owner !== 'FEDERATION') expect(by).toBe(decision.owner)
        }
      }),
    )
  })

  it('refuse all of it to an operator', () => {
    fc.assert(
      fc.property(anyQuestion, anyGrants, (question, grants) => {
        const details = { ...question.details, roles: ['OFFICER', 'OPERATOR'] as const }
        const all = rights(decide({ ...question, details }, groundsWith(grants)))
        expect(all.every((right) => right === 0)).toBe(true)
      }),
    )
  })
})
