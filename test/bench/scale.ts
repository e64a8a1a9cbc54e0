/** Whether the size of the registries shows: `full` over the four protocols, large and small in turn. */
import { startProgram } from './programs.ts'
import type { Placement, Program } from './programs.ts'
import { CONNECTIONS } from './requests.ts'
import { measureRun } from './run.ts'
import { realUpstreams } from './upstreams.ts'
import { benchCodes } from './world.ts'

export interface ScaleOptions {
  readonly quick: boolean
  readonly placement: Placement
  say(line: string): void
}

export interface ScaleResult {
  readonly entities: readonly number[]
  /** Medians, same order. */
  readonly p50Ms: readonly number[]
  /** Large over small. */
  readonly ratio: number
}

const SIZES = [5_000, 1_000_000] as const

interface World {
  readonly entities: number
  readonly server: Program
  readonly upstreams: readonly Program[]
  readonly codes: readonly string[]
  readonly p50Ms: number[]
}

export async function measureScale({ quick, placement, say }: ScaleOptions): Promise<ScaleResult> {
  const worlds: World[] = []
  try {
    for (const entities of SIZES) worlds.push(await startWorld(entities, placement))
    const pace = quick
      ? { rounds: 1, warmUpMs: 2_000, measureMs: 2_000 }
      : { rounds: 5, warmUpMs: 2_000, measureMs: 5_000 }
    for (let round = 0; round < pace.rounds; round++) {
      for (const world of round % 2 === 0 ? worlds : worlds.toReversed()) {
        const asked = {
          variant: 'gateway',
          workload: 'full',
          connections: CONNECTIONS.full,
        } as const
        const run = await measureRun({ ...asked, ...world, ...pace })
        world.p50Ms.push(run.p50Ms)
        say(`  ${world.entities} entities a province: p50 ${run.p50Ms.toFixed(2)} ms`)
      }
    }
    const p50Ms = worlds.map(
      (world) => world.p50Ms.toSorted((a, b) => a - b)[world.p50Ms.length >> 1]!,
    )
    const ratio = p50Ms[1]! / p50Ms[0]!
    say(`p50 at ${SIZES[1]} over that at ${SIZES[0]} entities a province: ${ratio.toFixed(3)}`)
    return { entities: SIZES, p50Ms, ratio }
  } finally {
    const programs = worlds.flatMap(({ server, upstreams }) => [server, ...upstreams])
    await Promise.all(programs.map((program) => program.stop()))
  }
}

async function startWorld(entities: number, placement: Placement): Promise<World> {
  const plan = { entities, seed: 1 }
  const { programs: upstreams, settings } = await realUpstreams(plan, placement.rest, false)
  const file = 'variants/gateway.ts'
  const server = await startProgram({
    file,
    name: 'gateway',
    settings,
    processors: placement.server,
  })
  return { entities, server, upstreams, codes: benchCodes(plan), p50Ms: [] }
}
