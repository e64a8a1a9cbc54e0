/** Certificate revocation lists, with any fault. Source: RFC 5280, section 5.1. */
import { AT, encodeExtensions, encodeSerial, encodeTime } from './certificate.ts'
import { crlNumber, reasonCode } from './crl-extensions.ts'
import { explicit, integer, sequence } from './der-writer.ts'
import { authorityKeyIdentifier, type Extension } from './extensions.ts'
import type { Issued } from './hierarchy.ts'
import { encodeName, type Name } from './names.ts'
import { signBody, type Signing } from './sign-body.ts'

const DAY_MS = 86_400_000

export interface Revoked {
  readonly serial: number | bigint | Buffer
  /** Default: the day before {@link AT}. */
  readonly on?: Date | Buffer
  /** See `reasonCode`. */
  readonly reason?: number
  readonly extensions?: readonly (Extension | Buffer)[]
}

export interface CrlSpec extends Signing {
  /** Another name than the issuer's. */
  readonly issuer?: Name | Buffer
  /** CRL number; null leaves the extension out. Default: 1. */
  readonly number?: number | bigint | null
  /** Default: the day before {@link AT}. */
  readonly thisUpdate?: Date | Buffer
  /** Null leaves the field out. Default: seven days after {@link AT}. */
  readonly nextUpdate?: Date | Buffer | null
  /** Without any, the field is left out; `emptyList` writes an empty one, which RFC 5280 forbids. */
  readonly revoked?: readonly (Revoked | Buffer)[]
  readonly emptyList?: boolean
  /** As people count: 1, 2. Null leaves the field out, which means 1. Default: 2. */
  readonly version?: number | null
  /** Added to authority key identifier and CRL number, in the place of one of the same kind. */
  readonly extensions?: readonly Extension[]
  /** The extensions, all of them. Null leaves the field out. */
  readonly allExtensions?: readonly (Extension | Buffer)[] | null
}

/** DER. */
export function makeCrl(issuer: Issued, spec: CrlSpec = {}): Buffer {
  const key = spec.signWith ?? issuer.key
  return signBody((algorithm) => fieldsOf(issuer, spec, algorithm), key, spec)
}

function fieldsOf(issuer: Issued, spec: CrlSpec, algorithm: Buffer): Buffer[] {
  const { version = 2, revoked = [], nextUpdate = new Date(AT.getTime() + 7 * DAY_MS) } = spec
  const extensions = extensionsOf(issuer, spec)
  return [
    ...(version === null ? [] : [integer(version - 1)]),
    algorithm,
    encodeName(spec.issuer ?? issuer.name),
    encodeTime(spec.thisUpdate ?? new Date(AT.getTime() - DAY_MS)),
    ...(nextUpdate === null ? [] : [encodeTime(nextUpdate)]),
    ...(revoked.length === 0 && spec.emptyList !== true
      ? []
      : [sequence(...revoked.map(encodeRevoked))]),
    ...(extensions === null ? [] : [explicit(0, encodeExtensions(extensions))]),
  ]
}

function extensionsOf(issuer: Issued, spec: CrlSpec): readonly (Extension | Buffer)[] | null {
  const { allExtensions, extensions = [], number = 1 } = spec
  if (allExtensions !== undefined) return allExtensions
  const usual = [authorityKeyIdentifier({ keyId: issuer.keyId })]
  if (number !== null) usual.push(crlNumber(number))
  const given = new Set(extensions.map(({ oid }) => oid))
  return [...usual.filter(({ oid }) => !given.has(oid)), ...extensions]
}

function encodeRevoked(entry: Revoked | Buffer): Buffer {
  if (Buffer.isBuffer(entry)) return entry
  const { serial, on = new Date(AT.getTime() - DAY_MS), reason, extensions = [] } = entry
  const all = [...(reason === undefined ? [] : [reasonCode(reason)]), ...extensions]
  return sequence(
    encodeSerial(serial),
    encodeTime(on),
    ...(all.length === 0 ? [] : [encodeExtensions(all)]),
  )
}
