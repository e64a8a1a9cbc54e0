import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { EXTENSIONS_CASES } from './cases/extensions.ts'

describe('step EXTENSIONS', () => {
  itRefuses(EXTENSIONS_CASES)
})
