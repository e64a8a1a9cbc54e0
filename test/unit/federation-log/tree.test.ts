import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { proveConsistency, verifyConsistency } from '../../../gateway/federation-log/consistency.ts'
import { Frontier } from '../../../gateway/federation-log/frontier.ts'
import { proveInclusion, verifyInclusion } from '../../../gateway/federation-log/inclusion.ts'
import { isSubtree, provingRanges } from '../../../gateway/federation-log/subtree.ts'
import { emptyRoot, hashChildren, hashLeaf, rootOf } from '../../../gateway/federation-log/tree.ts'
import { anyHashes } from './any-hashes.ts'

const sha256 = (...parts: readonly Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest()
const [zero, one] = [Buffer.of(0), Buffer.of(1)]

describe('RFC 6962, section 2.1', () => {
  it('hashes the empty tree as the empty string', () => {
    expect(rootOf([])).toEqual(sha256())
  })

  it('hashes a leaf with 0x00 and a node with 0x01 before it', () => {
    const entry = Buffer.from('示例')
    expect(hashLeaf(entry)).toEqual(sha256(zero, entry))
    expect(rootOf([entry])).toEqual(sha256(zero, entry))
    const [left, right] = anyHashes(2)
    expect(hashChildren(left!, right!)).toEqual(sha256(one, left!, right!))
  })

  it('divides at the largest power of two below the size', () => {
    const entries = ['a', 'b', 'c', 'd', 'e'].map((text) => Buffer.from(text))
    const [a, b, c, d, e] = entries.map((entry) => sha256(zero, entry))
    const four = sha256(one, sha256(one, a!, b!), sha256(one, c!, d!))
    expect(rootOf(entries)).toEqual(sha256(one, four, e!))
  })
})

describe('which hashes prove what', () => {
  const written = (ranges: readonly { start: number; end: number }[]) =>
    ranges.map(({ start, end }) => `${start}–${end}`).join(' ')

  it.each([
    [0, 1, 1, ''],
    [0, 1, 7, '1–2 2–4 4–7'],
    [3, 4, 7, '2–3 0–2 4–7'],
    [4, 5, 7, '5–6 6–7 0–4'],
    [6, 7, 7, '4–6 0–4'],
  ])('of leaf %d–%d of %d: RFC 6962, section 2.1.1', (start, end, size, ranges) => {
    expect(written(provingRanges({ start, end }, size))).toBe(ranges)
  })

  it.each([
    [3, 7, '2–3 3–4 0–2 4–7'],
    [4, 7, '4–7'],
    [6, 7, '4–6 6–7 0–4'],
    [7, 7, ''],
    [2 ** 40, 2 ** 40 + 1, '1099511627776–1099511627777'],
  ])('of the first %d of %d: RFC 6962, section 2.1.2', (end, size, ranges) => {
    expect(written(provingRanges({ start: 0, end }, size))).toBe(ranges)
  })

  it.each([
    [0, 0, 8, true],
    [1, 1, 1, true],
    [4, 8, 8, true],
    [8, 13, 14, true],
    [4, 7, 14, true],
    [2, 5, 8, false],
    [2, 6, 8, false],
    [1, 3, 8, false],
    [4, 9, 8, false],
    [5, 4, 8, false],
    [-1, 1, 8, false],
    [0, 2 ** 53, 2 ** 53, false],
  ])('%d–%d of %d is a subtree: %s', (start, end, size, is) => {
    expect(isSubtree({ start, end }, size)).toBe(is)
  })
})

describe('verifyInclusion', () => {
  const leaves = anyHashes(7)
  const frontier = new Frontier()
  for (const leaf of leaves) frontier.append(leaf)
  const good = { leafHash: leaves[3]!, index: 3, size: 7, root: frontier.root() }
  const proof = proveInclusion(leaves, 3)

  it('accepts what was proved', () => {
    expect(() => verifyInclusion({ ...good, proof })).not.toThrow()
  })

  it.each([
    ['an index outside the tree', { index: 7 }, 'index'],
    ['an index below 0', { index: -1 }, 'index'],
    ['an index between two', { index: 2.5 }, 'index'],
    ['a size beyond 2^53', { size: 2 ** 53 }, 'index'],
    ['a leaf that is no hash', { leafHash: Buffer.alloc(31) }, 'hash'],
    ['a root that is no hash', { root: Buffer.alloc(0) }, 'hash'],
    ['a proof with half a hash', { proof: [Buffer.alloc(16), ...proof.slice(1)] }, 'hash'],
    ['a proof too short', { proof: proof.slice(1) }, 'length'],
    ['a proof too long', { proof: [...proof, leaves[0]!] }, 'length'],
    ['a proof in another order', { proof: proof.toReversed() }, 'root'],
    ['another leaf', { leafHash: leaves[2]! }, 'root'],
    ['another index', { index: 2 }, 'root'],
  ])('refuses %s', (_, change, reason) => {
    const refused = { code: 'LOG_INCLUSION_INVALID', details: { reason } }
    expect(() => verifyInclusion({ ...good, proof, ...change })).toThrow(
      expect.objectContaining({ ...refused, details: expect.objectContaining({ reason }) }),
    )
  })
})

describe('verifyConsistency', () => {
  const leaves = anyHashes(7)
  const roots = rootsOf(leaves)
  const good = { oldSize: 3, oldRoot: roots[3]!, size: 7, root: roots[7]! }
  const proof = proveConsistency(leaves, 3)

  it('accepts what was proved', () => {
    expect(() => verifyConsistency({ ...good, proof })).not.toThrow()
    const same = { oldSize: 7, oldRoot: roots[7]!, size: 7, root: roots[7]! }
    expect(() => verifyConsistency({ ...same, proof: [] })).not.toThrow()
  })

  it.each([
    ['the empty tree as the older one', { oldSize: 0, oldRoot: emptyRoot(), proof: [] }, 'size'],
    ['an older size above the newer', { oldSize: 8 }, 'size'],
    ['a root that is no hash', { root: Buffer.alloc(33) }, 'hash'],
    ['a proof too short', { proof: proof.slice(1) }, 'length'],
    ['a proof too long', { proof: [...proof, leaves[0]!] }, 'length'],
    ['another older root', { oldRoot: roots[2]! }, 'oldRoot'],
    ['another newer root', { root: roots[6]! }, 'root'],
    ['two roots at one size', { oldSize: 7, oldRoot: roots[6]!, proof: [] }, 'root'],
  ])('refuses %s', (_, change, reason) => {
    expect(() => verifyConsistency({ ...good, proof, ...change })).toThrow(
      expect.objectContaining({
        code: 'LOG_CONSISTENCY_INVALID',
        details: expect.objectContaining({ reason }),
      }),
    )
  })
})

describe('Frontier', () => {
  it('goes on from its state, and a copy of it stays as it was', () => {
    const leaves = anyHashes(11)
    const first = new Frontier()
    for (const leaf of leaves.slice(0, 6)) first.append(leaf)
    const state = first.state()
    const second = new Frontier(state)
    for (const leaf of leaves.slice(6)) second.append(leaf)
    expect(second.root()).toEqual(rootsOf(leaves)[11])
    expect(new Frontier(state).root()).toEqual(rootsOf(leaves)[6])
    expect(state.hashes).toHaveLength(2)
  })

  it('counts past 2^32', () => {
    const size = 2 ** 40 + 2 ** 33 - 1
    const frontier = new Frontier({ size, hashes: anyHashes(34) })
    frontier.append(anyHashes(1)[0]!)
    expect(frontier.state()).toMatchObject({ size: size + 1, hashes: { length: 2 } })
  })

  it.each([
    ['too few hashes', 3, 1],
    ['too many hashes', 4, 2],
    ['half a size', 1.5, 1],
  ])('refuses a state with %s', (_, size, count) => {
    expect(() => new Frontier({ size, hashes: anyHashes(count) })).toThrow(
      expect.objectContaining({ code: 'LOG_STATE_INVALID' }),
    )
  })

  it('refuses what is no hash, and the leaf after the last possible one', () => {
    const code = 'LOG_STATE_INVALID'
    expect(() => new Frontier().append(Buffer.alloc(31))).toThrow(expect.objectContaining({ code }))
    const full = new Frontier({ size: Number.MAX_SAFE_INTEGER, hashes: anyHashes(53) })
    expect(() => full.append(anyHashes(1)[0]!)).toThrow(expect.objectContaining({ code }))
  })
})

function rootsOf(leaves: readonly Uint8Array[]): readonly Buffer[] {
  const frontier = new Frontier()
  const roots = [frontier.root()]
  for (const leaf of leaves) {
    frontier.append(leaf)
    roots.push(frontier.root())
  }
  return roots
}
