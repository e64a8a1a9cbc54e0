/** What comes out of a verification: one outcome per step, so that one fault can never look like another. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode, ErrorDetails } from '../../schemas/model/errors.ts'

/**
 * `UNDETERMINED`: evidence is missing, or the means are not supported here. It is never treated as
 * good. `NOT_RUN`: an earlier step ended the procedure. `NOT_APPLICABLE`: nothing to check.
 */
export type Outcome = 'PASSED' | 'FAILED' | 'UNDETERMINED' | 'NOT_RUN' | 'NOT_APPLICABLE'

export interface StepOutcome<S extends string> {
  readonly step: S
  readonly outcome: Outcome
  readonly code: ErrorCode | null
  /** Chinese: what happened and what to do. */
  readonly message: string | null
  readonly facts: ErrorDetails
}

export interface LogVerdict<S extends string> {
  readonly status: 'VALID' | 'INVALID' | 'UNDETERMINED'
  /** Of the step that ended the procedure; null when it is VALID. */
  readonly code: ErrorCode | null
  readonly steps: readonly StepOutcome<S>[]
}

/** Said when nothing is wrong with the log and our evidence or means do not suffice. */
const UNDETERMINED = new Set<ErrorCode>([
  'LOG_KEY_TYPE_UNSUPPORTED',
  'LOG_LEAF_VERSION_UNSUPPORTED',
  'LOG_QUORUM_MISSING',
  'LOG_TILE_MISSING',
])

/** Returned by a step that has nothing to check. */
export const NOT_APPLICABLE = Symbol('not applicable')

/** Runs the steps in order until one fails, and remembers what each said. */
export class LogSteps<S extends string> {
  readonly #all: readonly S[]
  readonly #outcomes: StepOutcome<S>[] = []

  constructor(all: readonly S[]) {
    this.#all = all
  }

  /** What `check` gives, or null when it refused or an earlier step did. */
  run<T>(step: S, check: () => T): T | null {
    if (this.#code !== null) return null
    try {
      const result = check()
      this.#outcomes.push(plain(step, result === NOT_APPLICABLE ? 'NOT_APPLICABLE' : 'PASSED'))
      return result
    } catch (failure) {
      if (!(failure instanceof FederationError)) throw failure
      const { code, message, details: facts } = failure
      const outcome = UNDETERMINED.has(code) ? 'UNDETERMINED' : 'FAILED'
      this.#outcomes.push({ step, outcome, code, message, facts })
      return null
    }
  }

  verdict(): LogVerdict<S> {
    const code = this.#code
    const rest = this.#all.slice(this.#outcomes.length)
    const steps = [...this.#outcomes, ...rest.map((step) => plain(step, 'NOT_RUN'))]
    if (code === null) return { status: 'VALID', code, steps }
    return { status: UNDETERMINED.has(code) ? 'UNDETERMINED' : 'INVALID', code, steps }
  }

  get #code(): ErrorCode | null {
    return this.#outcomes.at(-1)?.code ?? null
  }
}

function plain<S extends string>(step: S, outcome: Outcome): StepOutcome<S> {
  return { step, outcome, code: null, message: null, facts: {} }
}
