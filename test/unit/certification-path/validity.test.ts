import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { VALIDITY_CASES } from './cases/validity.ts'

describe('step VALIDITY', () => {
  itRefuses(VALIDITY_CASES)
})
