/** One run: one variant under one workload, measured after it has warmed up. */
import { setTimeout as sleep } from 'node:timers/promises'
import { startLoad } from './load.ts'
import type { Counted, Load } from './load.ts'
import type { Usage } from './program.ts'
import type { Program } from './programs.ts'
import { drawnRequests } from './requests.ts'
import type { Variant, Workload } from './requests.ts'

export interface RunOptions {
  readonly variant: Variant
  readonly workload: Workload
  readonly server: Program
  readonly upstreams: readonly Program[]
  readonly codes: readonly string[]
  /** Access token to be shown; null or absent: none is asked for. */
  readonly token?: string | null
  /** Each has one request under way at a time. */
  readonly connections: number
  readonly warmUpMs: number
  readonly measureMs: number
}

export interface Run {
  readonly rps: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuUsPerRequest: number
  readonly peakRssMiB: number
  readonly upstreamCallsPerRequest: number
  /** Processors' worth of work of all upstreams together. */
  readonly upstreamCores: number
  /** The same of the busiest one. */
  readonly busiestUpstreamCores: number
  /** Of this process, which makes the load. */
  readonly loadCores: number
}

/** Each variant's run of one round, with its ratio to the hand-written service of the same round. */
export interface RatedRun extends Run {
  readonly ratioToBff: number
  /** The same by processor time a request, which other work on the machine spoils less. */
  readonly cpuRatioToBff: number
  /** Processor time a request above that of `gateway`, in requests of the hand-written service. */
  readonly addedToGateway: number | null
  readonly isVoid: boolean
}

const RSS_EVERY_MS = 200
const LEAST_ANSWERS = 4
const LONGEST_WAIT_MS = 10_000

/** @throws {Error} when an answer was not 200 or had errors. */
export async function measureRun(options: RunOptions): Promise<Run> {
  const { variant, workload, server, upstreams, codes } = options
  const next = drawnRequests(variant, workload, codes, options.token)
  const load = await startLoad({ port: server.port, connections: options.connections, next })
  await sleep(options.warmUpMs)
  const everyone = [server, ...upstreams]
  const before = await Promise.all(everyone.map((program) => program.usage()))
  const ownBefore = process.cpuUsage()
  load.reset()
  const began = performance.now()
  const leastAnswers = Math.min(LEAST_ANSWERS, options.connections)
  const peakRssMiB = await watchRss(server, load, began + options.measureMs, leastAnswers)
  const after = await Promise.all(everyone.map((program) => program.usage()))
  const seconds = (performance.now() - began) / 1_000
  const own = process.cpuUsage(ownBefore)
  const counted = load.counted()
  await load.stop()
  if (counted.bad > 0)
    throw new Error(`${variant} ${workload}: ${counted.bad} bad: ${counted.firstBad}`)
  const used = before.map((usage, i) => difference(usage, after[i]!))
  const loadCores = (own.user + own.system) / 1e6 / seconds
  return { ...figures(counted, used, seconds), peakRssMiB, loadCores }
}

/** Until the time is over and a few answers are in: the slowest take seconds for one. */
async function watchRss(
  server: Program,
  load: Load,
  until: number,
  leastAnswers: number,
): Promise<number> {
  let peak = 0
  const goesOn = (): boolean => {
    const now = performance.now()
    return now < until || (load.answers() < leastAnswers && now < until + LONGEST_WAIT_MS)
  }
  while (goesOn()) {
    await sleep(Math.min(RSS_EVERY_MS, Math.max(1, until - performance.now())))
    peak = Math.max(peak, (await server.usage()).rssMiB)
  }
  return peak
}

interface Used {
  readonly cpuUs: number
  readonly calls: number
}

function difference(before: Usage, after: Usage): Used {
  return { cpuUs: after.cpuUs - before.cpuUs, calls: after.calls - before.calls }
}

function figures({ good, latenciesMs }: Counted, [own, ...upstreams]: Used[], seconds: number) {
  const cores = upstreams.map((used) => used.cpuUs / 1e6 / seconds)
  return {
    rps: good / seconds,
    p50Ms: latenciesMs[Math.floor(good * 0.5)] ?? NaN,
    p99Ms: latenciesMs[Math.floor(good * 0.99)] ?? NaN,
    cpuUsPerRequest: own!.cpuUs / good,
    upstreamCallsPerRequest: upstreams.reduce((all, used) => all + used.calls, 0) / good,
    upstreamCores: cores.reduce((all, one) => all + one, 0),
    busiestUpstreamCores: Math.max(0, ...cores),
  }
}
