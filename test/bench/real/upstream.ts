/** One pretend registry of the set `real` as a program of its own, over a world of any size. */
import { SANDBOXES } from '../../../adapters/sandboxes.ts'
import type { RegistryData } from '../../../adapters/shared/sandbox/registry-data.ts'
import { startSandbox } from '../../../adapters/shared/sandbox/server.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import { runProgram } from '../program.ts'
import { benchCodes, recordsOf } from '../world.ts'
import type { Plan } from '../world.ts'

export interface RealSettings {
  readonly province: Province
  readonly plan: Plan
  /** Records made before the first call, so that making them up is not what is measured. */
  readonly made: boolean
}

runProgram(async ({ province, plan, made }: RealSettings) => {
  const sandbox = await startSandbox({
    definition: SANDBOXES[province],
    data: dataOf(province, plan, made),
  })
  const { url, credentials } = sandbox
  return { url, credentials, calls: () => sandbox.requestCount() }
})

/** Codes only: the benches never search, so no index is built. */
function dataOf(province: Province, plan: Plan, made: boolean): RegistryData {
  const makeUp = (uscc: string): readonly RegistryRecord[] =>
    recordsOf(province, uscc as Uscc, plan)
  const known = new Map(made ? benchCodes(plan).map((uscc) => [uscc as string, makeUp(uscc)]) : [])
  return {
    province,
    recordsOf: (uscc) => known.get(uscc) ?? makeUp(uscc),
    recordsOfNumber: () => [],
    search: () => ({ total: 0, rows: [] }),
    close: () => undefined,
  }
}
