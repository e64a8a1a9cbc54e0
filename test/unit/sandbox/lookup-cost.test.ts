/** That a registry of three million costs no more a question than one of a thousand: counted, not timed. */
import { beforeEach, expect, it, vi } from 'vitest'
import { createWorld } from '../../../adapters/shared/sandbox/world/create-world.ts'
import { mix } from '../../../adapters/shared/sandbox/world/dice.ts'
import { identityOf } from '../../../adapters/shared/sandbox/world/identity.ts'
import { syntheticRecordOfNumber } from '../../../adapters/shared/sandbox/world/synthetic.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'

/** Whatever is made up begins with a mix of seed and ordinal, and every lookup unscrambles with it. */
vi.mock(import('../../../adapters/shared/sandbox/world/dice.ts'), async (original) => {
  const dice = await original()
  return { ...dice, mix: vi.fn(dice.mix) }
})

const SMALL = { entities: 1_000, seed: 11 }
const LARGE = { entities: 3_000_000, seed: 11 }

beforeEach(() => vi.mocked(mix).mockClear())

it.each(PROVINCES)('%s looks at no more entities in a larger world', async (province) => {
  const [small, large] = await Promise.all(
    [SMALL, LARGE].map((plan) => createWorld({ province, ...plan, indexDirectory: null })),
  )
  for (let i = 0; i < 100; i++) {
    const { uscc } = identityOf({ home: PROVINCES[i % 4]!, index: i }, SMALL)
    const few = counted(() => small!.recordsOf(uscc))
    expect(few.mixed).toBeGreaterThan(0)
    expect(counted(() => large!.recordsOf(uscc))).toEqual(few)
    const number = few.result[0]?.registrationNumber
    if (number == null) continue
    const byNumber = counted(() => syntheticRecordOfNumber(province, number, SMALL))
    expect(counted(() => syntheticRecordOfNumber(province, number, LARGE))).toEqual(byNumber)
  }
})

it('opening a large world makes up nothing', async () => {
  await createWorld({ province: 'ANHUI', ...LARGE, indexDirectory: null })
  expect(mix).not.toHaveBeenCalled()
})

function counted<Result>(look: () => Result) {
  vi.mocked(mix).mockClear()
  const result = look()
  return { result, mixed: vi.mocked(mix).mock.calls.length }
}
