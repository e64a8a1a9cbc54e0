import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { PURPOSE_CASES } from './cases/purpose.ts'

describe('step PURPOSE', () => {
  itRefuses(PURPOSE_CASES)
})
