/**
 * Whether memory grows under load: the live heap after a forced collection about every second, and
 * the slope of a straight line through the last four fifths of these.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startLoad } from './load.ts'
import { startProgram } from './programs.ts'
import type { Placement, Program } from './programs.ts'
import { CONNECTIONS, drawnRequests } from './requests.ts'
import { startUpstreams } from './upstreams.ts'
import { benchCodes } from './world.ts'

export interface HeapOptions {
  readonly quick: boolean
  readonly placement: Placement
  say(line: string): void
}

export interface HeapResult {
  readonly seconds: number
  readonly requests: number
  readonly firstMiB: number
  readonly lastMiB: number
  readonly slopeMiBPerMinute: number
}

const PLAN = { entities: 5_000, seed: 1 }
const EVERY_MS = 1_000
const SETTLED = 0.2
/** One request in so many brings a document that was not seen lately. */
const AD_HOC_EVERY = 20

export async function measureHeap({ quick, placement, say }: HeapOptions): Promise<HeapResult> {
  const seconds = quick ? 10 : 60
  const upstreams = await startUpstreams('plain', PLAN, placement.rest)
  const server = await startProgram({
    file: 'variants/gateway.ts',
    name: 'gateway',
    settings: upstreams.settings,
    processors: placement.server,
    exposeGc: true,
  })
  try {
    const { samples, requests } = await sampleUnderLoad(server, quick ? 5_000 : 20_000, seconds)
    const slope = slopePerMinute(samples.slice(Math.floor(samples.length * SETTLED)))
    const [first, last] = [samples[0]!.heapMiB, samples.at(-1)!.heapMiB]
    say(`heap after collection: ${first.toFixed(1)} MiB at first, ${last.toFixed(1)} MiB at last`)
    say(
      `slope over the last 80% of ${seconds} s: ${slope.toFixed(3)} MiB/min, ${requests} requests`,
    )
    return { seconds, requests, firstMiB: first, lastMiB: last, slopeMiBPerMinute: slope }
  } finally {
    await Promise.all([server, ...upstreams.programs].map((program) => program.stop()))
  }
}

interface Sample {
  readonly atMs: number
  readonly heapMiB: number
}

/** The warm-up fills what is kept by design: documents, code, sockets. */
async function sampleUnderLoad(server: Program, warmUpMs: number, seconds: number) {
  const codes = benchCodes(PLAN)
  const [full, adHoc] = (['full', 'adhoc'] as const).map((workload) =>
    drawnRequests('gateway', workload, codes),
  )
  let asked = 0
  let warm = false
  const load = await startLoad({
    port: server.port,
    connections: CONNECTIONS.full,
    next: () => (!warm || ++asked % AD_HOC_EVERY === 0 ? adHoc!() : full!()),
  })
  await sleep(warmUpMs)
  warm = true
  await server.heapMiB()
  load.reset()
  const began = performance.now()
  const samples: Sample[] = []
  while (performance.now() - began < seconds * 1_000) {
    await sleep(EVERY_MS)
    samples.push({ atMs: performance.now() - began, heapMiB: await server.heapMiB() })
  }
  const { good, bad, firstBad } = load.counted()
  await load.stop()
  if (bad > 0) throw new Error(`${bad} bad answers: ${firstBad}`)
  return { samples, requests: good }
}

/** Least squares. */
function slopePerMinute(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length
  const [x, y] = [mean((sample) => sample.atMs), mean((sample) => sample.heapMiB)]
  const above = samples.reduce((sum, { atMs, heapMiB }) => sum + (atMs - x) * (heapMiB - y), 0)
  const below = samples.reduce((sum, { atMs }) => sum + (atMs - x) ** 2, 0)
  return (above / below) * 60_000
}
