/** One generated chain: the same seed and number give the same chain, but for keys and signatures. */
import { build } from './build.ts'
import { draftChain } from './draft.ts'
import type { Material } from './draft.ts'
import { drawRows, turnOf } from './faults.ts'
import { Random } from './random.ts'
import type { Row } from './row.ts'

export interface ChainCase extends Material {
  readonly index: number
  readonly rows: readonly Row[]
  readonly opensslOptions: readonly string[]
}

export function makeCase(seed: string, index: number): ChainCase {
  const random = new Random(seed, index)
  const turn = turnOf(index)
  const draft = draftChain(random, turn?.atLeast)
  const rows = drawRows(turn, draft.certificates.length - 1, random)
  for (const row of rows) row.apply(draft, random)
  return { index, rows, opensslOptions: draft.opensslOptions, ...build(draft) }
}
