import { expect } from 'vitest'
import type { ErrorCode } from '../../../schemas/model/errors.ts'

/** A FederationError with this code, and with these facts among others. */
export function refusal(code: ErrorCode, facts: Readonly<Record<string, unknown>> = {}): unknown {
  return expect.objectContaining({ code, details: expect.objectContaining(facts) })
}
