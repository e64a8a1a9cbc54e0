/** What comes out of a validation: one outcome per step, so that one fault can never look like another. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode, ErrorDetails } from '../../schemas/model/errors.ts'
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

/**
 * `UNDETERMINED`: evidence is missing or stale, or the means are not supported here. It is never
 * treated as good. `NOT_RUN`: an earlier step ended the procedure. `NOT_APPLICABLE`: nothing to check.
 */
export type Outcome = 'PASSED' | 'FAILED' | 'UNDETERMINED' | 'NOT_RUN' | 'NOT_APPLICABLE'

export interface StepOutcome {
  readonly step: PathStep
  readonly outcome: Outcome
  readonly code: ErrorCode | null
  /** Chinese: what happened and what to do. */
  readonly message: string | null
  readonly facts: ErrorDetails
}

export type PathStatus = 'VALID' | 'INVALID' | 'UNDETERMINED'

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

export interface PathVerdict {
  readonly status: PathStatus
  /** Of the step that ended the procedure; null when it is VALID. */
  readonly code: ErrorCode | null
  readonly steps: readonly StepOutcome[]
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

function outcomeOf(step: PathStep, code: ErrorCode): 'FAILED' | 'UNDETERMINED' {
  // In the last step it is our own evidence that was too much, not the chain.
  const isOurs = step === 'REVOCATION' && code === 'CHAIN_TOO_MUCH_WORK'
  const isUndetermined = isOurs || UNDETERMINED.has(code) || code.startsWith('CRL_')
  return isUndetermined ? 'UNDETERMINED' : 'FAILED'
}

/** Runs the steps in order until one fails, and remembers what each said. */
export class StepRecorder {
  readonly #outcomes: StepOutcome[] = []

  get ended(): boolean {
    return this.last !== undefined && this.last.code !== null
  }

  get last(): StepOutcome | undefined {
    return this.#outcomes.at(-1)
  }

  /** What `check` gives, or null when it refused or an earlier step did. */
  run<T>(step: PathStep, check: () => T): T | null {
    if (this.ended) return null
    try {
      const result = check()
      this.#add(step, result === NOT_APPLICABLE ? 'NOT_APPLICABLE' : 'PASSED')
      return result
    } catch (failure) {
      if (!(failure instanceof FederationError)) throw failure
      const { code, message, details: facts } = failure
      this.#outcomes.push({ step, outcome: outcomeOf(step, code), code, message, facts })
      return null
    }
  }

  /** All steps; those not reached are NOT_RUN. */
  steps(): readonly StepOutcome[] {
    const rest = PATH_STEPS.slice(this.#outcomes.length)
    return [...this.#outcomes, ...rest.map((step) => plain(step, 'NOT_RUN'))]
  }

  #add(step: PathStep, outcome: Outcome): void {
    this.#outcomes.push(plain(step, outcome))
  }
}

/** Returned by a step that has nothing to check. */
export const NOT_APPLICABLE = Symbol('not applicable')

function plain(step: PathStep, outcome: Outcome): StepOutcome {
  return { step, outcome, code: null, message: null, facts: {} }
}
