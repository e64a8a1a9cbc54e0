/**
 * Extensions of certificates. Source: RFC 5280, section 4.2. Each is critical where the standard
 * says a conforming CA makes it so; the last argument says otherwise.
 */
import { createHash } from 'node:crypto'
import { boolean, implicit, integer, namedBits, octetString, oid, sequence } from './der-writer.ts'
import type { GeneralName } from './general-names.ts'

/** `explicit-false` writes the default out, which DER forbids. */
export type Criticality = boolean | 'explicit-false'

export interface Extension {
  readonly oid: string
  readonly critical: Criticality
  /** What stands in the OCTET STRING. */
  readonly value: Buffer
}

export const OIDS = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extKeyUsage: '2.5.29.37',
  freshestCRL: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
} as const

export function encodeExtension({ oid: type, critical, value }: Extension): Buffer {
  const flag = critical === false ? [] : [boolean(critical === true)]
  return sequence(oid(type), ...flag, octetString(value))
}

/** Any other one; `value` is not looked at. */
export const anyExtension = (type: string, value: Buffer, critical: Criticality): Extension => ({
  oid: type,
  critical,
  value,
})

/** Without `pathLen` there is no limit; `ca: 'explicit-false'` writes the default out. */
export function basicConstraints(
  { ca, pathLen }: { ca: Criticality; pathLen?: number },
  critical: Criticality = true,
): Extension {
  const parts = ca === false ? [] : [boolean(ca === true)]
  if (pathLen !== undefined) parts.push(integer(pathLen))
  return anyExtension(OIDS.basicConstraints, sequence(...parts), critical)
}

const USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
export type Usage = (typeof USAGES)[number]

export function keyUsage(usages: readonly Usage[], critical: Criticality = true): Extension {
  const bits = usages.map((usage) => USAGES.indexOf(usage))
  return anyExtension(OIDS.keyUsage, namedBits(bits), critical)
}

/** Names of RFC 5280, section 4.2.1.12, or dotted OIDs. */
export function extKeyUsage(purposes: readonly string[], critical: Criticality = false): Extension {
  const value = sequence(...purposes.map((purpose) => oid(PURPOSES[purpose] ?? purpose)))
  return anyExtension(OIDS.extKeyUsage, value, critical)
}

const PURPOSES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  OCSPSigning: '1.3.6.1.5.5.7.3.9',
}

/** A key's identifier as this maker uses it. Source: RFC 7093, section 2, methods 1 and 4. */
export function keyIdOf(spki: Buffer): Buffer {
  return createHash('sha256').update(spki).digest().subarray(0, 20)
}

export const subjectKeyIdentifier = (keyId: Buffer, critical: Criticality = false): Extension =>
  anyExtension(OIDS.subjectKeyIdentifier, octetString(keyId), critical)

/** `issuer` and `serial` belong together, but one can be left out here. */
export interface AuthorityKey {
  readonly keyId?: Buffer
  readonly issuer?: readonly GeneralName[]
  readonly serial?: number | bigint
}

export function authorityKeyIdentifier(
  { keyId, issuer, serial }: AuthorityKey,
  critical: Criticality = false,
): Extension {
  const parts: Buffer[] = []
  if (keyId !== undefined) parts.push(implicit(0, octetString(keyId)))
  if (issuer !== undefined) parts.push(implicit(1, sequence(...issuer)))
  if (serial !== undefined) parts.push(implicit(2, integer(serial)))
  return anyExtension(OIDS.authorityKeyIdentifier, sequence(...parts), critical)
}

export function subjectAltName(
  names: readonly GeneralName[],
  critical: Criticality = false,
): Extension {
  return anyExtension(OIDS.subjectAltName, sequence(...names), critical)
}
