/** The right edge of a tree: what its partial tiles come to. */
import { HASH_BYTES, emptyRoot, hashChildren, largestPowerBelow, rootOfHashes } from './tree.ts'

/** Root of the tree whose partial tiles hold these hashes; lowest level first. */
export function rootOfEdge(edge: readonly (readonly Uint8Array[])[]): Buffer {
  const parts = edge.map(fullRootsIn).reverse().flat()
  if (parts.length === 0) return emptyRoot()
  return Buffer.from(parts.reduceRight((right, left) => hashChildren(left, right)))
}

/** Roots of the largest full subtrees, from the left. */
function fullRootsIn(hashes: readonly Uint8Array[]): readonly Uint8Array[] {
  const roots: Uint8Array[] = []
  for (let at = 0; at < hashes.length;) {
    const width = largestPowerBelow(hashes.length - at + 1)
    roots.push(rootOfHashes(hashes, at, at + width))
    at += width
  }
  return roots
}

/** Of the bytes of a tile, without copying them. Their number has been checked. */
export function hashesIn(bytes: Uint8Array): readonly Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: all.length / HASH_BYTES }, (_, i) => {
    return all.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)
  })
}
