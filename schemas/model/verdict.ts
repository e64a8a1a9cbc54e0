/**
 * What comes out of a verification, of a certification path, a token, a proof: one outcome per step,
 * so that one fault can never look like another.
 */
import { FederationError } from './errors.ts'
import type { ErrorCode, ErrorDetails } from './errors.ts'

/**
 * `UNDETERMINED`: evidence is missing or stale, or the means are not supported here. It is never
 * treated as good. `NOT_RUN`: an earlier step ended the procedure. `NOT_APPLICABLE`: nothing to check.
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

export interface StepVerdict<S extends string> {
  readonly status: 'VALID' | 'INVALID' | 'UNDETERMINED'
  /** Of the step that ended the procedure; null when it is VALID. */
  readonly code: ErrorCode | null
  readonly steps: readonly StepOutcome<S>[]
}

/** Returned by a step that has nothing to check. */
export const NOT_APPLICABLE = Symbol('not applicable')

/** The codes that say nothing against what is verified: our means or evidence do not suffice. */
export interface UndeterminedCodes<S extends string> {
  has(code: ErrorCode, step: S): boolean
}

type Refused = Omit<StepOutcome<string>, 'step'>

/** Thrown by a step that runs another procedure: what ended that one, as it stood there. */
export class StepRefusal extends Error {
  readonly refused: Refused

  constructor({ outcome, code, message, facts }: Refused) {
    super(code ?? '')
    this.refused = { outcome, code, message, facts }
  }
}

/** Runs the steps in order until one fails, and remembers what each said. */
export class Steps<S extends string> {
  readonly #all: readonly S[]
  readonly #undetermined: UndeterminedCodes<S>
  readonly #outcomes: StepOutcome<S>[] = []

  constructor(all: readonly S[], undetermined: UndeterminedCodes<S>) {
    this.#all = all
    this.#undetermined = undetermined
  }

  /** What `check` gives, or null when it refused or an earlier step did. */
  run<T>(step: S, check: () => T): T | null {
    if (this.#code !== null) return null
    try {
      return this.#passed(step, check())
    } catch (failure) {
      return this.#refused(step, failure)
    }
  }

  /** As {@link run}, of a check that takes time. */
  async runAsync<T>(step: S, check: () => Promise<T>): Promise<T | null> {
    if (this.#code !== null) return null
    try {
      return this.#passed(step, await check())
    } catch (failure) {
      return this.#refused(step, failure)
    }
  }

  /** All steps; those not reached are NOT_RUN. */
  verdict(): StepVerdict<S> {
    const last = this.#outcomes.at(-1)
    const rest = this.#all.slice(this.#outcomes.length)
    const steps = [...this.#outcomes, ...rest.map((step) => plain(step, 'NOT_RUN'))]
    if (last === undefined || last.code === null) return { status: 'VALID', code: null, steps }
    const status = last.outcome === 'UNDETERMINED' ? 'UNDETERMINED' : 'INVALID'
    return { status, code: last.code, steps }
  }

  get #code(): ErrorCode | null {
    return this.#outcomes.at(-1)?.code ?? null
  }

  #passed<T>(step: S, result: T): T {
    this.#outcomes.push(plain(step, result === NOT_APPLICABLE ? 'NOT_APPLICABLE' : 'PASSED'))
    return result
  }

  #refused(step: S, failure: unknown): null {
    if (failure instanceof StepRefusal) {
      this.#outcomes.push({ step, ...failure.refused })
      return null
    }
    if (!(failure instanceof FederationError)) throw failure
    const { code, message, details: facts } = failure
    const outcome = this.#undetermined.has(code, step) ? 'UNDETERMINED' : 'FAILED'
    this.#outcomes.push({ step, outcome, code, message, facts })
    return null
  }
}

function plain<S extends string>(step: S, outcome: Outcome): StepOutcome<S> {
  return { step, outcome, code: null, message: null, facts: {} }
}
