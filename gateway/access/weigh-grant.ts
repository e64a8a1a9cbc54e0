/** One grant held against one field. */
import { PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { AccessDetails } from './access-token.ts'
import { GRADE_NAMES } from './grades.ts'
import type { Grade } from './grades.ts'
import type { Grant } from './grant.ts'
import { standingOf } from './grants-in-force.ts'
import type { KnownVersions } from './grants-in-force.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** What is asked of one grant. `coordinate` null: whether it opens the operation at all. */
export interface Wish {
  readonly details: AccessDetails
  readonly operation: string
  readonly coordinate: string | null
  readonly grades: readonly Grade[]
  readonly known: KnownVersions
  readonly at: Date
}

export type Weighed =
  | { readonly outcome: 'ALLOW' | 'MASK'; readonly grant: Grant }
  /** `stage`: how far it got. What got furthest is what the caller most likely meant. */
  | { readonly outcome: 'REFUSE'; readonly stage: number; readonly refusal: Refusal }

/** Standing comes last: a grant that has ended says so only to whom it would have allowed the field. */
const CHECKS = [
  purposeProblem,
  basisProblem,
  operationProblem,
  fieldProblem,
  gradeProblem,
  timeProblem,
]

export function weighGrant(grant: Grant, wish: Wish): Weighed {
  for (const [stage, check] of CHECKS.entries()) {
    const problem = check(grant, wish)
    if (problem !== null) return { outcome: 'REFUSE', stage, refusal: problem }
  }
  const masked = wish.grades.some((grade) => grant.grades[grade] !== 'CLEAR')
  return { outcome: masked ? 'MASK' : 'ALLOW', grant }
}

type Check = (grant: Grant, wish: Wish) => Refusal | null

const owned = ({ owner }: Grant) => ({ owner: PROVINCE_FACTS[owner].zh })

function purposeProblem(...[grant, { details }]: Parameters<Check>): Refusal | null {
  const { purpose } = details
  if (grant.purpose === purpose) return null
  return refusal('PURPOSE_OUTSIDE_GRANT', { ...owned(grant), purpose })
}

function basisProblem(...[grant, { details }]: Parameters<Check>): Refusal | null {
  const { legalBasis } = details
  if (grant.legalBases.includes(legalBasis)) return null
  return refusal('LEGAL_BASIS_OUTSIDE_GRANT', { ...owned(grant), legalBasis })
}

function operationProblem(...[grant, { operation }]: Parameters<Check>): Refusal | null {
  if (grant.operations.includes(operation)) return null
  return refusal('OPERATION_OUTSIDE_GRANT', { ...owned(grant), operation })
}

function fieldProblem(...[grant, { coordinate }]: Parameters<Check>): Refusal | null {
  if (coordinate === null) return null
  const [type = '', field = '', ...more] = coordinate.split('.')
  const fields = Object.hasOwn(grant.fields, type) ? grant.fields[type]! : []
  if (more.length === 0 && fields.includes(field)) return null
  return refusal('FIELD_OUTSIDE_GRANT', { ...owned(grant), coordinate })
}

function gradeProblem(...[grant, { coordinate, grades }]: Parameters<Check>): Refusal | null {
  const missing = grades.find((grade) => !Object.hasOwn(grant.grades, grade))
  if (coordinate === null || missing === undefined) return null
  const grade = GRADE_NAMES[missing]
  return refusal('GRADE_OUTSIDE_GRANT', { ...owned(grant), coordinate, grade })
}

function timeProblem(...[grant, { known, at }]: Parameters<Check>): Refusal | null {
  const standing = standingOf(grant, known, at)
  if (standing === 'IN_FORCE') return null
  const facts = { ...owned(grant), grant: grant.id, version: grant.version }
  const from = grant.validFrom.toISOString()
  const until = grant.validUntil.toISOString()
  return refusal(standing, { ...facts, from, until })
}
