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
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { AccessGrounds, FieldDecision } from '../access/decide.ts'
import type { Subject } from '../access/grades.ts'
import type { Refusal } from '../access/refusal.ts'
import {
  NAME_OF_A_PERSON,
  STRICTNESS,
  TRADE_NAME,
  decideAll,
  grantsIn,
  matchingRefusals,
  mostTelling,
  refusalsIn,
} from './decide-fields.ts'
import type { DataQuestion, Decisions } from './decide-fields.ts'

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
  /** By who is asked about and whose the field is: the same for every row. */
  readonly #outcomes = {
    ORGANISATION: { ORGANISATION: newOutcomes(), PERSON: newOutcomes() },
    PERSON: { ORGANISATION: newOutcomes(), PERSON: newOutcomes() },
  }

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
    const asked = uscc === null ? 'ORGANISATION' : kindOfCode(uscc)
    const of = subject === 'ORGANISATION' ? 'ORGANISATION' : 'PERSON'
    const known = this.#outcomes[asked][of]
    const kept = known.get(coordinate)
    if (kept !== undefined) return kept
    const outcome = this.#strictest(coordinate, asked, of)
    known.set(coordinate, outcome)
    return outcome
  }

  #strictest(coordinate: string, asked: SubjectKind, of: SubjectKind): FieldDecision | null {
    const [barred, decisions] = [this.#barred[asked], this.#bySubject[of]]
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

function newOutcomes(): Map<string, FieldDecision | null> {
  return new Map()
}
