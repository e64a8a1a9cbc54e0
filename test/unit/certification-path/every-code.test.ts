import { describe, expect, it } from 'vitest'
import { CERTIFICATE_ERRORS } from '../../../schemas/model/certificate-errors.ts'
import type { Case } from './case.ts'
import { ALGORITHMS_CASES } from './cases/algorithms.ts'
import { ANCHORS_CODE } from './cases/anchors.ts'
import { CONSTRAINTS_CASES } from './cases/constraints.ts'
import { EXTENSIONS_CASES } from './cases/extensions.ts'
import { FORM_CASES } from './cases/form.ts'
import { FOUND_BY_OPENSSL_CASES } from './cases/found-by-openssl.ts'
import { NAME_CONSTRAINTS_CASES } from './cases/name-constraints.ts'
import { NAMES_CASES } from './cases/names.ts'
import { ORDER_CASES } from './cases/order.ts'
import { PURPOSE_CASES } from './cases/purpose.ts'
import { REVOCATION_CASES } from './cases/revocation.ts'
import { SECOND_OPINION_CASES } from './cases/second-opinion.ts'
import { SIGNATURES_CASES } from './cases/signatures.ts'
import { VALIDITY_CASES } from './cases/validity.ts'
import { WORK_LIMITS_CASES } from './cases/work-limits.ts'
import { RULES } from './rules.ts'

/** Each is a test of the step's file, which fails when another code comes out. */
const CASES: readonly Case[] = [
  FORM_CASES,
  NAMES_CASES,
  ALGORITHMS_CASES,
  ORDER_CASES,
  EXTENSIONS_CASES,
  CONSTRAINTS_CASES,
  NAME_CONSTRAINTS_CASES,
  PURPOSE_CASES,
  VALIDITY_CASES,
  SIGNATURES_CASES,
  SECOND_OPINION_CASES,
  REVOCATION_CASES,
  WORK_LIMITS_CASES,
  FOUND_BY_OPENSSL_CASES,
].flat()

const rules = Object.entries(RULES)

describe('what must be refused', () => {
  it.each(rules)('has a case for “%s” with its code', (rule, { code }) => {
    const codes = CASES.filter((each) => each.rule === rule).map((each) => each.code)
    expect(codes).toEqual([code])
  })

  it.each(rules)(
    'has a code of its own for “%s”, or says why not',
    (_, { code, sharedBecause }) => {
      const isShared = rules.filter(([, other]) => other.code === code).length > 1
      expect(sharedBecause !== undefined).toBe(isShared)
    },
  )

  it('comes out with every code that there is for it', () => {
    const seen = new Set<string>([...CASES.map(({ code }) => code), ANCHORS_CODE])
    expect([...seen].toSorted()).toEqual(Object.keys(CERTIFICATE_ERRORS).toSorted())
  })

  it('is told apart by its titles', () => {
    const titles = CASES.map(({ step, code, title }) => `${step} ${code} ${title}`)
    expect(titles).toEqual([...new Set(titles)])
  })
})
