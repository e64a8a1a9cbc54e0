/** One fault of a path, as the tables of cases/ list them. */
import { it } from 'vitest'
import { runSteps } from '../../../gateway/certification-path/steps-in-order.ts'
import type {
  PathQuestion,
  SecondOpinion,
} from '../../../gateway/certification-path/steps-in-order.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
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
