/**
 * The contract of adapters/shared/contract.ts as tests. Each province runs all of it against its own
 * pretend registry: real HTTP, real signatures, real charset.
 */
import { describe } from 'vitest'
import { ADAPTERS } from '../../adapters/index.ts'
import { SANDBOXES } from '../../adapters/sandboxes.ts'
import type { Province } from '../../schemas/model/province.ts'
import { describeAnswers } from './answers.ts'
import { describeCancellation } from './cancellation.ts'
import { describeFaults } from './faults.ts'
import { describeSearch } from './search.ts'

export interface ProtocolFacts {
  /** Whether a request carries a time stamp that the registry compares with its own clock. */
  readonly signsTime: boolean
}

export function contractSuite(province: Province, facts: ProtocolFacts): void {
  const underTest = { adapter: ADAPTERS[province], sandbox: SANDBOXES[province] }
  describe(`${province} keeps the contract`, () => {
    describe('answers', () => describeAnswers(underTest))
    describe('search', () => describeSearch(underTest))
    describe('faults', () => describeFaults(underTest, facts.signsTime))
    describe('cancellation', () => describeCancellation(underTest))
  })
}
