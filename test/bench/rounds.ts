/** All runs of one set: every variant under every workload, several rounds, the order turned each time. */
import { compareAnswers } from './compare.ts'
import type { Placement, Program } from './programs.ts'
import { startProgram } from './programs.ts'
import { rowOf } from './report.ts'
import type { Row } from './report.ts'
import { OFFICE_VARIANTS } from './requests.ts'
import type { OfficeVariant, Variant, Workload } from './requests.ts'
import { openPremises } from './office/premises.ts'
import type { Premises } from './office/premises.ts'
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
  /** Of those with access and log. */
  readonly offices: readonly OfficeVariant[]
  /** Left out: all there are. */
  readonly workloads?: readonly Workload[]
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
  const premises = options.offices.length === 0 ? null : await openPremises()
  const programs = new Map<Variant, Program>()
  try {
    const codes = benchCodes(plan)
    await startVariants({ programs, premises, upstreams, codes, options })
    const equal = [...programs.keys()].filter((variant) => variant !== 'constant')
    say(`${set}: answers of ${equal.join(', ')} are equal`)
    const runs = new Map<string, RatedRun[]>()
    for (let round = 0; round < options.rounds; round++) {
      await runRound(round, { runs, premises, programs, upstreams, codes, options })
    }
    return [...runs].map(([key, ofOne]) => {
      const [variant, workload] = key.split(' ') as [Variant, Workload]
      return rowOf(set, variant, workload, ofOne)
    })
  } finally {
    await Promise.all([...programs.values()].map((program) => program.stop()))
    await Promise.all(upstreams.programs.map((program) => program.stop()))
    await premises?.stop()
  }
}

interface Starting {
  readonly programs: Map<Variant, Program>
  readonly premises: Premises | null
  readonly upstreams: Upstreams
  readonly codes: readonly string[]
  readonly options: RoundsOptions
}

async function startVariants({ programs, premises, upstreams, codes, options }: Starting) {
  const { settings } = upstreams
  const processors = options.placement.server
  const start = async (variant: Variant, given: unknown, file = `variants/${variant}.ts`) => {
    programs.set(variant, await startProgram({ file, name: variant, settings: given, processors }))
  }
  for (const variant of ['bff', 'stitch', 'gateway'] as const) await start(variant, settings)
  for (const variant of options.offices) {
    const office = await premises!.prepare(variant.replace('-', '_'), settings.registries)
    const given = { ...settings, office, upTo: OFFICE_VARIANTS[variant] }
    await start(variant, given, 'variants/office.ts')
  }
  const tokens = new Map<Variant, string>()
  for (const variant of options.offices) {
    tokens.set(variant, await premises!.tokenFor(programs.get(variant)!.url))
  }
  await start('constant', await compareAnswers(programs, codes, tokens))
}

interface Round {
  readonly premises: Premises | null
  readonly runs: Map<string, RatedRun[]>
  readonly programs: ReadonlyMap<Variant, Program>
  readonly upstreams: Upstreams
  readonly codes: readonly string[]
  readonly options: RoundsOptions
}

async function runRound(round: number, asked: Round) {
  const { runs, premises, programs, upstreams, codes, options } = asked
  const measured = new Map<string, Run>()
  for (const [workload, entrants] of entrantsOf(options)) {
    for (const variant of round % 2 === 0 ? entrants : entrants.toReversed()) {
      const server = programs.get(variant)!
      const run = await measureRun({
        variant,
        workload,
        server,
        // One for each run: it ends after ten minutes.
        token: variant in OFFICE_VARIANTS ? await premises!.tokenFor(server.url) : null,
        upstreams: upstreams.programs,
        codes,
        connections: options.connections[workload],
        warmUpMs: options.warmUpMs,
        measureMs: options.measureMs,
      })
      measured.set(`${variant} ${workload}`, run)
      options.say(lineOf(`${options.set} ${workload} ${variant}`, run, options.placement))
    }
  }
  for (const [key, run] of measured) {
    const [variant, workload] = key.split(' ')
    const bff = measured.get(`bff ${workload}`) ?? measured.get('bff full')!
    const gateway = variant! in OFFICE_VARIANTS ? measured.get(`gateway ${workload}`)! : null
    const rated = {
      ...run,
      ratioToBff: run.rps / bff.rps,
      cpuRatioToBff: bff.cpuUsPerRequest / run.cpuUsPerRequest,
      addedToGateway:
        gateway === null
          ? null
          : (run.cpuUsPerRequest - gateway.cpuUsPerRequest) / bff.cpuUsPerRequest,
      isVoid: isVoid(run, options.placement),
    }
    runs.set(key, [...(runs.get(key) ?? []), rated])
  }
}

/** Access and log are measured by one workload. */
function entrantsOf({ set, offices, workloads }: RoundsOptions): [Workload, readonly Variant[]][] {
  const all = Object.entries(ENTRANTS[set]) as [Workload, readonly Variant[]][]
  return all
    .filter(([workload]) => workloads?.includes(workload) ?? true)
    .map(([workload, entrants]) => [
      workload,
      workload === 'full' ? [...entrants, ...offices] : entrants,
    ])
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
