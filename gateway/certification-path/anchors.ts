/**
 * Trust anchors (信任锚、根证书): where every path ends. They come from configuration, never from
 * the message that is checked. Source: RFC 5280, section 6.1.1 (d); RFC 5937 for their limits.
 */
import { createHash } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { checkAlgorithms } from './steps/algorithms.ts'
import { readCertificate, sameAuthority } from './certificate.ts'
import type { Certificate } from './certificate.ts'
import { extensionsOf } from './extensions.ts'
import type { Extensions } from './extensions.ts'
import { keyOf, nameText, sameName } from './name.ts'
import type { NameAttribute } from './name.ts'
import { WorkMeter } from './work.ts'

/** Where an anchor may vouch: the parts every name below it starts with, such as C=CN, ST=上海市. */
export interface Jurisdiction {
  /** Country (国家), ISO 3166-1 alpha-2. */
  readonly C: string
  /** Province (省、直辖市); left out for the national root. */
  readonly ST?: string
}

export interface AnchorInput {
  /** DER. */
  readonly certificate: Uint8Array
  /** Null: everywhere. Only for published test vectors and for looking at foreign chains. */
  readonly jurisdiction: Jurisdiction | null
}

export interface Anchor {
  readonly certificate: Certificate
  readonly extensions: Extensions
  readonly jurisdiction: Jurisdiction | null
  /** Keys of the parts in order, as in `Name.keys`. */
  readonly within: readonly string[]
  /** SHA-256 of the certificate, hex. */
  readonly fingerprint: string
}

export interface AnchorSet {
  readonly anchors: readonly Anchor[]
  /** SHA-256 over all of it, hex: part of every key under which an outcome is kept. */
  readonly version: string
}

/** @throws {FederationError} `TRUST_ANCHOR_INVALID` with the reason; nothing is left out in silence. */
export function loadAnchors(inputs: readonly AnchorInput[]): AnchorSet {
  const anchors = inputs.map((input, i) => readAnchor(input, i + 1))
  refuseTwoJurisdictions(anchors)
  const words = anchors.map(({ fingerprint, within }) => `${fingerprint} ${JSON.stringify(within)}`)
  const version = createHash('sha256').update(words.toSorted().join('\n')).digest('hex')
  return { anchors, version }
}

function readAnchor({ certificate: bytes, jurisdiction }: AnchorInput, number: number): Anchor {
  const meter = new WorkMeter()
  try {
    const certificate = readCertificate(bytes, 0, meter)
    checkAlgorithms(certificate, meter)
    const extensions = extensionsOf(certificate, meter)
    const problem = problemOf(certificate, extensions)
    if (problem !== null) throw invalid(number, problem)
    const fingerprint = createHash('sha256').update(certificate.der).digest('hex')
    return { certificate, extensions, jurisdiction, within: partsOf(jurisdiction), fingerprint }
  } catch (failure) {
    if (!(failure instanceof FederationError)) throw failure
    if (failure.code === 'TRUST_ANCHOR_INVALID') throw failure
    throw invalid(number, failure.message, failure)
  }
}

/** A renewed certificate of one name and key is welcome, but in which of two jurisdictions would it vouch? */
function refuseTwoJurisdictions(anchors: readonly Anchor[]): void {
  for (const [i, { certificate, within }] of anchors.entries()) {
    const isElsewhere = (other: Anchor): boolean =>
      sameAuthority(other.certificate, certificate) &&
      JSON.stringify(other.within) !== JSON.stringify(within)
    const before = anchors.slice(0, i).findIndex(isElsewhere)
    if (before >= 0) throw invalid(i + 1, `与第${before + 1}个名称和密钥相同，管辖地区却不同`)
  }
}

function problemOf(certificate: Certificate, extensions: Extensions): string | null {
  if (!sameName(certificate.issuer, certificate.subject)) return '不是自签名证书'
  if (extensions.basicConstraints?.ca !== true) return '不是签发机构证书'
  if (!certificate.x509.verify(certificate.x509.publicKey)) {
    return `自签名无效（${nameText(certificate.subject)}）`
  }
  return null
}

function invalid(number: number, reason: string, cause?: Error): FederationError {
  const options = cause === undefined ? {} : { cause }
  return new FederationError('TRUST_ANCHOR_INVALID', { number, reason }, options)
}

export const COUNTRY = '2.5.4.6'
export const STATE = '2.5.4.8'

function partsOf(jurisdiction: Jurisdiction | null): readonly string[] {
  if (jurisdiction === null) return []
  const part = (type: string, value: string): string => keyOf([{ type, value } as NameAttribute])
  const country = part(COUNTRY, jurisdiction.C)
  return jurisdiction.ST === undefined ? [country] : [country, part(STATE, jurisdiction.ST)]
}
