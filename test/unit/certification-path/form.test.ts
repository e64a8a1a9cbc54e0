import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { FORM_CASES } from './cases/form.ts'

describe('step FORM', () => {
  itRefuses(FORM_CASES)
})
