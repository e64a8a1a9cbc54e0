/** One fault of a path, as the tables of cases/ list them. */
import { expect, it } from 'vitest'
import { runSteps } from '../../../gateway/certification-path/steps-in-order.ts'
import type {
  PathQuestion,
  SecondOpinion,
} from '../../../gateway/certification-path/steps-in-order.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import type { PathVerdict } from '../../../gateway/certification-path/verdict.ts'
import { expectRefused } from '../../support/refused-path.ts'
import type { Refusal } from '../../support/refused-path.ts'
import type { Rule } from './rules.ts'

/** The question differs from a good one in the fault alone. */
export interface Case extends Refusal {
  /** After “refuses”. */
  readonly title: string
  /** The rule it stands for, where it stands for one. */
  readonly rule?: Rule
  readonly ask: () => PathQuestion
  /** In the place of node-forge. */
  readonly secondOpinion?: SecondOpinion
}

/** One test per case. */
export function itRefuses(cases: readonly Case[]): void {
  it.each(cases)('refuses $title: $code', ({ ask, secondOpinion, ...refusal }) => {
    const question = ask()
    const verdict =
      secondOpinion === undefined ? validatePath(question) : runSteps(question, secondOpinion)
    expectRefused(verdict, refusal)
  })
}

/** One test per row, so that refusing everything cannot pass. */
export function itAccepts(
  rows: readonly (readonly [title: string, ask: () => PathQuestion])[],
): void {
  it.each(rows)('accepts %s', (_, ask) => {
    expect(outcomeOf(validatePath(ask()))).toEqual(ACCEPTED)
  })
}

const ACCEPTED = { status: 'VALID', code: null, said: [] }

function outcomeOf({ status, code, steps }: PathVerdict) {
  const notPassed = steps.filter(({ outcome }) => !['PASSED', 'NOT_APPLICABLE'].includes(outcome))
  return { status, code, said: notPassed.map(({ step, message }) => `${step}: ${message}`) }
}
