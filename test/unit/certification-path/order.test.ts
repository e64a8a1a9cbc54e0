import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { ORDER_CASES } from './cases/order.ts'

describe('step ORDER', () => {
  itRefuses(ORDER_CASES)
})
