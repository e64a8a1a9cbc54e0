/** What grants say of the fields of a question, by province: what admission.ts weighs. */
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { AccessDetails } from '../access/access-token.ts'
import { decide } from '../access/decide.ts'
import type { AccessGrounds, FieldAsked, FieldDecision } from '../access/decide.ts'
import type { Realm } from '../access/check-question.ts'
import { GRADE_NAMES } from '../access/grades.ts'
import type { Subject } from '../access/grades.ts'
import { refusal } from '../access/refusal.ts'
import type { Refusal } from '../access/refusal.ts'
import type { AskedRoot } from './asked-fields.ts'
import type { FieldTable } from './field-table.ts'

/** Registries' data; whoever asks only reads. Other roots are not theirs to grant. */
export interface DataQuestion {
  readonly details: AccessDetails
  readonly roots: readonly AskedRoot[]
  readonly table: FieldTable
  readonly at: Date
}

/** By coordinate. */
export type Decisions = ReadonlyMap<string, FieldDecision>

export const STRICTNESS = { ALLOW: 0, MASK: 1, REFUSE: 2 } as const

export function decideAll(
  question: DataQuestion,
  grounds: AccessGrounds,
  subject: Subject,
): ReadonlyMap<Province, Decisions> {
  return new Map(
    PROVINCES.map((province) => {
      const grants = grounds.grants.filter(({ owner }) => owner === province)
      return [province, decisionsOf(question, { ...grounds, grants }, subject, province)] as const
    }),
  )
}

/** Of several roots each is an operation of its own; a field under two of them needs both. */
function decisionsOf(
  { details, roots, table, at }: DataQuestion,
  grounds: AccessGrounds,
  subject: Subject,
  province: Province,
): Decisions {
  const decisions = new Map<string, FieldDecision>()
  for (const { name: operation, coordinates } of roots) {
    const fields = coordinates.map((coordinate) => fieldAsked(coordinate, table, province))
    const question = { details, realm: 'DATA', operation, fields, subject, at } as const
    for (const decision of decide(question, grounds)) {
      const other = decisions.get(decision.coordinate)
      const weaker = other && STRICTNESS[other.outcome] >= STRICTNESS[decision.outcome]
      if (weaker !== true) decisions.set(decision.coordinate, decision)
    }
  }
  return decisions
}

function fieldAsked(coordinate: string, table: FieldTable, province: Province | null): FieldAsked {
  const facts = table.get(coordinate) ?? { grades: [], owner: null, purposes: null }
  const owner = facts.owner === 'SOURCE' ? province : facts.owner
  return { coordinate, grades: facts.grades, purposes: facts.purposes, owner }
}

export const NAME_OF_A_PERSON = { coordinate: 'Principal.name', subject: 'ORGANISATION' } as const
export const TRADE_NAME = {
  coordinate: 'BusinessEntity.name',
  subject: 'INDIVIDUAL_BUSINESS',
} as const

/** Of the provinces by whose grants this may not be matched by. */
export function matchingRefusals(
  question: DataQuestion,
  grounds: AccessGrounds,
  { coordinate, subject }: { readonly coordinate: string; readonly subject: Subject },
): ReadonlyMap<Province, Refusal> {
  const roots = [{ name: 'searchEntities', coordinates: [coordinate] }]
  const refusals = new Map<Province, Refusal>()
  for (const [province, fields] of decideAll({ ...question, roots }, grounds, subject)) {
    const decision = fields.get(coordinate)!
    if (decision.outcome === 'REFUSE') refusals.set(province, decision.refusal)
    if (decision.outcome === 'MASK') {
      const owner = PROVINCE_FACTS[province].zh
      const facts = { owner, coordinate, grade: GRADE_NAMES.PERSONAL }
      refusals.set(province, refusal('GRADE_OUTSIDE_GRANT', facts))
    }
  }
  return refusals
}

export function refusalsIn(
  decisions: ReadonlyMap<Province, Decisions>,
): ReadonlyMap<Province, Refusal> {
  const refusals = new Map<Province, Refusal>()
  for (const [province, fields] of decisions) {
    for (const decision of fields.values()) {
      if (decision.outcome !== 'REFUSE') continue
      refusals.set(province, decision.refusal)
      break
    }
  }
  return refusals
}

/** One that had a grant to look at says more than one that had none. */
export function mostTelling(refusals: readonly Refusal[]): Refusal {
  return refusals.find(({ code }) => code !== 'GRANT_MISSING') ?? refusals[0]!
}

export function grantsIn(
  ofSubjects: readonly ReadonlyMap<Province, Decisions>[],
  provinces: readonly Province[],
): readonly string[] {
  const names = new Set<string>()
  const all = provinces.flatMap((province) =>
    ofSubjects.flatMap((decisions) => [...decisions.get(province)!.values()]),
  )
  for (const decision of all) {
    if (decision.outcome === 'REFUSE') continue
    const { owner, id, version } = decision.grant
    names.add(`${owner}/${id}/${version}`)
  }
  return [...names].sort()
}

/** For roots that are no province's data: the log, and the grants themselves. */
export function refusalOfRoots(
  { details, roots, table, at }: DataQuestion,
  realm: Exclude<Realm, 'DATA'>,
  grounds: AccessGrounds,
): Refusal | null {
  for (const { name: operation, coordinates } of roots) {
    const fields = coordinates.map((coordinate) => fieldAsked(coordinate, table, null))
    const question = { details, realm, operation, fields, subject: 'ORGANISATION', at } as const
    for (const decision of decide(question, grounds)) {
      if (decision.outcome === 'REFUSE') return decision.refusal
      // Nothing guards these fields one by one.
      if (decision.outcome === 'MASK')
        return refusal('FIELD_UNGRADED', { coordinate: decision.coordinate })
    }
  }
  return null
}
