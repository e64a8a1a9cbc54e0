/** What comes out of verifying a signed token: one outcome per step, so that one fault can never look like another. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode, ErrorDetails } from '../../schemas/model/errors.ts'

/** In this order. KEY is the certification path, or the key set; CLAIMS belongs to the kind of token. */
export const TOKEN_STEPS = ['FORM', 'KEY', 'ALGORITHM', 'SIGNATURE', 'TIME', 'CLAIMS'] as const
export type TokenStep = (typeof TOKEN_STEPS)[number]

/** `UNDETERMINED`: evidence is missing or stale, or the means are not supported here. Never treated as good. */
export type TokenOutcome = 'PASSED' | 'FAILED' | 'UNDETERMINED' | 'NOT_RUN'

export interface TokenStepOutcome {
  readonly step: TokenStep
  readonly outcome: TokenOutcome
  readonly code: ErrorCode | null
  /** Chinese: what happened and what to do. */
  readonly message: string | null
  readonly facts: ErrorDetails
}

const UNDETERMINED = new Set<ErrorCode>([
  'TOKEN_ALGORITHM_UNSUPPORTED',
  'TOKEN_VERSION_UNSUPPORTED',
])

/** A refusal that another procedure found, with its standing there. */
export class StepRefusal extends Error {
  readonly refusal: Omit<TokenStepOutcome, 'step'>

  constructor(refusal: Omit<TokenStepOutcome, 'step'>) {
    super(refusal.code ?? '')
    this.refusal = refusal
  }
}

/** Runs the steps in order until one fails, and remembers what each said. */
export class TokenSteps {
  readonly #outcomes: TokenStepOutcome[] = []

  /** Of the step that ended the procedure. */
  get ended(): TokenStepOutcome | undefined {
    const last = this.#outcomes.at(-1)
    return last?.code == null ? undefined : last
  }

  /** What `check` gives, or null when it refused or an earlier step did. */
  async run<T>(step: TokenStep, check: () => T | Promise<T>): Promise<T | null> {
    if (this.ended !== undefined) return null
    try {
      const result = await check()
      this.#outcomes.push(plain(step, 'PASSED'))
      return result
    } catch (failure) {
      this.#outcomes.push({ step, ...refusalOf(failure) })
      return null
    }
  }

  /** All steps; those not reached are NOT_RUN. */
  all(): readonly TokenStepOutcome[] {
    const rest = TOKEN_STEPS.slice(this.#outcomes.length)
    return [...this.#outcomes, ...rest.map((step) => plain(step, 'NOT_RUN'))]
  }
}

function refusalOf(failure: unknown): Omit<TokenStepOutcome, 'step'> {
  if (failure instanceof StepRefusal) return failure.refusal
  if (!(failure instanceof FederationError)) throw failure
  const { code, message, details: facts } = failure
  return { outcome: UNDETERMINED.has(code) ? 'UNDETERMINED' : 'FAILED', code, message, facts }
}

function plain(step: TokenStep, outcome: TokenOutcome): TokenStepOutcome {
  return { step, outcome, code: null, message: null, facts: {} }
}
