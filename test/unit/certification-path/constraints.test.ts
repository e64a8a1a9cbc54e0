import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { CONSTRAINTS_CASES } from './cases/constraints.ts'

describe('step CONSTRAINTS', () => {
  itRefuses(CONSTRAINTS_CASES)
})
