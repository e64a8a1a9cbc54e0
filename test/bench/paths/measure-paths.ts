/**
 * How fast certification paths are validated, beside the bare signature checks of the same chains in
 * the same round: the ratio is the result.
 */
import { createPathCache } from '../../../gateway/certification-path/path-cache.ts'
import { readEvidence } from '../../../gateway/certification-path/revocation/evidence.ts'
import { NO_SECOND_OPINION, runSteps } from '../../../gateway/certification-path/steps-in-order.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { WorkMeter } from '../../../gateway/certification-path/work.ts'
import { medianOf, rounded } from '../statistics.ts'
import { PURPOSE, pathMaterial } from './material.ts'
import type { BenchChain, PathMaterial } from './material.ts'

export const PATH_VARIANTS = ['bare', 'own', 'both', 'cached'] as const
export type PathVariant = (typeof PATH_VARIANTS)[number]

/** One row of the JSON that `--json` writes. */
export interface PathRow {
  readonly set: 'paths'
  readonly variant: PathVariant
  readonly workload: 'path'
  /** Paths a processor second: the median of the rounds, the least and the most. */
  readonly pathsPerSecond: number
  readonly range: readonly [number, number]
  readonly usPerPath: number
  /** Paths a second over those of `bare` in the same round. */
  readonly ratioToBare: number
  readonly ratioRange: readonly [number, number]
  readonly rounds: number
}

export interface PathPace {
  readonly rounds: number
  readonly measureMs: number
}

type Validate = (chain: BenchChain) => boolean

export function measurePaths({ rounds, measureMs }: PathPace): PathRow[] {
  const material = pathMaterial()
  const validators = validatorsOf(material)
  const rates = new Map<PathVariant, number[]>(PATH_VARIANTS.map((variant) => [variant, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const i of PATH_VARIANTS.keys()) {
      const variant = PATH_VARIANTS[(round + i) % PATH_VARIANTS.length]!
      rates.get(variant)!.push(rateOf(validators[variant], material.chains, measureMs))
    }
  }
  return PATH_VARIANTS.map((variant) => rowOf(variant, rates.get(variant)!, rates.get('bare')!))
}

function validatorsOf({ anchors, crls, at }: PathMaterial): Record<PathVariant, Validate> {
  // Lists are read once for many chains, as the gateway does; their signatures are checked each time.
  const revocation = readEvidence({ crls }, new WorkMeter())
  const question = { anchors, revocation, purpose: PURPOSE, at }
  const cache = createPathCache({ anchors, revocation: { crls }, maxEntries: 1_000 })
  return {
    bare: ({ bare }) => bare.every(([certificate, key]) => certificate.verify(key)),
    own: ({ chain }) => runSteps({ ...question, chain }, NO_SECOND_OPINION).status === 'VALID',
    both: ({ chain }) => validatePath({ ...question, chain }).status === 'VALID',
    cached: ({ chain }) => cache.validate(chain, PURPOSE, at).status === 'VALID',
  }
}

/**
 * Paths a processor second: nothing here waits, so what else runs on the machine is left out of it. The
 * first pass over the chains warms up, and fills the cache.
 */
function rateOf(validate: Validate, chains: readonly BenchChain[], measureMs: number): number {
  if (!chains.every(validate)) throw new Error('a chain of the bench is not accepted')
  const began = process.cpuUsage()
  let done = 0
  for (;;) {
    for (const chain of chains) if (validate(chain)) done += 1
    const { user, system } = process.cpuUsage(began)
    if (user + system >= measureMs * 1_000) return (done / (user + system)) * 1e6
  }
}

function rowOf(variant: PathVariant, rates: readonly number[], bare: readonly number[]): PathRow {
  const ratios = rates.map((rate, round) => rate / bare[round]!)
  const pathsPerSecond = medianOf(rates)
  return {
    set: 'paths',
    variant,
    workload: 'path',
    pathsPerSecond,
    range: [rounded(Math.min(...rates)), rounded(Math.max(...rates))],
    usPerPath: rounded(1e6 / pathsPerSecond),
    ratioToBare: medianOf(ratios),
    ratioRange: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
    rounds: rates.length,
  }
}

export function pathTableOf(rows: readonly PathRow[]): string {
  const lines = rows.map(({ variant, pathsPerSecond, usPerPath, ratioToBare, ratioRange }) =>
    [
      variant.padEnd(8),
      pathsPerSecond.toFixed(0).padStart(8),
      usPerPath.toFixed(1).padStart(9),
      ratioToBare.toFixed(4).padStart(9),
      `  ${ratioRange.map((value) => value.toFixed(4)).join('–')}`,
    ].join(''),
  )
  return [
    `${'paths'.padEnd(8)}${'/s'.padStart(8)}${'µs'.padStart(9)}${'÷ bare'.padStart(9)}  min–max`,
    ...lines,
  ].join('\n')
}
