/** transparency-dev/merkle: every probe of proofs, those of parts of a tree too. */
import {
  verifyConsistency,
  verifySubtreeConsistency,
} from '../../gateway/federation-log/consistency.ts'
import { verifyInclusion, verifySubtreeInclusion } from '../../gateway/federation-log/inclusion.ts'
import { rowOf } from './row.ts'
import type { Answer, Row } from './row.ts'
import { answer } from './tlog-answer.ts'
import {
  CONSISTENCY,
  INCLUSION,
  SUBTREE_CONSISTENCY,
  SUBTREE_INCLUSION,
  readProbes,
} from './tlog-vectors.ts'
import type { Probe } from './tlog-vectors.ts'

/** Valid ones whose roots are the words "don't care", 12 bytes long. A root here has 32. */
export const NO_ROOTS: readonly string[] = [
  'consistency/additional/sizes-are-equal-one-and-proof-is-empty',
  'subtreeconsistency/additional/sizes-are-equal-one-and-proof-is-empty',
  'subtreeconsistency/additional/subtree-is-empty-sizes-are-equal-one-subtree-root-valid-tree-root-random-proof-is-empty',
  'subtreeconsistency/additional/subtree-is-empty-sizes-are-equal-zero-subtree-root-valid-tree-root-random-proof-is-empty',
]

export const PROBES = {
  inclusion: 98,
  consistency: 98,
  subtreeinclusion: 204,
  subtreeconsistency: 118,
} as const

export function runMerkle(folder: string): readonly Row[] {
  return [
    rowOf('tlog', inclusionAnswers(folder), isExplained),
    rowOf('tlog/consistency', consistencyAnswers(folder), isExplained),
    rowOf('tlog/subtree-inclusion', subtreeInclusionAnswers(folder), isExplained),
    rowOf('tlog/subtree-consistency', subtreeConsistencyAnswers(folder), isExplained),
  ]
}

function isExplained({ id, code }: Answer): boolean {
  return NO_ROOTS.includes(id) && code === 'LOG_CONSISTENCY_INVALID: hash'
}

function inclusionAnswers(folder: string): readonly Answer[] {
  const probes = readProbes(folder, 'inclusion', INCLUSION, PROBES.inclusion)
  return probes.map((each) =>
    asked(each, ({ leafIdx: index, treeSize: size, ...rest }) =>
      verifyInclusion({ index, size, ...rest }),
    ),
  )
}

function consistencyAnswers(folder: string): readonly Answer[] {
  const probes = readProbes(folder, 'consistency', CONSISTENCY, PROBES.consistency)
  return probes.map((each) =>
    asked(each, ({ size1, root1, size2, root2, proof }) =>
      verifyConsistency({ oldSize: size1, oldRoot: root1, size: size2, root: root2, proof }),
    ),
  )
}

function subtreeInclusionAnswers(folder: string): readonly Answer[] {
  const probes = readProbes(folder, 'subtreeinclusion', SUBTREE_INCLUSION, PROBES.subtreeinclusion)
  return probes.map((each) =>
    asked(each, ({ leafIdx: index, start, end, ...rest }) =>
      verifySubtreeInclusion({ index, ...rest }, { start, end }),
    ),
  )
}

function subtreeConsistencyAnswers(folder: string): readonly Answer[] {
  const size = PROBES.subtreeconsistency
  const probes = readProbes(folder, 'subtreeconsistency', SUBTREE_CONSISTENCY, size)
  return probes.map((each) =>
    asked(each, ({ start, end, size, root1, root2, proof }) =>
      verifySubtreeConsistency({ start, end, root: root1 }, { size, root: root2 }, proof),
    ),
  )
}

function asked<T extends { readonly wantErr: boolean }>(
  { id, probe }: Probe<T>,
  ask: (probe: T) => void,
): Answer {
  return answer(id, !probe.wantErr, () => ask(probe))
}
