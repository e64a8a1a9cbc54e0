/**
 * Who may read which field of whose data: deny by default, each field on its own. Everything that
 * decides is an argument, so that a decision can be repeated years later.
 */
import { PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { AccessDetails } from './access-token.ts'
import { checkQuestion } from './check-question.ts'
import type { Realm, Rules } from './check-question.ts'
import { gradesFor, requiredGrades } from './grades.ts'
import type { Grade, Subject } from './grades.ts'
import type { VerifiedGrant } from './grant.ts'
import { grantKey, newestOf } from './grants-in-force.ts'
import type { KnownVersions } from './grants-in-force.ts'
import { LEGAL_BASES } from './legal-bases.ts'
import { maskKindOf } from './mask.ts'
import type { MaskKind } from './mask.ts'
import { PURPOSES } from './purposes.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { weighGrant } from './weigh-grant.ts'
import type { Weighed, Wish } from './weigh-grant.ts'

/** One field of the graph as one owner's data, from `@grade` and `@owner`. */
export interface FieldAsked {
  /** `Type.field` of the schema: aliases, fragments and interfaces have been followed by then. */
  readonly coordinate: string
  /** Its own, and those of everything it is computed from. */
  readonly grades: readonly Grade[]
  /** `FEDERATION`: the gateway's own, such as cursors. Null where nobody says. */
  readonly owner: Province | 'FEDERATION' | null
  /** `purposes` of `@grade`; null: every granted one. */
  readonly purposes: readonly string[] | null
}

export interface AccessQuestion {
  /** Of a verified token. */
  readonly details: AccessDetails
  readonly realm: Realm
  /** Root field. */
  readonly operation: string
  readonly fields: readonly FieldAsked[]
  /** Of whom the fields are; ask once for each kind when both can be in one answer. */
  readonly subject: Subject
  readonly at: Date
}

export interface AccessGrounds {
  /** All that are known, of all agencies, in any order. */
  readonly grants: readonly VerifiedGrant[]
  readonly known: KnownVersions
  readonly rules: Rules
}

/** The tables of this project. */
export const DEFAULT_RULES: Rules = { purposes: PURPOSES, legalBases: LEGAL_BASES }

export type FieldDecision = Pick<FieldAsked, 'coordinate' | 'owner'> &
  (
    | { readonly outcome: 'ALLOW'; readonly grant: GrantReference }
    | { readonly outcome: 'MASK'; readonly how: MaskKind; readonly grant: GrantReference }
    | { readonly outcome: 'REFUSE'; readonly refusal: Refusal }
  )

/** On which grant it rests: for the log. */
export interface GrantReference {
  readonly owner: Province
  readonly id: string
  readonly version: number
}

/** In the order of `fields`. */
export function decide(question: AccessQuestion, grounds: AccessGrounds): readonly FieldDecision[] {
  const { details, realm, fields } = question
  const refused = checkQuestion(details, realm, grounds.rules)
  const mine = inOrder(newestOf(grounds.grants).filter(({ agency }) => agency === details.agency))
  return fields.map(({ coordinate, owner, ...field }) => {
    const asked = { coordinate, owner, ...field }
    const weighed =
      refused === null
        ? weighField(asked, question, mine, grounds.known)
        : ({ outcome: 'REFUSE', stage: -1, refusal: refused } as const)
    return { coordinate, owner, ...decisionOf(weighed, coordinate) }
  })
}

/** By name, so that the order in which grants are known changes nothing. */
function inOrder(grants: readonly VerifiedGrant[]): readonly VerifiedGrant[] {
  const nameOf = (grant: VerifiedGrant) => `${grantKey(grant)} ${grant.version}`
  return grants.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

function weighField(
  { coordinate, grades, owner, purposes }: FieldAsked,
  { details, operation, subject, at }: AccessQuestion,
  grants: readonly VerifiedGrant[],
  known: KnownVersions,
): Weighed {
  const required = requiredGrades(gradesFor(coordinate, grades, subject))
  if (required.length === 0 || owner === null) return no(refusal('FIELD_UNGRADED', { coordinate }))
  if (purposes !== null && !purposes.includes(details.purpose)) {
    return no(refusal('FIELD_PURPOSE_EXCLUDED', { coordinate, purpose: details.purpose }))
  }
  const wish = { details, operation, known, at }
  if (owner !== 'FEDERATION') {
    const theirs = grants.filter((grant) => grant.owner === owner)
    return best(theirs, { ...wish, coordinate, grades: required }, PROVINCE_FACTS[owner].zh)
  }
  // Open to whoever may ask this question of any province; more than general data it never is.
  if (required.some((grade) => grade !== 'GENERAL')) {
    return no(refusal('FIELD_UNGRADED', { coordinate }))
  }
  return best(grants, { ...wish, coordinate: null, grades: [] }, '任一省市')
}

/** What allows most; of equals the first. */
function best(grants: readonly VerifiedGrant[], wish: Wish, owner: string): Weighed {
  let found: Weighed | null = null
  for (const grant of grants) {
    const weighed = weighGrant(grant, wish)
    if (found === null || rankOf(weighed) > rankOf(found)) found = weighed
  }
  return found ?? no(refusal('GRANT_MISSING', { owner }))
}

const ABOVE_EVERY_STAGE = 100

function rankOf(weighed: Weighed): number {
  if (weighed.outcome === 'REFUSE') return weighed.stage
  return weighed.outcome === 'ALLOW' ? ABOVE_EVERY_STAGE + 1 : ABOVE_EVERY_STAGE
}

const no = (why: Refusal): Weighed => ({ outcome: 'REFUSE', stage: -1, refusal: why })

function decisionOf(weighed: Weighed, coordinate: string) {
  if (weighed.outcome === 'REFUSE') {
    return { outcome: 'REFUSE', refusal: weighed.refusal } as const
  }
  const { owner, id, version } = weighed.grant
  const grant: GrantReference = { owner, id, version }
  if (weighed.outcome === 'ALLOW') return { outcome: 'ALLOW', grant } as const
  return { outcome: 'MASK', how: maskKindOf(coordinate), grant } as const
}
