import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { NAMES_CASES } from './cases/names.ts'

describe('step NAMES', () => {
  itRefuses(NAMES_CASES)
})
