/** One registry in a process of its own: is sent codes, sends back what it holds. */
import { createWorld } from '../../../adapters/shared/sandbox/world/create-world.ts'
import type { Plan } from '../../../adapters/shared/sandbox/world/identity.ts'
import type { Province } from '../../../schemas/model/province.ts'

const [province, plan] = process.argv.slice(2)
const world = await createWorld({
  ...(JSON.parse(plan!) as Plan),
  province: province as Province,
  indexDirectory: null,
})
process.once('message', (usccs: readonly string[]) => {
  process.send?.(usccs.map((uscc) => world.recordsOf(uscc)[0] ?? null))
})
