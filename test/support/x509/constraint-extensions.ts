/** Name constraints, and policies and their limits. Source: RFC 5280, sections 4.2.1.4, 10, 11, 14. */
import { implicit, integer, oid, sequence } from './der-writer.ts'
import { anyExtension, OIDS, type Criticality, type Extension } from './extensions.ts'
import type { GeneralName } from './general-names.ts'

/** RFC 5280 allows neither minimum nor maximum; they can be written all the same. */
export interface Subtree {
  readonly base: GeneralName
  readonly minimum?: number
  readonly maximum?: number
}

export interface NameConstraints {
  readonly permitted?: readonly (GeneralName | Subtree)[]
  readonly excluded?: readonly (GeneralName | Subtree)[]
}

/** An empty list is written as such, which RFC 5280 forbids. */
export function nameConstraints(
  { permitted, excluded }: NameConstraints,
  critical: Criticality = true,
): Extension {
  const parts: Buffer[] = []
  if (permitted !== undefined) parts.push(implicit(0, sequence(...permitted.map(encodeSubtree))))
  if (excluded !== undefined) parts.push(implicit(1, sequence(...excluded.map(encodeSubtree))))
  return anyExtension(OIDS.nameConstraints, sequence(...parts), critical)
}

export function certificatePolicies(
  policies: readonly string[],
  critical: Criticality = false,
): Extension {
  const value = sequence(...policies.map((policy) => sequence(oid(policy))))
  return anyExtension(OIDS.certificatePolicies, value, critical)
}

/** Pairs of the issuer's policy and the subject's. */
export function policyMappings(
  pairs: readonly (readonly [issuer: string, subject: string])[],
  critical: Criticality = true,
): Extension {
  const value = sequence(...pairs.map(([from, to]) => sequence(oid(from), oid(to))))
  return anyExtension(OIDS.policyMappings, value, critical)
}

export function policyConstraints(
  limits: { requireExplicitPolicy?: number; inhibitPolicyMapping?: number },
  critical: Criticality = true,
): Extension {
  const numbers = [limits.requireExplicitPolicy, limits.inhibitPolicyMapping]
  const parts = numbers.flatMap((limit, n) =>
    limit === undefined ? [] : [implicit(n, integer(limit))],
  )
  return anyExtension(OIDS.policyConstraints, sequence(...parts), critical)
}

export const inhibitAnyPolicy = (skip: number, critical: Criticality = true): Extension =>
  anyExtension(OIDS.inhibitAnyPolicy, integer(skip), critical)

function encodeSubtree(subtree: GeneralName | Subtree): Buffer {
  if (Buffer.isBuffer(subtree)) return sequence(subtree)
  const { base, minimum, maximum } = subtree
  const limits = [minimum, maximum].flatMap((limit, n) =>
    limit === undefined ? [] : [implicit(n, integer(limit))],
  )
  return sequence(base, ...limits)
}
