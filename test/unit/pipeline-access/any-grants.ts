/** Grants over the whole graph, to take something away from. */
import type { Grant, VerifiedGrant } from '../../../gateway/access/grant.ts'
import { fieldTableOf } from '../../../gateway/pipeline/field-table.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { AT, guardedSchema } from '../../support/open-guarded.ts'
import { grantWith } from '../access/good-grant.ts'

const DAY_MS = 86_400_000

export const TABLE = fieldTableOf(guardedSchema())

export const OPERATIONS = ['entity', 'entities', 'searchEntities', 'registries']

/** Every field there is. */
export const ALL_FIELDS: Grant['fields'] = fieldsWithout([])

export function fieldsWithout(left: readonly string[]): Grant['fields'] {
  const fields: Record<string, string[]> = {}
  for (const coordinate of TABLE.keys()) {
    if (left.includes(coordinate)) continue
    const [type, field] = coordinate.split('.') as [string, string]
    fields[type] = [...(fields[type] ?? []), field]
  }
  return fields
}

export function wholeGrant(owner: Province, change: Partial<Grant> = {}): VerifiedGrant {
  return grantWith({
    ...{ owner, id: `grant-${owner.toLowerCase()}`, operations: OPERATIONS, fields: ALL_FIELDS },
    grades: { GENERAL: 'CLEAR', PERSONAL: 'CLEAR' },
    issuedAt: new Date(AT.getTime() - DAY_MS),
    validFrom: new Date(AT.getTime() - DAY_MS),
    validUntil: new Date(AT.getTime() + DAY_MS),
    ...change,
  })
}

export function wholeGrants(change: Partial<Grant> = {}): readonly VerifiedGrant[] {
  return PROVINCES.map((province) => wholeGrant(province, change))
}
