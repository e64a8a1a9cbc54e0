/**
 * The contract of adapters/shared/contract.ts as tests. Each province runs all of it against its own
 * pretend registry: real HTTP, real signatures, real charset.
 */
import { describe, it } from 'vitest'
import type { Province } from '../../schemas/model/province.ts'
import { describeAnswers } from './answers.ts'
import { describeCancellation } from './cancellation.ts'
import { describeFaults } from './faults.ts'
import { describeSearch } from './search.ts'
import { loadProvince } from './registry.ts'

export interface ProtocolFacts {
  /** Whether a request carries a time stamp that the registry compares with its own clock. */
  readonly signsTime: boolean
}

export async function contractSuite(province: Province, facts: ProtocolFacts): Promise<void> {
  const loaded = await loadProvince(province)
  if (loaded === null) {
    describe.skip(`${province}: adapters folder is not there yet, contract NOT RUN`, () => {
      it('is skipped', () => undefined)
    })
    return
  }
  describe(`${province} keeps the contract`, () => {
    describe('answers', () => describeAnswers(loaded))
    describe('search', () => describeSearch(loaded))
    describe('faults', () => describeFaults(loaded, facts.signsTime))
    describe('cancellation', () => describeCancellation(loaded))
  })
}
