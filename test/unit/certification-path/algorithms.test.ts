import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { ALGORITHMS_CASES } from './cases/algorithms.ts'

describe('step ALGORITHMS', () => {
  itRefuses(ALGORITHMS_CASES)
})
