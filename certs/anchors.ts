/**
 * Trust anchors (信任锚): a public root certificate and a row that says what it is for. What an anchor
 * may vouch for follows from whose it is, never from what the giver says about it.
 */
import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { CERTIFICATE_PURPOSES } from '../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../schemas/model/certificate-purpose.ts'
import { FederationError } from '../schemas/model/errors.ts'
import { decode } from './der.ts'
import { attributesOf, subjectOf } from './distinguished-name.ts'
import { derOf } from './hierarchy.ts'
import type { Hierarchy } from './hierarchy.ts'
import { PARTIES, PARTY_FACTS } from './parties.ts'
import type { Party } from './parties.ts'

/** One row of `anchors.json`. */
export const ANCHOR = z.object({
  /** Its common name. */
  name: z.string(),
  party: z.enum(PARTIES),
  /** Where it may vouch: names below it start so. Without a province: everywhere in the country. */
  jurisdiction: z.object({ C: z.string(), ST: z.string().optional() }),
  /** What it may vouch for: a chain below it is good for nothing else. */
  purposes: z.array(
    z.enum(Object.keys(CERTIFICATE_PURPOSES) as [CertificatePurpose, ...CertificatePurpose[]]),
  ),
  /** Beside the list. */
  file: z.string().regex(/^[a-z0-9-]+\.pem$/),
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  notAfter: z.iso.datetime(),
  /** Who handed it over, and how. */
  givenBy: z.string(),
})
export type Anchor = z.infer<typeof ANCHOR>

/** The roots (PEM) of a hierarchy that are in time at `at`, the newest last. */
export function rootsOf({ authorities }: Hierarchy, at: Date): string[] {
  return authorities
    .filter(({ role, notAfter }) => role === 'ROOT' && notAfter > at)
    .map(({ pem }) => pem)
}

/**
 * The row of a root that a party has given.
 *
 * @throws {FederationError} `CERTS_ANCHOR_INVALID` not a certificate, no authority's, not self-signed, or
 *   its name lies outside the party's jurisdiction.
 */
export function anchorOf(party: Party, pem: string, givenBy: string): Anchor {
  const { jurisdiction, purposes } = PARTY_FACTS[party]
  const { attributes, certificate } = readRoot(pem, party)
  const within = ([type, value]: [string, string]): boolean => attributes[type] === value
  if (!Object.entries(jurisdiction).every(within)) throw invalid(party, '名称不在该方辖区之内')
  const sha256 = fingerprintOf(pem)
  return {
    name: attributes['CN'] ?? '',
    party,
    jurisdiction,
    purposes: [...purposes],
    file: `${party}-${sha256.slice(0, 16)}.pem`,
    sha256,
    notAfter: certificate.validToDate.toISOString(),
    givenBy,
  }
}

/** SHA-256 of the DER, lower-case hexadecimal. */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(derOf(pem)).fingerprint256.replaceAll(':', '').toLowerCase()
}

function readRoot(pem: string, party: Party) {
  try {
    const der = derOf(pem)
    decode(der) // nothing behind it
    const certificate = new X509Certificate(der)
    if (!certificate.ca || !certificate.verify(certificate.publicKey)) {
      throw new TypeError('no self-signed authority')
    }
    return { certificate, attributes: Object.fromEntries(attributesOf(subjectOf(der))) }
  } catch (cause) {
    throw invalid(party, '不是自签名的根证书', cause)
  }
}

function invalid(file: string, reason: string, cause?: unknown): FederationError {
  return new FederationError('CERTS_ANCHOR_INVALID', { file, reason }, { cause })
}
