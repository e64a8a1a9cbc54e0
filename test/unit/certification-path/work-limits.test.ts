import { describe, expect, it } from 'vitest'
import { WORK_LIMITS } from '../../../gateway/certification-path/work.ts'
import { itRefuses } from './case.ts'
import { LIMITS_WITH_CASES, WORK_LIMITS_CASES } from './cases/work-limits.ts'

describe('limits of work', () => {
  itRefuses(WORK_LIMITS_CASES)

  it('are all reached by one of these', () => {
    expect(LIMITS_WITH_CASES).toEqual(Object.keys(WORK_LIMITS))
  })
})
