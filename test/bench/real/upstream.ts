/** One pretend registry of the set `real` as a program of its own, over a world of any size. */
import { SANDBOXES } from '../../../adapters/sandboxes.ts'
import type { RegistryData } from '../../../adapters/shared/sandbox/registry-data.ts'
import { startSandbox } from '../../../adapters/shared/sandbox/server.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { runProgram } from '../program.ts'
import { benchCodes, openWorld } from '../world.ts'
import type { Plan } from '../world.ts'

export interface RealSettings {
  readonly province: Province
  readonly plan: Plan
  /** Records made before the first call, so that making them up is not what is measured. */
  readonly made: boolean
}

runProgram(async ({ province, plan, made }: RealSettings) => {
  const world = await openWorld(province, plan)
  const data = made ? madeBefore(world, benchCodes(plan)) : world
  const sandbox = await startSandbox({ definition: SANDBOXES[province], data })
  const { url, credentials } = sandbox
  return { url, credentials, calls: () => sandbox.requestCount() }
})

function madeBefore(world: RegistryData, codes: readonly string[]): RegistryData {
  const known = new Map(codes.map((uscc) => [uscc, world.recordsOf(uscc)]))
  return { ...world, recordsOf: (uscc) => known.get(uscc) ?? world.recordsOf(uscc) }
}
