import { createHash } from 'node:crypto'

/** As many different hashes, always the same ones. */
export function anyHashes(count: number): readonly Buffer[] {
  return Array.from({ length: count }, (_, i) => createHash('sha256').update(`${i}`).digest())
}
