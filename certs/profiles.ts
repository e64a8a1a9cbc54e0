/**
 * Every kind of certificate this project makes, with all that distinguishes it: the one table to read
 * and to change. Source: RFC 5280, section 4.2.1 (extensions); `docs` of the trust model: README.md.
 */
import { CERTIFICATE_PURPOSES } from '../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../schemas/model/certificate-purpose.ts'

/** Bits of keyUsage that are used here. RFC 5280, section 4.2.1.3. */
export type KeyUsage = 'digitalSignature' | 'keyCertSign' | 'cRLSign'

export interface Profile {
  /** What it is, in Chinese; part of the common name of our own certificates. */
  readonly zh: string
  /** Life of the certificate; never beyond that of its issuer. */
  readonly days: number
  /** Size of an RSA key that is made for it. */
  readonly bits: number
  readonly keyUsage: readonly KeyUsage[]
  /**
   * How long before its end a successor stands beside it. An authority's is longer than the life of
   * what it issues, so that nothing it issues is cut short.
   */
  readonly overlapDays: number
  /** An authority: levels of authorities allowed below it, and the life of its revocation list. */
  readonly authority?: { readonly pathLength: number; readonly crlDays: number }
}

const SIGNS = ['digitalSignature'] as const
const CERTIFIES = ['keyCertSign', 'cRLSign'] as const
const LEAF = { days: 365, bits: 2048, keyUsage: SIGNS, overlapDays: 30 } as const

/** The two levels of authorities (签发机构). */
export const AUTHORITIES = {
  ROOT: {
    zh: '根CA',
    days: 7305, // 20 years
    bits: 3072,
    keyUsage: CERTIFIES,
    overlapDays: 1826 + 395,
    authority: { pathLength: 1, crlDays: 90 },
  },
  ISSUING: {
    zh: '签发CA',
    days: 1826, // 5 years
    bits: 2048,
    keyUsage: CERTIFIES,
    overlapDays: 365 + 30,
    authority: { pathLength: 0, crlDays: 7 },
  },
} as const satisfies Record<string, Profile>

/** What an issuing authority issues: one per purpose, with exactly that extended key usage. */
export const LEAVES: Readonly<Record<CertificatePurpose, Profile>> = {
  LICENCE_SIGNER: { ...LEAF, zh: '电子营业执照签名' },
  STATUS_LIST_SIGNER: { ...LEAF, zh: '状态列表签名' },
  GRANT_SIGNER: { ...LEAF, zh: '授权签名' },
  RECEIPT_SIGNER: { ...LEAF, zh: '核验回执签名' },
  LOG_SIGNER: { ...LEAF, zh: '存证签名' },
  AGENCY_CLIENT: { ...LEAF, zh: '客户端' },
  TLS_SERVER: { ...LEAF, zh: '服务端' },
}

export type AuthorityRole = keyof typeof AUTHORITIES
export type Role = AuthorityRole | CertificatePurpose

export function profileOf(role: Role): Profile {
  return isAuthority(role) ? AUTHORITIES[role] : LEAVES[role]
}

export function isAuthority(role: Role): role is AuthorityRole {
  return Object.hasOwn(AUTHORITIES, role)
}

/** The role of a command-line word such as `licence-signer`, or null. */
export function roleOfWord(word: string): Role | null {
  const wanted = word.toUpperCase().replaceAll('-', '_')
  const roles = [...Object.keys(AUTHORITIES), ...Object.keys(CERTIFICATE_PURPOSES)] as Role[]
  return roles.find((role) => role === wanted) ?? null
}

/** The command-line word of a role: `licence-signer`. */
export function wordOf(role: Role): string {
  return role.toLowerCase().replaceAll('_', '-')
}
