/**
 * A party's hierarchy (证书体系) as plain data: authorities, what they issued, what was revoked, the
 * latest lists. Public throughout: keys appear by their identifier and lie elsewhere ({@link KeyRing}).
 */
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { CERTIFICATE_PURPOSES } from '../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../schemas/model/certificate-purpose.ts'
import { FederationError } from '../schemas/model/errors.ts'
import { REVOCATION_REASONS } from './crl.ts'
import type { RevocationReason } from './crl.ts'
import type { Signer } from './issue.ts'
import type { KeyPair } from './keys.ts'
import { PARTIES } from './parties.ts'
import { pemBlocks } from './pem.ts'
import { AUTHORITIES, wordOf } from './profiles.ts'
import type { AuthorityRole } from './profiles.ts'

/** What every certificate of a hierarchy has. Times are written as ISO 8601. */
const CERTIFICATE = {
  serial: z.string(),
  /** The authority that signed it: its `id`; a root's own. */
  issuer: z.string(),
  pem: z.string(),
  notBefore: z.coerce.date(),
  notAfter: z.coerce.date(),
  /** When a successor took its place. */
  supersededAt: z.coerce.date().nullable(),
}

const AUTHORITY = z.object({
  ...CERTIFICATE,
  /** `root-g1`, `issuing-g2`: role and generation. No two generations share a name. */
  id: z.string(),
  role: z.enum(Object.keys(AUTHORITIES) as [AuthorityRole, ...AuthorityRole[]]),
  generation: z.int().positive(),
  key: z.string(),
  crl: z.object({
    number: z.int().positive(),
    pem: z.string(),
    thisUpdate: z.coerce.date(),
    nextUpdate: z.coerce.date(),
  }),
})

const LEAF = z.object({
  ...CERTIFICATE,
  role: z.enum(Object.keys(CERTIFICATE_PURPOSES) as [CertificatePurpose, ...CertificatePurpose[]]),
  /** The party's own signers count theirs; null for what it issued to others. */
  generation: z.int().positive().nullable(),
  subject: z.string(),
  /** Null when the key is somebody else's. */
  key: z.string().nullable(),
  /** Superseded: until then it may still sign; what it signed stays good until `notAfter`. */
  retiresAt: z.coerce.date().nullable(),
})

const REVOCATION = z.object({
  issuer: z.string(),
  serial: z.string(),
  reason: z.enum(Object.keys(REVOCATION_REASONS) as [RevocationReason, ...RevocationReason[]]),
  revokedAt: z.coerce.date(),
})

export const HIERARCHY = z.object({
  version: z.literal(1),
  party: z.enum(PARTIES),
  authorities: z.array(AUTHORITY),
  certificates: z.array(LEAF),
  revocations: z.array(REVOCATION),
  /** The public half of a witness key: its verifier key (C2SP signed-note), and the key's name. */
  witness: z.object({ verifierKey: z.string(), key: z.string() }).nullable(),
})
export type Hierarchy = z.infer<typeof HIERARCHY>
export type Authority = z.infer<typeof AUTHORITY>
export type Leaf = z.infer<typeof LEAF>

/** The private keys within reach of whoever changes a hierarchy. */
export interface KeyRing {
  /** @throws {FederationError} `CERTS_KEY_MISSING`, for instance because the root's was carried away. */
  privateKey(id: string): Promise<KeyObject>
  /** Keeps a new key. @returns its identifier. */
  add(pair: KeyPair): string
}

/** The authority of a level that signs now. @throws {FederationError} `CERTS_ISSUER_UNUSABLE`. */
export function currentAuthority(
  { authorities, revocations, party }: Hierarchy,
  role: AuthorityRole,
  at: Date,
): Authority {
  const current = authorities.find((one) => one.role === role && one.supersededAt === null)
  const unusable = (reason: string): FederationError =>
    new FederationError('CERTS_ISSUER_UNUSABLE', { party, authority: current?.id ?? role, reason })
  if (current === undefined) throw unusable('不存在')
  if (current.notAfter <= at) throw unusable('已到期')
  if (revocations.some(({ serial }) => serial === current.serial)) throw unusable('已吊销')
  return current
}

export function authorityOf({ authorities }: Hierarchy, id: string): Authority {
  const found = authorities.find((one) => one.id === id)
  if (found === undefined) throw new TypeError(`no authority ${id}`)
  return found
}

/**
 * The party's own certificate of a purpose that signs now.
 *
 * @throws {FederationError} `CERTS_PROFILE_NOT_ISSUED` it has none; `CERTS_SIGNER_UNUSABLE`.
 */
export function currentLeaf(hierarchy: Hierarchy, profile: CertificatePurpose, at: Date): Leaf {
  const { certificates, revocations, party } = hierarchy
  const own = certificates.find(
    (one) => one.role === profile && one.generation !== null && one.supersededAt === null,
  )
  if (own === undefined) throw new FederationError('CERTS_PROFILE_NOT_ISSUED', { party, profile })
  const revoked = revocations.some(({ serial }) => serial === own.serial)
  if (!revoked && own.notAfter > at) return own
  throw new FederationError('CERTS_SIGNER_UNUSABLE', {
    party,
    signer: wordOf(profile),
    reason: revoked ? '已吊销' : '已到期',
  })
}

/** A certificate and its issuers in DER, leaf first, without the anchor: the order of `x5c`. */
export function chainOf(hierarchy: Hierarchy, { pem, issuer }: Leaf): Buffer[] {
  return [derOf(pem), derOf(authorityOf(hierarchy, issuer).pem)]
}

export async function signerOf(authority: Authority, ring: KeyRing): Promise<Signer> {
  const { pem, notAfter, key } = authority
  return { certificate: derOf(pem), notAfter, key: await ring.privateKey(key) }
}

export function derOf(pem: string): Buffer {
  const [block] = pemBlocks(pem)
  if (block === undefined) throw new TypeError('not a PEM block')
  return block.der
}
