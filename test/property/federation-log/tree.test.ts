import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proveConsistency, verifyConsistency } from '../../../gateway/federation-log/consistency.ts'
import type { Consistency } from '../../../gateway/federation-log/consistency.ts'
import { Frontier } from '../../../gateway/federation-log/frontier.ts'
import { proveInclusion, verifyInclusion } from '../../../gateway/federation-log/inclusion.ts'
import type { Inclusion } from '../../../gateway/federation-log/inclusion.ts'
import { provingRanges } from '../../../gateway/federation-log/subtree.ts'
import type { LeafRange } from '../../../gateway/federation-log/subtree.ts'
import { rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { anyHashes } from '../../unit/federation-log/any-hashes.ts'

const LEAVES = anyHashes(2_000)
const ROOTS = rootsOf(LEAVES)
const size = fc.integer({ min: 1, max: LEAVES.length })
const indexAndSize = size.chain((n) => fc.tuple(fc.nat(n - 1), fc.constant(n)))
const twoSizes = size.chain((n) => fc.tuple(fc.integer({ min: 1, max: n }), fc.constant(n)))

describe('the frontier', () => {
  it('has the root of the tree at every size to 300', () => {
    for (let n = 0; n <= 300; n += 1) expect(ROOTS[n]).toEqual(rootOfHashes(LEAVES, 0, n))
  })

  it('has it at random sizes', () => {
    const property = fc.property(size, (n) => {
      expect(ROOTS[n]).toEqual(rootOfHashes(LEAVES, 0, n))
    })
    fc.assert(property, { numRuns: 30 })
  })
})

describe('an inclusion proof', () => {
  it('verifies for every leaf of every tree to 40', () => {
    for (let n = 1; n <= 40; n += 1) {
      for (let i = 0; i < n; i += 1) expect(accepts(inclusion(i, n))).toBe(true)
    }
  })

  it('verifies for random leaves, and not with any single bit changed', () => {
    const property = fc.property(indexAndSize, fc.nat(), fc.nat(), ([i, n], which, bit) => {
      const good = inclusion(i, n)
      expect(accepts(good)).toBe(true)
      const parts = [good.leafHash, good.root, ...good.proof]
      const [leafHash, root, ...proof] = flipped(parts, which % parts.length, bit)
      expect(accepts({ ...good, leafHash: leafHash!, root: root!, proof })).toBe(false)
    })
    fc.assert(property)
  })

  it('verifies at no other index', () => {
    const property = fc.property(indexAndSize, fc.nat(52), ([i, n], bit) => {
      expect(accepts({ ...inclusion(i, n), index: bitFlipped(i, bit) })).toBe(false)
    })
    fc.assert(property)
  })

  it('verifies at another size only where the way to the leaf is the same', () => {
    const property = fc.property(indexAndSize, fc.nat(52), ([i, n], bit) => {
      const other = bitFlipped(n, bit)
      const isSameWay = i < other && wayOf(i, other) === wayOf(i, n)
      expect(accepts({ ...inclusion(i, n), size: other })).toBe(isSameWay)
    })
    fc.assert(property)
  })
})

describe('a consistency proof', () => {
  it('verifies for every pair of sizes to 40', () => {
    for (let n = 1; n <= 40; n += 1) {
      for (let m = 1; m <= n; m += 1) expect(isConsistent(consistency(m, n))).toBe(true)
    }
  })

  it('verifies for random sizes, and not with any single bit changed', () => {
    const property = fc.property(twoSizes, fc.nat(), fc.nat(), ([m, n], which, bit) => {
      const good = consistency(m, n)
      expect(isConsistent(good)).toBe(true)
      const parts = [good.oldRoot, good.root, ...good.proof]
      const [oldRoot, root, ...proof] = flipped(parts, which % parts.length, bit)
      expect(isConsistent({ ...good, oldRoot: oldRoot!, root: root!, proof })).toBe(false)
    })
    fc.assert(property)
  })

  it('verifies from no other older size', () => {
    const property = fc.property(twoSizes, fc.nat(52), ([m, n], bit) => {
      expect(isConsistent({ ...consistency(m, n), oldSize: bitFlipped(m, bit) })).toBe(false)
    })
    fc.assert(property)
  })

  it('does not verify for a log that changed one leaf', () => {
    const property = fc.property(twoSizes, fc.nat(), ([m, n], at) => {
      const rewritten = LEAVES.slice(0, n)
      rewritten[at % m] = LEAVES[(at % m) + 1] ?? LEAVES[0]!
      const proof = proveConsistency(rewritten, m)
      const root = rootOfHashes(rewritten)
      expect(isConsistent({ oldSize: m, oldRoot: ROOTS[m]!, size: n, root, proof })).toBe(false)
    })
    fc.assert(property, { numRuns: 20 })
  })
})

function inclusion(index: number, n: number): Inclusion {
  const proof = proveInclusion(LEAVES.slice(0, n), index)
  return { leafHash: LEAVES[index]!, index, size: n, root: ROOTS[n]!, proof }
}

function consistency(m: number, n: number): Consistency {
  const proof = proveConsistency(LEAVES.slice(0, n), m)
  return { oldSize: m, oldRoot: ROOTS[m]!, size: n, root: ROOTS[n]!, proof }
}

const accepts = (question: Inclusion) => holds(() => verifyInclusion(question))
const isConsistent = (question: Consistency) => holds(() => verifyConsistency(question))

function holds(check: () => void): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}

/** Left or right at each level: two sizes with the same way cannot be told apart by a proof. */
function wayOf(index: number, n: number): string {
  const leaf = { start: index, end: index + 1 }
  const side = ({ start }: LeafRange) => (start > index ? 'L' : 'R')
  return provingRanges(leaf, n).map(side).join('')
}

function flipped(parts: readonly Uint8Array[], which: number, bit: number): readonly Buffer[] {
  const copies = parts.map((part) => Buffer.from(part))
  const chosen = copies[which]!
  chosen[Math.floor(bit / 8) % chosen.length]! ^= 1 << (bit % 8)
  return copies
}

function bitFlipped(value: number, bit: number): number {
  const power = 2 ** bit
  return Math.floor(value / power) % 2 === 1 ? value - power : value + power
}

function rootsOf(leaves: readonly Uint8Array[]): readonly Buffer[] {
  const frontier = new Frontier()
  const roots = [frontier.root()]
  for (const leaf of leaves) {
    frontier.append(leaf)
    roots.push(frontier.root())
  }
  return roots
}
