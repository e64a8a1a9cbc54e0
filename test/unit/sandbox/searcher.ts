/** A process of its own over a world, for tests that need more than one. */
import { once } from 'node:events'
import { createWorld } from '../../../adapters/shared/sandbox/world/create-world.ts'

const [task, folder = null] = process.argv.slice(2)

if (task === 'build') {
  process.send?.('ready')
  await once(process, 'message')
  const world = await createWorld({ province: 'ANHUI', entities: 1_500, indexDirectory: folder })
  const { total, rows } = world.search({ name: '贸易' }, 3, 50)
  world.close()
  process.send?.({ total, codes: rows.map((row) => row.uscc) })
}

if (task === 'memory') {
  // Days, places and authorities are written once and kept, whatever the number of entities.
  await held(10_000)
  process.send?.({ few: await held(200), many: await held(20_000) })
}

/** Bytes of the heap while a world is open and in use. */
async function held(entities: number): Promise<number> {
  const world = await createWorld({ province: 'ANHUI', entities, indexDirectory: folder })
  for (let offset = 0; offset < entities; offset += 100) {
    for (const { uscc } of world.search({ name: '有限' }, offset, 10).rows) world.recordsOf(uscc!)
  }
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  world.close()
  return heapUsed + external
}

process.disconnect?.()
