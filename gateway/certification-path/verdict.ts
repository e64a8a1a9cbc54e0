/** What comes out of a validation. */
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { StepVerdict, UndeterminedCodes } from '../../schemas/model/verdict.ts'
import type { NameAttribute } from './name.ts'
import type { Work } from './work.ts'

/** In this order. Each is one file of steps/. */
export const PATH_STEPS = [
  'FORM',
  'NAMES',
  'ALGORITHMS',
  'ORDER',
  'EXTENSIONS',
  'CONSTRAINTS',
  'NAME_CONSTRAINTS',
  'PURPOSE',
  'VALIDITY',
  'SIGNATURES',
  'SECOND_OPINION',
  'REVOCATION',
] as const

export type PathStep = (typeof PATH_STEPS)[number]

/** What the validated certificate says, as it was read here: to be used instead of reading it again. */
export interface VerifiedLeaf {
  /** SHA-256 of the certificate, hex. */
  readonly fingerprint: string
  /** Attributes in the order of the name: object identifier and text. */
  readonly subject: readonly NameAttribute[]
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly publicKey: string
  /** Last instant of its validity, ISO 8601. */
  readonly notAfter: string
}

export interface PathVerdict extends StepVerdict<PathStep> {
  /** Whose key it is; null unless VALID, so that nobody uses a key that was not vouched for. */
  readonly leaf: VerifiedLeaf | null
  /** SHA-256 of the anchor's certificate, hex; null when none was reached. */
  readonly anchor: string | null
  /** Between these instants (ISO 8601) the same question has the same answer; null unless VALID. */
  readonly validFrom: string | null
  readonly validUntil: string | null
  /**
   * Highest cRLNumber seen per list, decimal, what was known before included: to be kept, and given
   * again next time, so that an older list is noticed.
   */
  readonly crlNumbers: Readonly<Record<string, string>>
  readonly work: Work
}

/** Said when it is not the chain that is wrong but our means or evidence that do not suffice. */
const UNDETERMINED = new Set<ErrorCode>([
  'CHAIN_INSTANT_INVALID',
  'CERT_ALGORITHM_UNSUPPORTED',
  'CERT_KEY_UNSUPPORTED',
  'CERT_VERSION_UNSUPPORTED',
  'CERT_NAME_CONSTRAINT_UNSUPPORTED',
])

export const PATH_UNDETERMINED: UndeterminedCodes<PathStep> = {
  has(code, step) {
    // In the last step it is our own evidence that was too much, not the chain.
    const isOurs = step === 'REVOCATION' && code === 'CHAIN_TOO_MUCH_WORK'
    return isOurs || UNDETERMINED.has(code) || code.startsWith('CRL_')
  },
}
