/**
 * What of a sensitive field's value leaves (脱敏): as it is, masked, or not at all. Called for every
 * such field on every way of execution, because it stands in the schema itself (stitch/guard-fields.ts).
 */
import type { GraphQLResolveInfo, ResponsePath } from 'graphql'
import { isNonNullType, responsePathAsArray } from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { Subject } from '../access/grades.ts'
import { mask } from '../access/mask.ts'
import type { MaskKind } from '../access/mask.ts'
import type { Admission } from './admission.ts'

/** Whose fields they are. */
export interface GuardedEntity {
  readonly uscc: Uscc
  /** The most careful answer: of its code, or of any record of it. */
  readonly subject: Subject
}

export interface FieldGuard {
  /** Fields below this place are those of this entity. */
  enter(place: ResponsePath | undefined, entityOf: () => GuardedEntity): void
  /** Fields below this place are about a person, whosever entity it is. */
  enterPersonal(place: ResponsePath): void
  /** What is refused or withheld is null, or stars. @throws {FederationError} where it may be neither. */
  present(coordinate: string, value: unknown, info: GraphQLResolveInfo): unknown
}

/** Null: of a row that has no code. */
type Whose = Pick<GuardedEntity, 'subject'> & { readonly uscc: Uscc | null }

type Report = (path: readonly (string | number)[], failure: FederationError) => void

/** In place of a text that may be neither shown nor null. */
const WITHHELD = '****'

export function createGuard(admission: Admission, report: Report): FieldGuard {
  const places = new WeakMap<ResponsePath, () => Whose>()
  const told = new Set<string>()
  let entered: ResponsePath | null = null

  function entityAbove(path: ResponsePath): Whose | null {
    for (let at: ResponsePath | undefined = path; at !== undefined; at = at.prev) {
      const found = places.get(at)
      if (found !== undefined) return found()
    }
    return null
  }

  /**
   * Null, or stars where a text must be: what lies around it is not withheld with it. Said once a field
   * and question: a list of fifty would say it fifty times.
   */
  function withheld(coordinate: string, why: FederationError, info: GraphQLResolveInfo): unknown {
    const { returnType } = info
    const mustBe = isNonNullType(returnType)
    if (mustBe && String(returnType.ofType) !== 'String') throw why
    if (!told.has(coordinate)) report(responsePathAsArray(info.path), why)
    told.add(coordinate)
    return mustBe ? WITHHELD : null
  }

  function masked(how: MaskKind, coordinate: string, value: unknown, info: GraphQLResolveInfo) {
    if (Array.isArray(value))
      return value.map((one) => maskOne(how, one)).filter((one) => one !== null)
    const left = maskOne(how, value)
    if (left !== null) return left
    return withheld(coordinate, new FederationError('FIELD_WITHHELD', { coordinate }), info)
  }

  return {
    enter(place, entityOf) {
      // Every field of an entity comes here, one after another.
      if (place === undefined || place === entered) return
      entered = place
      places.set(place, entityOf)
    },
    enterPersonal(place) {
      places.set(place, () => {
        const entity = place.prev === undefined ? null : entityAbove(place.prev)
        return { uscc: entity?.uscc ?? null, subject: 'UNKNOWN' }
      })
    },
    present(coordinate, value, info) {
      if (value == null) return value
      const entity = entityAbove(info.path)
      const subject = entity?.subject ?? 'UNKNOWN'
      const decision = admission.outcomeOf(coordinate, subject, entity?.uscc ?? null)
      if (decision === null) throw new FederationError('FIELD_UNGRADED', { coordinate })
      if (decision.outcome === 'ALLOW') return value
      if (decision.outcome === 'MASK') return masked(decision.how, coordinate, value, info)
      const { code, facts } = decision.refusal
      return withheld(coordinate, new FederationError(code, facts), info)
    },
  }
}

/** An object, such as a principal, is masked field by field below. */
function maskOne(how: MaskKind, value: unknown): unknown {
  if (how === 'UNCHANGED') return value
  return typeof value === 'string' ? mask(how, value) : null
}
