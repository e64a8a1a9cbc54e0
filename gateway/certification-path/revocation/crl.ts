/** A certificate revocation list (证书吊销列表) taken apart. Source: RFC 5280, section 5. */
import { FederationError } from '../../../schemas/model/errors.ts'
import { signatureAlgorithmOf } from '../algorithms.ts'
import type { SignatureAlgorithm } from '../algorithms.ts'
import { rawExtensionsOf } from '../certificate.ts'
import type { RawExtension } from '../certificate.ts'
import { DerFault, TAG, readDer } from '../der.ts'
import type { DerElement } from '../der.ts'
import {
  childrenOf,
  countOf,
  explicit,
  integerHexOf,
  naturalOf,
  timeOf,
  wholeBitsOf,
} from '../der-values.ts'
import { authorityKeyIdOf } from '../extensions.ts'
import type { KeyNaming } from '../extensions.ts'
import { issuingDistributionPointOf } from './distribution-point.ts'
import type { IssuingDistributionPoint } from './distribution-point.ts'
import { nameOf } from '../name.ts'
import type { Name } from '../name.ts'
import type { WorkMeter } from '../work.ts'

export interface Crl {
  readonly issuer: Name
  readonly thisUpdate: number
  readonly nextUpdate: number | null
  /** Serial number (content octets in hex) → when it was revoked, milliseconds since 1970. */
  readonly revoked: ReadonlyMap<string, number>
  /** cRLNumber. */
  readonly number: bigint | null
  readonly point: IssuingDistributionPoint | null
  /** Its encoding in hex, empty when absent: lists of one issuer with different points count apart. */
  readonly pointHex: string
  readonly isDelta: boolean
  readonly authorityKeyId: KeyNaming | null
  /** The first critical extension that is not understood, in the list or in an entry. */
  readonly unknownCritical: string | null
  readonly innerAlgorithm: SignatureAlgorithm
  readonly outerAlgorithm: SignatureAlgorithm
  /** What is signed, and the signature. */
  readonly tbs: Buffer
  readonly signature: Buffer
}

const OID = {
  authorityKeyId: '2.5.29.35',
  crlNumber: '2.5.29.20',
  deltaIndicator: '2.5.29.27',
  issuingPoint: '2.5.29.28',
} as const

/** Section 5.2.3 asks that cRLNumber is not; one that is was made for other readers than us. */
const MAY_BE_CRITICAL: readonly string[] = [
  OID.authorityKeyId,
  OID.deltaIndicator,
  OID.issuingPoint,
]

/** @throws {FederationError} `CRL_TOO_LARGE`, `CRL_MALFORMED`, `CHAIN_TOO_MUCH_WORK`. */
export function readCrl(bytes: Uint8Array, meter: WorkMeter): Crl {
  const limit = meter.limits.crlBytes
  if (bytes.length > limit) {
    throw new FederationError('CRL_TOO_LARGE', { bytes: bytes.length, limit })
  }
  meter.bytes += bytes.length
  try {
    return takeApart(readDer(Buffer.from(bytes), meter), meter)
  } catch (fault) {
    if (!(fault instanceof DerFault)) throw fault
    throw new FederationError('CRL_MALFORMED', { reason: fault.message })
  }
}

function takeApart(crl: DerElement, meter: WorkMeter): Crl {
  const [tbs, algorithm, signature, ...more] = childrenOf(crl, 'CertificateList')
  if (more.length > 0) throw new DerFault('CertificateList has more than three parts')
  const fields = [...childrenOf(tbs, 'TBSCertList')]
  const isVersion2 = fields[0]?.tag === TAG.INTEGER && countOf(fields[0], 'version') === 1
  if (!isVersion2) throw new DerFault('not a version 2 list')
  fields.shift()
  const [inner, issuer, thisUpdate] = fields.splice(0, 3)
  const nextUpdate = isTime(fields[0]) ? fields.shift() : undefined
  const entries = fields[0]?.tag === TAG.SEQUENCE ? fields.shift()!.children : []
  const [last, ...extra] = fields
  if (extra.length > 0) throw new DerFault('fields of the list out of order')
  const list = extensionsIn(last, meter)
  const { revoked, unknownCritical } = entriesOf(entries)
  return {
    ...list,
    issuer: nameOf(issuer, 'issuer'),
    thisUpdate: timeOf(thisUpdate, 'thisUpdate'),
    nextUpdate: nextUpdate === undefined ? null : timeOf(nextUpdate, 'nextUpdate'),
    revoked,
    unknownCritical: list.unknownCritical ?? unknownCritical,
    innerAlgorithm: signatureAlgorithmOf(inner),
    outerAlgorithm: signatureAlgorithmOf(algorithm),
    tbs: tbs!.whole,
    signature: wholeBitsOf(signature, 'signature'),
  }
}

function isTime(element: DerElement | undefined): boolean {
  return element?.tag === TAG.UTC_TIME || element?.tag === TAG.GENERALIZED_TIME
}

function extensionsIn(field: DerElement | undefined, meter: WorkMeter) {
  if (field !== undefined && (field.tag !== explicit(0) || field.children.length !== 1)) {
    throw new DerFault('extensions are not [0]')
  }
  const extensions = field === undefined ? [] : rawExtensionsOf(field.children[0])
  if (new Set(extensions.map(({ oid }) => oid)).size < extensions.length) {
    throw new DerFault('duplicate extension')
  }
  const valueOf = (oid: string): DerElement | undefined => {
    const value = extensions.find((each) => each.oid === oid)?.value
    return value === undefined ? undefined : readDer(value, meter)
  }
  const number = valueOf(OID.crlNumber)
  const point = valueOf(OID.issuingPoint)
  const keyId = valueOf(OID.authorityKeyId)
  return {
    number: number === undefined ? null : crlNumberOf(number),
    point: point === undefined ? null : issuingDistributionPointOf(point),
    pointHex: point?.whole.toString('hex') ?? '',
    isDelta: valueOf(OID.deltaIndicator) !== undefined,
    authorityKeyId: keyId === undefined ? null : authorityKeyIdOf(keyId),
    unknownCritical: criticalBeside(extensions, MAY_BE_CRITICAL),
  }
}

/** RFC 5280, section 5.2.3: at most 20 octets. */
function crlNumberOf(element: DerElement): bigint {
  if (element.content.length > 20) throw new DerFault('cRLNumber of more than 20 octets')
  return naturalOf(element, 'cRLNumber')
}

/** An entry for another issuer (indirect lists) counts as not understood: its extension is critical. */
function entriesOf(entries: readonly DerElement[]) {
  const revoked = new Map<string, number>()
  let unknownCritical: string | null = null
  for (const entry of entries) {
    const [serial, date, list, ...more] = childrenOf(entry, 'entry of the list')
    if (more.length > 0) throw new DerFault('entry with more than three fields')
    revoked.set(integerHexOf(serial, 'userCertificate'), timeOf(date, 'revocationDate'))
    if (list !== undefined) unknownCritical ??= criticalBeside(rawExtensionsOf(list), [])
  }
  return { revoked, unknownCritical }
}

function criticalBeside(
  extensions: readonly RawExtension[],
  known: readonly string[],
): string | null {
  return extensions.find(({ oid, critical }) => critical && !known.includes(oid))?.oid ?? null
}
