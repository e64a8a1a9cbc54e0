/** Inclusion proofs: that an entry stands at an index. Source: RFC 9162, section 2.1.3. */
import { FederationError } from '../../schemas/model/errors.ts'
import { isSubtree, provingRanges, rootsFrom } from './subtree.ts'
import type { LeafRange } from './subtree.ts'
import { HASH_BYTES, isSize, rootOfHashes } from './tree.ts'

export interface Inclusion {
  readonly leafHash: Uint8Array
  /** Counted from 0. */
  readonly index: number
  readonly size: number
  readonly root: Uint8Array
  /** 32 bytes each, from the leaf's sibling to the child of the root. */
  readonly proof: readonly Uint8Array[]
}

/** Ranges whose hashes are the proof of the leaf at `index`, in the order of the proof. */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  if (!isLeafOf(index, size)) throw refused({ index, size }, 'index')
  return provingRanges({ start: index, end: index + 1 }, size)
}

/** `leafHashes`: of the whole tree. @throws {FederationError} `LOG_INCLUSION_INVALID` no such index. */
export function proveInclusion(leafHashes: readonly Uint8Array[], index: number): Buffer[] {
  const ranges = inclusionRanges(index, leafHashes.length)
  return ranges.map(({ start, end }) => rootOfHashes(leafHashes, start, end))
}

/**
 * Proves index, entry and root. The size it proves up to the shape of the way only: it must come
 * from a signed checkpoint.
 *
 * @throws {FederationError} `LOG_INCLUSION_INVALID`; `reason`: index, hash, length or root.
 */
export function verifyInclusion({ leafHash, index, size, root, proof }: Inclusion): void {
  if (!isLeafOf(index, size)) throw refused({ index, size }, 'index')
  const isHash = (each: Uint8Array) => each.length === HASH_BYTES
  if (![leafHash, root, ...proof].every(isHash)) throw refused({ index, size }, 'hash')
  const roots = rootsFrom({ start: index, end: index + 1 }, size, proof, leafHash)
  if (roots === null) throw refused({ index, size }, 'length')
  if (!Buffer.from(roots.tree).equals(root)) throw refused({ index, size }, 'root')
}

/** In a subtree: the leaf's place counts from where the subtree begins. */
export function verifySubtreeInclusion(
  { index, leafHash, root, proof }: Omit<Inclusion, 'size'>,
  { start, end }: LeafRange,
): void {
  if (!isSubtree({ start, end }, end)) throw refused({ index, size: end }, 'subtree')
  verifyInclusion({ leafHash, index: index - start, size: end - start, root, proof })
}

function isLeafOf(index: number, size: number): boolean {
  return isSize(index) && isSize(size) && index < size
}

function refused(facts: { index: number; size: number }, reason: string): FederationError {
  return new FederationError('LOG_INCLUSION_INVALID', { ...facts, reason })
}
