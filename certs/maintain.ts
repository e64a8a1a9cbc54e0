/** What happens to a hierarchy in time: rotation (更换), revocation (吊销), fresh lists. */
import { FederationError } from '../schemas/model/errors.ts'
import type { RevocationReason } from './crl.ts'
import { authorityOf, signerOf } from './hierarchy.ts'
import type { Authority, Hierarchy, KeyRing, Leaf } from './hierarchy.ts'
import { nextCrl, withAuthority, withOwn } from './make.ts'
import { makeRsaKey } from './keys.ts'
import { isAuthority, profileOf } from './profiles.ts'
import type { Role } from './profiles.ts'

const DAY_MS = 86_400_000

/**
 * A successor beside what signs now. The old one stays valid until its end: an old authority goes on
 * signing its list, an old signer may sign until `retiresAt`, and what it signed stays good.
 * A new root is a new anchor beside the old one; authorities below it follow when they are rotated.
 *
 * @throws {FederationError} `CERTS_PROFILE_NOT_ISSUED`, `CERTS_ISSUER_UNUSABLE`, `CERTS_KEY_MISSING`.
 */
export async function rotate(
  hierarchy: Hierarchy,
  role: Role,
  ring: KeyRing,
  at: Date,
  overlapDays = profileOf(role).overlapDays,
): Promise<Hierarchy> {
  const pair = await makeRsaKey(profileOf(role).bits)
  const superseded = <One extends Authority | Leaf>(one: One): One =>
    one.role === role && one.supersededAt === null && !isOthers(one)
      ? { ...one, supersededAt: at, ...retirementOf(one, at, overlapDays) }
      : one
  if (isAuthority(role)) {
    const authorities = hierarchy.authorities.map(superseded)
    return withAuthority({ ...hierarchy, authorities }, role, pair, ring, at)
  }
  const certificates = hierarchy.certificates.map(superseded)
  return withOwn({ ...hierarchy, certificates }, role, pair, ring, at)
}

function isOthers(one: Authority | Leaf): boolean {
  return one.generation === null
}

function retirementOf(one: Authority | Leaf, at: Date, overlapDays: number): Partial<Leaf> {
  if (isAuthority(one.role)) return {}
  const end = new Date(at.getTime() + overlapDays * DAY_MS)
  return { retiresAt: end < one.notAfter ? end : one.notAfter }
}

/** Whether a successor should be made now. */
export function isRotationDue(one: Authority | Leaf, at: Date): boolean {
  const overlap = profileOf(one.role).overlapDays * DAY_MS
  return one.supersededAt === null && one.notAfter.getTime() - at.getTime() <= overlap
}

export interface RevocationOrder {
  /** Hexadecimal, as `certs list` and `certs inspect` print it; leading zeros and colons are ignored. */
  readonly serial: string
  readonly reason: RevocationReason
}

/**
 * Revokes one certificate; its issuer's next list says so.
 *
 * @throws {FederationError} `CERTS_SERIAL_UNKNOWN`, `CERTS_ALREADY_REVOKED`, `CERTS_ROOT_NOT_REVOCABLE`,
 *   `CERTS_KEY_MISSING`.
 */
export async function revoke(
  hierarchy: Hierarchy,
  order: RevocationOrder,
  ring: KeyRing,
  at: Date,
): Promise<Hierarchy> {
  const { party, authorities, certificates, revocations } = hierarchy
  const serial = order.serial.toLowerCase().replace(/^0x|:/g, '').replace(/^0+/, '')
  const found = [...authorities, ...certificates].find((one) => one.serial === serial)
  if (found === undefined) throw new FederationError('CERTS_SERIAL_UNKNOWN', { party, serial })
  if (found.role === 'ROOT') throw new FederationError('CERTS_ROOT_NOT_REVOCABLE', { serial })
  if (revocations.some((one) => one.serial === serial)) {
    throw new FederationError('CERTS_ALREADY_REVOKED', { serial })
  }
  const { issuer } = found
  const revoked = [...revocations, { issuer, serial, reason: order.reason, revokedAt: at }]
  return withFreshCrl({ ...hierarchy, revocations: revoked }, issuer, ring, at)
}

export interface Refreshed {
  readonly hierarchy: Hierarchy
  readonly renewed: readonly string[]
  /** Authorities whose key is not here: their list stays what it is. */
  readonly keyless: readonly string[]
}

/**
 * Lists past half their life are made anew, or all of them; also those of superseded authorities, whose
 * certificates live on. Without a root's key (carried away) its list is left as it is.
 */
export async function refreshCrls(
  hierarchy: Hierarchy,
  ring: KeyRing,
  at: Date,
  evenFresh = false,
): Promise<Refreshed> {
  const due = hierarchy.authorities.filter(
    (one) => one.notAfter > at && (evenFresh || isPastHalf(one.crl, at)),
  )
  let refreshed = hierarchy
  const keyless: string[] = []
  for (const { id } of due) {
    try {
      refreshed = await withFreshCrl(refreshed, id, ring, at)
    } catch (failure) {
      if (!(failure instanceof FederationError && failure.code === 'CERTS_KEY_MISSING')) {
        throw failure
      }
      keyless.push(id)
    }
  }
  const renewed = due.map(({ id }) => id).filter((id) => !keyless.includes(id))
  return { hierarchy: refreshed, renewed, keyless }
}

export function isPastHalf({ thisUpdate, nextUpdate }: Authority['crl'], at: Date): boolean {
  return at.getTime() * 2 >= thisUpdate.getTime() + nextUpdate.getTime()
}

async function withFreshCrl(
  hierarchy: Hierarchy,
  id: string,
  ring: KeyRing,
  at: Date,
): Promise<Hierarchy> {
  const authority = authorityOf(hierarchy, id)
  const revoked = hierarchy.revocations.filter(({ issuer }) => issuer === id)
  const signer = await signerOf(authority, ring)
  const crl = nextCrl(authority.role, signer, authority.crl.number, revoked, at)
  const authorities = hierarchy.authorities.map((one) => (one.id === id ? { ...one, crl } : one))
  return { ...hierarchy, authorities }
}
