/**
 * What one question may have answered for one asker (准入): decided before any registry is asked, on
 * the grants that are in force then, and the same for the whole question.
 *
 * A province takes part when its own grants cover every field of the question. One that does not is
 * not asked, and its row in `sources` says so: what is made of several provinces' records (names,
 * merged lists, conflicts) can then hold nothing that was not granted. Where provinces grant
 * differently clear and masked, the stricter counts, since merged values cannot be taken apart again.
 */
import type { SearchFilter } from '../../adapters/shared/contract.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
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

type Decisions = ReadonlyMap<string, FieldDecision>

export class Admission {
  /** That may be asked about some subject, in the order of PROVINCES. */
  readonly provinces: readonly Province[]
  /** What it rests on, whoever the subjects turn out to be: `<province>/<id>/<version>`, sorted. */
  readonly grants: readonly string[]
  /** Why nothing of this question is answered; null: something is. */
  readonly refusal: Refusal | null
  readonly #question: DataQuestion
  readonly #grounds: AccessGrounds
  #matching: ReadonlyMap<Province, Refusal> | null = null
  #tradeNames: ReadonlyMap<Province, Refusal> | null = null
  readonly #bySubject: Readonly<Record<SubjectKind, ReadonlyMap<Province, Decisions>>>
  readonly #barred: Readonly<Record<SubjectKind, ReadonlyMap<Province, Refusal>>>

  constructor(question: DataQuestion, grounds: AccessGrounds) {
    this.#question = question
    this.#grounds = grounds
    this.#bySubject = {
      ORGANISATION: decideAll(question, grounds, 'ORGANISATION'),
      PERSON: decideAll(question, grounds, 'INDIVIDUAL_BUSINESS'),
    }
    this.#barred = {
      ORGANISATION: refusalsIn(this.#bySubject.ORGANISATION),
      PERSON: refusalsIn(this.#bySubject.PERSON),
    }
    const { ORGANISATION: barred } = this.#barred
    this.provinces = PROVINCES.filter((province) => !barred.has(province))
    this.refusal = this.provinces.length > 0 ? null : mostTelling([...barred.values()])
    this.grants = grantsIn(Object.values(this.#bySubject), this.provinces)
  }

  /** Provinces that are not to be asked about this entity, and why. */
  barredFor(uscc: Uscc): ReadonlyMap<Province, Refusal> {
    return this.#barred[kindOfCode(uscc)]
  }

  /**
   * The same for a search, whose hits may be anybody's. Whoever matches by a person's name learns it:
   * for that the grant must show names clear, also where the question does not select them.
   */
  barredForSearch({ principal }: Pick<SearchFilter, 'principal'>): ReadonlyMap<Province, Refusal> {
    if (principal === undefined) return this.#barred.ORGANISATION
    this.#matching ??= matchingRefusals(this.#question, this.#grounds, NAME_OF_A_PERSON)
    return new Map([...this.#matching, ...this.#barred.ORGANISATION])
  }

  /**
   * Which rows a search must not show; null: every row may be shown. Whoever searches by a trade name
   * (字号) learns from a row that there is such a business: where it is a person's, every province that
   * takes part must show such names clear. A row tells no type, so that its code has to decide.
   */
  leavesOut(
    filter: Pick<SearchFilter, 'name' | 'principal'>,
  ): ((uscc: Uscc | null) => boolean) | null {
    if (filter.name === undefined) return null
    this.#tradeNames ??= matchingRefusals(this.#question, this.#grounds, TRADE_NAME)
    const barred = this.barredForSearch(filter)
    const areClear = [...this.#tradeNames.keys()].every((province) => barred.has(province))
    return areClear ? null : (uscc) => uscc === null || kindOfCode(uscc) === 'PERSON'
  }

  /**
   * What becomes of a field: the strictest of those provinces that took part. `uscc` null: of a row
   * without a code. Fields that are not of this question are refused by null.
   */
  outcomeOf(coordinate: string, subject: Subject, uscc: Uscc | null): FieldDecision | null {
    const barred = this.#barred[uscc === null ? 'ORGANISATION' : kindOfCode(uscc)]
    const decisions = this.#bySubject[subject === 'ORGANISATION' ? 'ORGANISATION' : 'PERSON']
    let strictest: FieldDecision | null = null
    for (const [province, fields] of decisions) {
      if (barred.has(province)) continue
      const decision = fields.get(coordinate)
      if (decision === undefined) return null
      if (strictest === null || STRICTNESS[decision.outcome] > STRICTNESS[strictest.outcome]) {
        strictest = decision
      }
    }
    return strictest
  }
}

const STRICTNESS = { ALLOW: 0, MASK: 1, REFUSE: 2 } as const

type SubjectKind = 'ORGANISATION' | 'PERSON'

/** An enterprise's or a co-operative's; of everybody else it cannot be told that he is no person. */
const ORGANISATION_CODE = /^9[13]/

function kindOfCode(uscc: Uscc): SubjectKind {
  return ORGANISATION_CODE.test(uscc) ? 'ORGANISATION' : 'PERSON'
}

export function subjectOfCode(uscc: Uscc): Subject {
  if (ORGANISATION_CODE.test(uscc)) return 'ORGANISATION'
  return uscc.startsWith('92') ? 'INDIVIDUAL_BUSINESS' : 'UNKNOWN'
}

function decideAll(
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

export function fieldAsked(
  coordinate: string,
  table: FieldTable,
  province: Province | null,
): FieldAsked {
  const facts = table.get(coordinate) ?? { grades: [], owner: null, purposes: null }
  const owner = facts.owner === 'SOURCE' ? province : facts.owner
  return { coordinate, grades: facts.grades, purposes: facts.purposes, owner }
}

const NAME_OF_A_PERSON = { coordinate: 'Principal.name', subject: 'ORGANISATION' } as const
const TRADE_NAME = { coordinate: 'BusinessEntity.name', subject: 'INDIVIDUAL_BUSINESS' } as const

/** Of the provinces by whose grants this may not be matched by. */
function matchingRefusals(
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

function refusalsIn(decisions: ReadonlyMap<Province, Decisions>): ReadonlyMap<Province, Refusal> {
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

function grantsIn(
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
