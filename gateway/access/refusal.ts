/** A "no" as a result: with its code, what to do, and the facts. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode, ErrorDetails } from '../../schemas/model/errors.ts'

export interface Refusal {
  readonly code: ErrorCode
  /** Chinese: what happened and what to do. */
  readonly message: string
  readonly facts: ErrorDetails
}

export function refusal(code: ErrorCode, facts: ErrorDetails = {}): Refusal {
  return { code, message: new FederationError(code, facts).message, facts }
}
