/** The synthetic entities the benches ask about, and what each registry knows of them. */
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { RegistryData } from '../../adapters/shared/sandbox/registry-data.ts'
import { createWorld } from '../../adapters/shared/sandbox/world/create-world.ts'
import { identityOf } from '../../adapters/shared/sandbox/world/identity.ts'
import type { Plan } from '../../adapters/shared/sandbox/world/identity.ts'

export type { Plan } from '../../adapters/shared/sandbox/world/identity.ts'

/** Codes asked for: all of a small world, spread evenly over a large one. */
const CODES = 20_000

/** 20,000 codes, each province's share the same. */
export function benchCodes(plan: Plan): Uscc[] {
  const each = Math.min(plan.entities, CODES / PROVINCES.length)
  const step = plan.entities / each
  return PROVINCES.flatMap((home) =>
    Array.from({ length: each }, (_, i) => {
      return identityOf({ home, index: Math.floor(i * step) }, plan).uscc
    }),
  )
}

/** One registry's share, without an index: the benches ask by code only. */
export function openWorld(province: Province, plan: Plan): Promise<RegistryData> {
  return createWorld({ province, ...plan, indexDirectory: null })
}
