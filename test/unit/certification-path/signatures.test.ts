import { describe, expect, it } from 'vitest'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { askPath } from '../../support/good-path.ts'
import { itRefuses } from './case.ts'
import { SIGNATURES_CASES } from './cases/signatures.ts'

describe('step SIGNATURES', () => {
  itRefuses(SIGNATURES_CASES)

  it('is not begun when the chain is wrong without it', () => {
    const { work } = validatePath(askPath({ leaf: { without: ['extKeyUsage'] } }))
    expect(work.signatures).toBe(0)
  })
})
