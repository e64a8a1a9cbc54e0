/** All runs of one set: every variant under every workload, several rounds, the order turned each time. */
import { compareAnswers } from './compare.ts'
import type { Placement, Program } from './programs.ts'
import { startProgram } from './programs.ts'
import { rowOf } from './report.ts'
import type { Row } from './report.ts'
import type { Variant, Workload } from './requests.ts'
import { measureRun } from './run.ts'
import type { RatedRun, Run } from './run.ts'
import { startUpstreams } from './upstreams.ts'
import type { Upstreams } from './upstreams.ts'
import type { SetName } from './variants/registries.ts'
import { benchCodes } from './world.ts'
import type { Plan } from './world.ts'

export interface RoundsOptions {
  readonly set: SetName
  /** The world asked about. */
  readonly plan: Plan
  readonly rounds: number
  readonly warmUpMs: number
  readonly measureMs: number
  readonly connections: Readonly<Record<Workload, number>>
  readonly placement: Placement
  say(line: string): void
}

const EVERYONE = ['constant', 'bff', 'stitch', 'gateway'] as const
/** Ad-hoc documents are a matter of graphs only, and of one set: the registries do not see them. */
const ENTRANTS: Readonly<Record<SetName, Partial<Record<Workload, readonly Variant[]>>>> = {
  plain: { full: EVERYONE, light: EVERYONE, batch: EVERYONE, adhoc: ['stitch', 'gateway'] },
  real: { full: EVERYONE, light: EVERYONE, batch: EVERYONE },
}
/** An upstream busier than this share of a processor may be what was measured. */
const MOST_UPSTREAM_CORES = 0.7
/** So may be those that upstreams and load share, when they have this little to spare. */
const MOST_SHARED = 0.95

export async function runSet(options: RoundsOptions): Promise<Row[]> {
  const { set, plan, placement, say } = options
  const upstreams = await startUpstreams(set, plan, placement.rest)
  const programs = new Map<Variant, Program>()
  try {
    const codes = benchCodes(plan)
    await startVariants(programs, upstreams, codes, options)
    say(`${set}: answers of bff, stitch and gateway are equal`)
    const runs = new Map<string, RatedRun[]>()
    for (let round = 0; round < options.rounds; round++) {
      await runRound(round, { runs, programs, upstreams, codes, options })
    }
    return [...runs].map(([key, ofOne]) => {
      const [variant, workload] = key.split(' ') as [Variant, Workload]
      return rowOf(set, variant, workload, ofOne)
    })
  } finally {
    await Promise.all(
      [...programs.values(), ...upstreams.programs].map((program) => program.stop()),
    )
  }
}

async function startVariants(
  programs: Map<Variant, Program>,
  { settings }: Upstreams,
  codes: readonly string[],
  { placement }: RoundsOptions,
): Promise<void> {
  const start = async (variant: Variant, given: unknown): Promise<void> => {
    const file = `variants/${variant}.ts`
    const processors = placement.server
    programs.set(variant, await startProgram({ file, name: variant, settings: given, processors }))
  }
  for (const variant of ['bff', 'stitch', 'gateway'] as const) await start(variant, settings)
  await start('constant', await compareAnswers(programs, codes))
}

interface Round {
  readonly runs: Map<string, RatedRun[]>
  readonly programs: ReadonlyMap<Variant, Program>
  readonly upstreams: Upstreams
  readonly codes: readonly string[]
  readonly options: RoundsOptions
}

async function runRound(round: number, { runs, programs, upstreams, codes, options }: Round) {
  const measured = new Map<string, Run>()
  for (const [workload, entrants] of Object.entries(ENTRANTS[options.set])) {
    for (const variant of round % 2 === 0 ? entrants : entrants.toReversed()) {
      const run = await measureRun({
        variant,
        workload: workload as Workload,
        server: programs.get(variant)!,
        upstreams: upstreams.programs,
        codes,
        connections: options.connections[workload as Workload],
        warmUpMs: options.warmUpMs,
        measureMs: options.measureMs,
      })
      measured.set(`${variant} ${workload}`, run)
      options.say(lineOf(`${options.set} ${workload} ${variant}`, run, options.placement))
    }
  }
  for (const [key, run] of measured) {
    const bff = measured.get(`bff ${key.split(' ')[1]}`) ?? measured.get('bff full')!
    const rated = {
      ...run,
      ratioToBff: run.rps / bff.rps,
      cpuRatioToBff: bff.cpuUsPerRequest / run.cpuUsPerRequest,
      isVoid: isVoid(run, options.placement),
    }
    runs.set(key, [...(runs.get(key) ?? []), rated])
  }
}

function isVoid(run: Run, { restCount }: Placement): boolean {
  const { busiestUpstreamCores, upstreamCores, loadCores, upstreamCallsPerRequest } = run
  if (upstreamCallsPerRequest === 0) return false
  const shared = (upstreamCores + loadCores) / restCount
  return busiestUpstreamCores > MOST_UPSTREAM_CORES || shared > MOST_SHARED
}

function lineOf(what: string, run: Run, placement: Placement): string {
  const { rps, cpuUsPerRequest, upstreamCores, loadCores, upstreamCallsPerRequest } = run
  return (
    `  ${what}: ${rps.toFixed(0)}/s, ${cpuUsPerRequest.toFixed(0)} µs, ` +
    `${upstreamCallsPerRequest.toFixed(2)} calls, upstreams ${upstreamCores.toFixed(2)}, ` +
    `load ${loadCores.toFixed(2)} cores${isVoid(run, placement) ? '  VOID: upstreams too busy' : ''}`
  )
}
