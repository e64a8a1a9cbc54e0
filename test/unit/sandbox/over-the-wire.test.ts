/** What the world holds and what an adapter reads of it over real HTTP are the same. */
import { describe, expect, it } from 'vitest'
import { ADAPTERS } from '../../../adapters/index.ts'
import { SANDBOXES } from '../../../adapters/sandboxes.ts'
import { CASES, caseRecords } from '../../../adapters/shared/sandbox/world/cases.ts'
import { createWorld } from '../../../adapters/shared/sandbox/world/create-world.ts'
import { identityOf } from '../../../adapters/shared/sandbox/world/identity.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import { comparable, recordsOf } from '../../contract/comparable.ts'
import { openRegistry } from '../../contract/registry.ts'

const PLAN = { entities: 3_000, seed: 7 }
const SPREAD = Array.from(
  { length: 200 },
  (_, i) => identityOf({ home: PROVINCES[i % 4]!, index: (i * 37) % PLAN.entities }, PLAN).uscc,
)

describe.each(PROVINCES)('the registry of %s', (province) => {
  it.each([
    ['every case, also those it does not hold', CASES.flatMap((one) => one.uscc ?? [])],
    ['all it holds by hand', caseRecords(province).flatMap((one) => one.uscc ?? [])],
    ['synthetic entities of all four provinces', SPREAD],
  ])('tells %s whole', async (_, usccs) => {
    const world = await createWorld({ province, ...PLAN, indexDirectory: null })
    const both = { adapter: ADAPTERS[province], sandbox: SANDBOXES[province] }
    await using registry = await openRegistry(both, world)
    const { adapter } = registry
    for (const batch of batchesOf(usccs, adapter.maxBatch)) {
      const answers = await adapter.fetchEntities(batch, AbortSignal.timeout(10_000))
      answers.forEach((answer, i) => {
        const held = world.recordsOf(batch[i]!)
        expect(recordsOf(answer).map(comparable)).toEqual(held.map(comparable))
      })
    }
  })
})

function batchesOf(usccs: readonly Uscc[], size: number): Uscc[][] {
  const count = Math.ceil(usccs.length / size)
  return Array.from({ length: count }, (_, i) => usccs.slice(i * size, (i + 1) * size))
}
