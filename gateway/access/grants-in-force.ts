/** Which of the grants that are known count at an instant. */
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { Grant } from './grant.ts'

/** `IN_FORCE`, or why not. */
export type Standing =
  | 'IN_FORCE'
  | (ErrorCode & ('GRANT_NOT_YET_VALID' | 'GRANT_EXPIRED' | 'GRANT_REVOKED' | 'GRANT_SUPERSEDED'))

/**
 * Highest version ever seen, by {@link grantKey}. Kept apart from the grants themselves, so that a
 * restored backup or a withheld version is noticed. Whoever lowers a number brings an old grant back.
 */
export type KnownVersions = ReadonlyMap<string, number>

/** A grant in all its versions. */
export function grantKey({ owner, id }: Pick<Grant, 'owner' | 'id'>): string {
  return `${owner} ${id}`
}

/** Of each grant the highest version that is there. Order does not matter. */
export function newestOf<T extends Grant>(grants: readonly T[]): readonly T[] {
  const newest = new Map<string, number>()
  for (const grant of grants) {
    const key = grantKey(grant)
    newest.set(key, Math.max(grant.version, newest.get(key) ?? 0))
  }
  return grants.filter((grant) => grant.version === newest.get(grantKey(grant)))
}

export function standingOf(grant: Grant, known: KnownVersions, at: Date): Standing {
  if ((known.get(grantKey(grant)) ?? 0) > grant.version) return 'GRANT_SUPERSEDED'
  if (grant.revoked) return 'GRANT_REVOKED'
  // Written so that an instant that is none lies outside.
  if (!(at.getTime() >= grant.validFrom.getTime())) return 'GRANT_NOT_YET_VALID'
  return at.getTime() < grant.validUntil.getTime() ? 'IN_FORCE' : 'GRANT_EXPIRED'
}
