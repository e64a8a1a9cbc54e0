/**
 * Which revocation list speaks for which certificate. Source: RFC 5280, section 4.2.1.13
 * (cRLDistributionPoints) and 5.2.5 (issuingDistributionPoint).
 */
import { DerFault, TAG } from '../der.ts'
import type { DerElement } from '../der.ts'
import { booleanOfContent, childrenOf, explicit, implicit, namedBitsOf } from '../der-values.ts'
import { generalNamesOf } from '../general-name.ts'
import type { GeneralName } from '../general-name.ts'
import { attributesOf, keyOf } from '../name.ts'

/** Bits 1 to 8 of ReasonFlags; bit 0 is unused. */
export const ALL_REASONS = 0b1_1111_1110

/** Of a point: full names, or a part to be added to the name of the list's issuer. */
export type PointName =
  | { readonly kind: 'full'; readonly names: readonly GeneralName[] }
  | { readonly kind: 'relative'; readonly key: string }

export interface DistributionPoint {
  readonly name: PointName | null
  readonly reasons: number
  /** Somebody else issues the list: an indirect one. */
  readonly crlIssuer: readonly GeneralName[] | null
}

export interface IssuingDistributionPoint {
  readonly name: PointName | null
  readonly onlyUsers: boolean
  readonly onlyAuthorities: boolean
  readonly onlyAttributes: boolean
  readonly reasons: number
  readonly indirect: boolean
}

/** @throws {DerFault} */
export function distributionPointsOf(value: DerElement): readonly DistributionPoint[] {
  const points = childrenOf(value, 'cRLDistributionPoints')
  if (points.length === 0) throw new DerFault('no distribution point')
  return points.map((point) => {
    const field = fieldsOf(point, [explicit(0), implicit(1), explicit(2)])
    const issuer = field(explicit(2))
    return {
      name: pointNameOf(field(explicit(0))),
      reasons: reasonsOf(field(implicit(1))),
      crlIssuer: issuer === undefined ? null : generalNamesOf(issuer.children),
    }
  })
}

/** @throws {DerFault} */
export function issuingDistributionPointOf(value: DerElement): IssuingDistributionPoint {
  const known = [explicit(0), ...[1, 2, 3, 4, 5].map(implicit)]
  const field = fieldsOf(value, known)
  const flag = (n: number) => booleanOfContent(field(implicit(n))?.content)
  return {
    name: pointNameOf(field(explicit(0))),
    onlyUsers: flag(1),
    onlyAuthorities: flag(2),
    reasons: reasonsOf(field(implicit(3))),
    indirect: flag(4),
    onlyAttributes: flag(5),
  }
}

function fieldsOf(element: DerElement, known: readonly number[]) {
  const fields = childrenOf(element, 'distribution point')
  const order = fields.map(({ tag }) => known.indexOf(tag))
  if (order.some((at, i) => at < 0 || at <= (order[i - 1] ?? -1))) {
    throw new DerFault('fields of a distribution point out of order')
  }
  return (tag: number) => fields.find((field) => field.tag === tag)
}

function pointNameOf(field: DerElement | undefined): PointName | null {
  if (field === undefined) return null
  const [choice, ...more] = field.children
  if (choice === undefined || more.length > 0) throw new DerFault('point name is no choice')
  if (choice.tag === explicit(0)) return { kind: 'full', names: generalNamesOf(choice.children) }
  if (choice.tag !== explicit(1)) throw new DerFault('point name of an unknown kind')
  return { kind: 'relative', key: keyOf(attributesOf({ ...choice, tag: TAG.SET })) }
}

function reasonsOf(field: DerElement | undefined): number {
  return field === undefined ? ALL_REASONS : namedBitsOf(field.content, 'reasons') & ALL_REASONS
}
