import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { NAME_CONSTRAINTS_CASES } from './cases/name-constraints.ts'

describe('step NAME_CONSTRAINTS', () => {
  itRefuses(NAME_CONSTRAINTS_CASES)
})
