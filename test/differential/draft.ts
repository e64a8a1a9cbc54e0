/** A chain before it is signed: what rows of the fault table change. */
import { CERTIFICATE_PURPOSES } from '../../schemas/model/certificate-purpose.ts'
import { AT } from '../support/x509/certificate.ts'
import type { CrlSpec } from '../support/x509/crl.ts'
import { extKeyUsage, OIDS } from '../support/x509/extensions.ts'
import type { Extension } from '../support/x509/extensions.ts'
import type { Issued, Options } from '../support/x509/hierarchy.ts'
import { takeKey } from '../support/x509/keys.ts'
import type { KeyKind, TestKey } from '../support/x509/keys.ts'
import type { Name } from '../support/x509/names.ts'
import type { Random } from './random.ts'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

export interface CertificateDraft {
  readonly level: number
  readonly role: 'anchor' | 'authority' | 'leaf'
  key: TestKey
  subject: Name
  readonly serial: bigint
  /** What differs from an ordinary certificate of this role. */
  readonly options: Mutable<Options>
}

export interface CrlDraft {
  /** Level of the certificate whose holder issues it. */
  readonly level: number
  readonly spec: Mutable<CrlSpec>
}

/** What both validators are asked. */
export interface Material {
  /** DER, the leaf first, without the anchor. */
  chain: Buffer[]
  anchors: Buffer[]
  crls: Buffer[]
}

export interface ChainDraft {
  /** The anchor first, the leaf last. */
  readonly certificates: CertificateDraft[]
  /** One of each issuer, the anchor's first. */
  readonly crls: CrlDraft[]
  /** Last touches, when everything is made. */
  readonly touches: ((material: Material, issued: readonly Issued[]) => void)[]
  /** Further options of `openssl verify`. */
  readonly opensslOptions: string[]
}

/** Kinds a chain is made of where no row says otherwise. */
const KINDS: readonly KeyKind[] = ['rsa-2048', 'rsa-2048', 'p-256', 'p-384', 'ed25519']

/** A good chain of one to four certificates below the anchor, half of them with keys of one kind. */
export function draftChain(random: Random, atLeast = 1): ChainDraft {
  const below = Math.max(atLeast, random.pick([1, 2, 2, 2, 3, 3, 4]))
  const common = random.chance(0.5) ? random.pick(KINDS) : null
  const certificates = Array.from({ length: below + 1 }, (_, level) => {
    const kind = common ?? random.pick(KINDS)
    return draftCertificate(level, below, takeKey(kind, level), BigInt(random.below(2 ** 30) + 256))
  })
  const crls = certificates.slice(0, -1).map(({ level }): CrlDraft => ({ level, spec: {} }))
  return { certificates, crls, touches: [], opensslOptions: [] }
}

function draftCertificate(
  level: number,
  last: number,
  key: TestKey,
  serial: bigint,
): CertificateDraft {
  const role = level === 0 ? 'anchor' : level === last ? 'leaf' : 'authority'
  const subject: Name = [
    ['C', 'CN'],
    ['ST', '上海市'],
    ['O', '虚构登记机关 Registry'],
    ['CN', `虚构${role === 'leaf' ? '签署人' : '签发机构'} Level ${level}`],
  ]
  const options = role === 'leaf' ? { extensions: [LICENCE_SIGNER] } : {}
  return { level, role, key, subject, serial, options }
}

const LICENCE_SIGNER = extKeyUsage([CERTIFICATE_PURPOSES.LICENCE_SIGNER])

/** In the place of one of the same kind. */
export function put({ options }: CertificateDraft, ...extensions: readonly Extension[]): void {
  const kinds = new Set(extensions.map(({ oid }) => oid))
  const others = (options.extensions ?? []).filter(({ oid }) => !kinds.has(oid))
  options.extensions = [...others, ...extensions]
}

export function drop({ options }: CertificateDraft, name: keyof typeof OIDS): void {
  options.extensions = (options.extensions ?? []).filter(({ oid }) => oid !== OIDS[name])
  options.without = [...(options.without ?? []), name]
}

/** Of a list: in the place of one of the same kind. */
export function putInCrl({ spec }: CrlDraft, extension: Extension): void {
  const others = (spec.extensions ?? []).filter(({ oid }) => oid !== extension.oid)
  spec.extensions = [...others, extension]
}

export const leafOf = ({ certificates }: ChainDraft): CertificateDraft => certificates.at(-1)!
export const anchorOf = ({ certificates }: ChainDraft): CertificateDraft => certificates[0]!
/** Everything but the leaf. */
export const issuersOf = ({ certificates }: ChainDraft): CertificateDraft[] =>
  certificates.slice(0, -1)
/** Everything but the anchor. */
export const linksOf = ({ certificates }: ChainDraft): CertificateDraft[] => certificates.slice(1)
/** Between anchor and leaf. */
export const authoritiesOf = ({ certificates }: ChainDraft): CertificateDraft[] =>
  certificates.slice(1, -1)
export const issuerOf = (draft: ChainDraft, { level }: CertificateDraft): CertificateDraft =>
  draft.certificates[level - 1]!

/** Seconds after the instant of the question; negative: before it. */
export const secondsFromAt = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000)
