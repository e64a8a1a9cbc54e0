/** What every refusal of a token looks like, whatever the fault. */
import { expect } from 'vitest'
import { TOKEN_STEPS } from '../../../gateway/access/signed-token.ts'
import type { TokenStep } from '../../../gateway/access/signed-token.ts'
import type { TokenVerdict } from '../../../gateway/access/signed-token.ts'
import type { ErrorCode, ErrorDetails } from '../../../schemas/model/errors.ts'
import { expectInstruction } from '../../support/refused-path.ts'

export interface TokenRefusal {
  readonly step: TokenStep
  readonly code: ErrorCode
  /** Default: INVALID. */
  readonly status?: 'INVALID' | 'UNDETERMINED'
  /** Some of the facts. */
  readonly facts?: ErrorDetails
}

export function expectTokenRefused(verdict: TokenVerdict<unknown>, refusal: TokenRefusal): void {
  const { step, code, status = 'INVALID', facts = {} } = refusal
  const ended = verdict.steps.find((each) => each.code !== null)
  const said = { status: verdict.status, code: verdict.code, step: ended?.step }
  expect(said, ended?.message ?? '').toEqual({ status, code, step })
  expect(ended?.facts).toMatchObject(facts)
  expect(verdict.value).toBeNull()
  expectInstruction(ended?.message ?? '')
  const at = TOKEN_STEPS.indexOf(step)
  const outcomes = verdict.steps.map(({ outcome }) => outcome)
  expect(verdict.steps.map((each) => each.step)).toEqual(TOKEN_STEPS)
  expect(new Set(outcomes.slice(0, at))).toEqual(new Set(at === 0 ? [] : ['PASSED']))
  expect(outcomes.slice(at + 1).every((outcome) => outcome === 'NOT_RUN')).toBe(true)
}

export function expectTokenAccepted(verdict: TokenVerdict<unknown>): void {
  const said = verdict.steps.flatMap(({ message }) => (message === null ? [] : [message]))
  expect({ status: verdict.status, code: verdict.code, said }).toEqual({
    status: 'VALID',
    code: null,
    said: [],
  })
  expect(verdict.steps.every(({ outcome }) => outcome === 'PASSED')).toBe(true)
}
