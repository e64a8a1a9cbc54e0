/** From runs to rows and a table: medians, with the least and the most of all rounds. */
import type { RatedRun } from './run.ts'
import type { Variant, Workload } from './requests.ts'
import { medianOf, rounded } from './statistics.ts'
import type { SetName } from './variants/registries.ts'

/** One row of the JSON that `--json` writes. */
export interface Row {
  readonly set: SetName
  readonly variant: Variant
  readonly workload: Workload
  readonly rps: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuUsPerRequest: number
  readonly peakRssMiB: number
  /** Requests a second over those of the hand-written service in the same round. */
  readonly ratioToBff: number
  readonly cpuRatioToBff: number
  /** Processor time a request above that of `gateway`, in requests of the hand-written service; null: not ours. */
  readonly addedToGateway: number | null
  readonly addedRange: readonly [number, number] | null
  readonly rpsRange: readonly [number, number]
  readonly ratioRange: readonly [number, number]
  readonly upstreamCallsPerRequest: number
  readonly upstreamCores: number
  readonly rounds: number
  /** Rounds that do not count because the upstreams were too busy; where all are, so is the row. */
  readonly voidRounds: number
}

export function rowOf(
  set: SetName,
  variant: Variant,
  workload: Workload,
  runs: readonly RatedRun[],
): Row {
  const valid = runs.filter((run) => !run.isVoid)
  const counting = valid.length > 0 ? valid : runs
  const median = (of: (run: RatedRun) => number): number => medianOf(counting.map(of))
  const range = (of: (run: RatedRun) => number): [number, number] => {
    const values = counting.map(of)
    return [rounded(Math.min(...values)), rounded(Math.max(...values))]
  }
  return {
    set,
    variant,
    workload,
    rps: median((run) => run.rps),
    p50Ms: median((run) => run.p50Ms),
    p99Ms: median((run) => run.p99Ms),
    cpuUsPerRequest: median((run) => run.cpuUsPerRequest),
    peakRssMiB: median((run) => run.peakRssMiB),
    ratioToBff: median((run) => run.ratioToBff),
    cpuRatioToBff: median((run) => run.cpuRatioToBff),
    ...addedOf(counting),
    rpsRange: range((run) => run.rps),
    ratioRange: range((run) => run.ratioToBff),
    upstreamCallsPerRequest: median((run) => run.upstreamCallsPerRequest),
    upstreamCores: median((run) => run.upstreamCores),
    rounds: runs.length,
    voidRounds: runs.length - valid.length,
  }
}

function addedOf(runs: readonly RatedRun[]): Pick<Row, 'addedToGateway' | 'addedRange'> {
  const added = runs.flatMap(({ addedToGateway }) => addedToGateway ?? [])
  if (added.length === 0) return { addedToGateway: null, addedRange: null }
  return {
    addedToGateway: medianOf(added),
    addedRange: [rounded(Math.min(...added)), rounded(Math.max(...added))],
  }
}

const HEADINGS = ['set', 'workload', 'variant', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs', 'RSS MiB']
const MORE_HEADINGS = ['calls/req', '÷ bff', 'min–max', '÷ by CPU', 'added', 'void']

export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.set,
    row.workload,
    row.variant,
    row.rps.toFixed(0),
    row.p50Ms.toFixed(1),
    row.p99Ms.toFixed(1),
    row.cpuUsPerRequest.toFixed(0),
    row.peakRssMiB.toFixed(0),
    row.upstreamCallsPerRequest.toFixed(2),
    row.ratioToBff.toFixed(3),
    row.ratioRange.map((value) => value.toFixed(3)).join('–'),
    row.cpuRatioToBff.toFixed(3),
    row.addedToGateway?.toFixed(2) ?? '',
    row.voidRounds === 0 ? '' : `${row.voidRounds} of ${row.rounds}`,
  ])
  const all = [[...HEADINGS, ...MORE_HEADINGS], ...cells]
  const widths = all[0]!.map((_, i) => Math.max(...all.map((line) => line[i]!.length)))
  const written = all.map((line) => line.map((cell, i) => cell.padEnd(widths[i]!)).join('  '))
  return written.map((line) => line.trimEnd()).join('\n')
}
