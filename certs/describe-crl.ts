/** A revocation list's fields for people and machines. Describes, judges nothing. */
import { createHash } from 'node:crypto'
import { REVOCATION_REASONS } from './crl.ts'
import { decode, instantOf, integerOf, octetsOf, partsOf } from './der.ts'
import type { Asn1 } from './der.ts'
import { algorithmName, readExtensions } from './describe-certificate.ts'
import { attributesOf, printName } from './distinguished-name.ts'

export interface CrlFacts {
  readonly kind: 'crl'
  readonly issuer: string
  readonly number: string | null
  readonly thisUpdate: string
  readonly nextUpdate: string | null
  readonly signatureAlgorithm: string
  readonly sha256: string
  readonly authorityKey: string | null
  readonly revoked: readonly {
    readonly serial: string
    readonly revokedAt: string
    readonly reason: string
  }[]
}

const UTC_TIME = 23
const GENERALIZED_TIME = 24
const SEQUENCE = 16

/** @throws {Error} not a revocation list of version 2. */
export function describeCrl(der: Uint8Array): CrlFacts {
  const [version, algorithm, issuer, thisUpdate, ...rest] = partsOf(partsOf(decode(der))[0])
  if (integerOf(version) !== 1n || !isTime(thisUpdate)) throw new TypeError('no CRL of version 2')
  const nextUpdate = rest.find(isTime)
  const revoked = rest.find(
    ({ tagClass, type }) => Number(tagClass) === 0 && Number(type) === SEQUENCE,
  )
  const extensions = readExtensions(partsOf(rest.find(({ tagClass }) => Number(tagClass) !== 0))[0])
  const number = extensions.get('2.5.29.20')
  const authorityKey = partsOf(extensions.get('2.5.29.35'))[0]
  return {
    kind: 'crl',
    issuer: printName(attributesOf(issuer)),
    number: number === undefined ? null : String(integerOf(number)),
    thisUpdate: instantOf(thisUpdate),
    nextUpdate: nextUpdate === undefined ? null : instantOf(nextUpdate),
    signatureAlgorithm: algorithmName(algorithm),
    sha256: createHash('sha256').update(der).digest('hex'),
    authorityKey: authorityKey === undefined ? null : octetsOf(authorityKey).toString('hex'),
    revoked: partsOf(revoked).map(describeEntry),
  }
}

function describeEntry(entry: Asn1): CrlFacts['revoked'][number] {
  const [serial, revokedAt, extensions] = partsOf(entry)
  const reason = Number(integerOf(readExtensions(extensions).get('2.5.29.21')))
  const known = Object.entries(REVOCATION_REASONS).find(([, code]) => code === reason)
  return {
    serial: integerOf(serial).toString(16),
    revokedAt: instantOf(revokedAt),
    reason: known?.[0] ?? String(reason),
  }
}

function isTime(value: Asn1 | undefined): boolean {
  const type = Number(value?.type)
  return Number(value?.tagClass) === 0 && (type === UTC_TIME || type === GENERALIZED_TIME)
}
