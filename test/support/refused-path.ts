/** What every refusal of a path looks like, whatever the fault. */
import { expect } from 'vitest'
import { PATH_STEPS } from '../../gateway/certification-path/verdict.ts'
import type { PathStep, PathVerdict } from '../../gateway/certification-path/verdict.ts'
import type { ErrorCode, ErrorDetails } from '../../schemas/model/errors.ts'

export interface Refusal {
  readonly step: PathStep
  readonly code: ErrorCode
  /** Default: INVALID. */
  readonly status?: 'INVALID' | 'UNDETERMINED'
  /** Some of the facts. */
  readonly facts?: ErrorDetails
}

export function expectRefused(verdict: PathVerdict, refusal: Refusal): void {
  const { step, code, status = 'INVALID', facts = {} } = refusal
  const ended = verdict.steps.find((each) => each.code !== null)
  const said = { status: verdict.status, code: verdict.code, step: ended?.step }
  expect(said, ended?.message ?? '').toEqual({ status, code, step })
  expect(ended).toMatchObject({ code, outcome: OUTCOME[status], facts })
  expectInstruction(ended?.message ?? '')
  expectOrder(verdict, step)
  expect(verdict).toMatchObject({ validFrom: null, validUntil: null })
}

/** Chinese, nothing left unfilled, and what to do. */
export function expectInstruction(message: string): void {
  expect(message).toMatch(/^[^{}?]*请[^{}?]*$/)
}

const OUTCOME = { INVALID: 'FAILED', UNDETERMINED: 'UNDETERMINED' } as const

function expectOrder({ steps }: PathVerdict, step: PathStep): void {
  expect(steps.map((each) => each.step)).toEqual(PATH_STEPS)
  const at = PATH_STEPS.indexOf(step)
  for (const { outcome } of steps.slice(0, at)) {
    expect(['PASSED', 'NOT_APPLICABLE']).toContain(outcome)
  }
  for (const later of steps.slice(at + 1)) {
    expect(later).toMatchObject({ outcome: 'NOT_RUN', code: null, message: null })
  }
}
