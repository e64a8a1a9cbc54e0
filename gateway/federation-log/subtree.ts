/**
 * The way from the root of a tree down to a run of leaves, which is what every proof is about: an
 * inclusion proof leads to one leaf, a consistency proof to the leaves of the older tree, which lie
 * at the beginning. Source: RFC 9162, sections 2.1.3.1 and 2.1.4.1; for runs that begin elsewhere
 * draft-ietf-plants-merkle-tree-certs-03, section 4.
 */
import { hashChildren, isSize, largestPowerBelow } from './tree.ts'

/** Leaves from `start` up to, not including, `end`. */
export interface LeafRange {
  readonly start: number
  readonly end: number
}

/**
 * One level of the way down. `LEFT`, `RIGHT`: the run lies in that half, and the hash of the other
 * one is needed. `BOTH`: it covers the left half and some of the right one, where the way goes on.
 */
interface Level {
  readonly run: 'LEFT' | 'RIGHT' | 'BOTH'
  readonly other: LeafRange
}

/**
 * Whether the run is the whole of a tree that some log of this size once had, moved to `start`:
 * merkle-tree-certs, section 4.1. The run without leaves is one as well.
 */
export function isSubtree({ start, end }: LeafRange, size: number): boolean {
  if (!isSize(start) || !isSize(end) || !isSize(size) || start > end || end > size) return false
  return start === end || start % smallestPowerFrom(end - start) === 0
}

/** Ranges whose hashes prove the run, in the order of the proof: from the leaves to the root. */
export function provingRanges(run: LeafRange, size: number): readonly LeafRange[] {
  const { levels, end } = wayDown(run, size)
  const others = levels.map(({ other }) => other).toReversed()
  return needsOwnHash(levels) ? [end, ...others] : others
}

export interface Roots {
  /** Of the run, and of the whole tree, as the proof makes them. */
  readonly run: Uint8Array
  readonly tree: Uint8Array
}

/**
 * Both roots from a proof, given the run's. Null when the proof is not as long as it must be. A
 * proof holds exactly as many hashes as are needed: one more would make two proofs of one.
 */
export function rootsFrom(
  run: LeafRange,
  size: number,
  proof: readonly Uint8Array[],
  runRoot: Uint8Array,
): Roots | null {
  const { levels } = wayDown(run, size)
  const begins = needsOwnHash(levels) ? 1 : 0
  if (proof.length !== levels.length + begins) return null
  const first = begins === 1 ? proof[0]! : runRoot
  const roots = { run: first, tree: first }
  for (const [i, level] of levels.toReversed().entries()) {
    const other = proof[begins + i]!
    if (level.run === 'BOTH') roots.run = hashChildren(other, roots.run)
    const isLeft = level.run === 'LEFT'
    roots.tree = isLeft ? hashChildren(roots.tree, other) : hashChildren(other, roots.tree)
  }
  return roots
}

/** Once the run has been divided, its root is no longer a node of the tree: the last part is sent. */
function needsOwnHash(levels: readonly Level[]): boolean {
  return levels.some(({ run }) => run === 'BOTH')
}

/** At most 53 levels, whatever the numbers say. `end`: the part of the run where the way ends. */
function wayDown(
  run: LeafRange,
  size: number,
): { readonly levels: Level[]; readonly end: LeafRange } {
  const levels: Level[] = []
  const { end } = run
  let start = run.start
  let [low, high] = [0, size]
  while (start !== low || end !== high) {
    const middle = low + largestPowerBelow(high - low)
    const [left, right] = [
      { start: low, end: middle },
      { start: middle, end: high },
    ]
    if (end <= middle) {
      levels.push({ run: 'LEFT', other: right })
      high = middle
      continue
    }
    levels.push({ run: start >= middle ? 'RIGHT' : 'BOTH', other: left })
    low = middle
    start = Math.max(start, middle)
  }
  return { levels, end: { start, end } }
}

function smallestPowerFrom(count: number): number {
  return count === 1 ? 1 : largestPowerBelow(count) * 2
}
