/**
 * Consistency proofs: that a tree begins with all leaves of an older one. Source: RFC 9162, section
 * 2.1.4; for parts of a tree that begin elsewhere merkle-tree-certs-03, section 4.4.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { isSubtree, provingRanges, rootsFrom } from './subtree.ts'
import type { LeafRange } from './subtree.ts'
import { HASH_BYTES, emptyRoot, rootOfHashes } from './tree.ts'

export interface Consistency {
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  readonly size: number
  readonly root: Uint8Array
  /** 32 bytes each; none when both sizes are equal. */
  readonly proof: readonly Uint8Array[]
}

/** Ranges whose hashes are the proof, in its order. @throws {FederationError} `LOG_CONSISTENCY_INVALID` sizes. */
export function consistencyRanges(oldSize: number, size: number): readonly LeafRange[] {
  if (!isPair(oldSize, size)) throw refused({ oldSize, size }, 'size')
  return provingRanges({ start: 0, end: oldSize }, size)
}

/** `leafHashes`: of the newer tree. @throws {FederationError} `LOG_CONSISTENCY_INVALID` sizes. */
export function proveConsistency(leafHashes: readonly Uint8Array[], oldSize: number): Buffer[] {
  const ranges = consistencyRanges(oldSize, leafHashes.length)
  return ranges.map(({ start, end }) => rootOfHashes(leafHashes, start, end))
}

/**
 * Every tree begins with the empty one, so from size 0 nothing can be proved and all is refused:
 * whoever knows no older checkpoint has nothing to compare.
 *
 * @throws {FederationError} `LOG_CONSISTENCY_INVALID`; `reason`: size, hash, length, oldRoot or root.
 */
export function verifyConsistency(question: Consistency): void {
  const { oldSize, oldRoot, size, root, proof } = question
  if (!isPair(oldSize, size)) throw refused({ oldSize, size }, 'size')
  verifySubtreeConsistency({ root: oldRoot, start: 0, end: oldSize }, { size, root }, proof)
}

/** The part without leaves is consistent with every tree. @throws as {@link verifyConsistency}; also `subtree`. */
export function verifySubtreeConsistency(
  part: LeafRange & { readonly root: Uint8Array },
  tree: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): void {
  const sizes = { oldSize: part.end, size: tree.size }
  if (!isSubtree(part, tree.size)) throw refused(sizes, 'subtree')
  const isHash = (each: Uint8Array) => each.length === HASH_BYTES
  if (![part.root, tree.root, ...proof].every(isHash)) throw refused(sizes, 'hash')
  if (part.start === part.end) {
    if (proof.length > 0) throw refused(sizes, 'length')
    if (!emptyRoot().equals(part.root)) throw refused(sizes, 'oldRoot')
    return
  }
  const roots = rootsFrom(part, tree.size, proof, part.root)
  if (roots === null) throw refused(sizes, 'length')
  if (!Buffer.from(roots.run).equals(part.root)) throw refused(sizes, 'oldRoot')
  if (!Buffer.from(roots.tree).equals(tree.root)) throw refused(sizes, 'root')
}

function isPair(oldSize: number, size: number): boolean {
  return oldSize > 0 && isSubtree({ start: 0, end: oldSize }, size)
}

function refused(sizes: { oldSize: number; size: number }, reason: string): FederationError {
  return new FederationError('LOG_CONSISTENCY_INVALID', { ...sizes, reason })
}
