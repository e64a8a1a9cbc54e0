import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { SIGNATURES_CASES } from './cases/signatures.ts'

describe('step SIGNATURES', () => {
  itRefuses(SIGNATURES_CASES)
})
