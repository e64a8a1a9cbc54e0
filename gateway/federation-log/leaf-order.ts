/**
 * Times and references of leaves in the order of the log. Leaves are written by several processes
 * and outcomes are not waited for, so that times may go back a little; never far.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import { Findings } from './findings.ts'
import type { SeenLeaf } from './findings.ts'

export class LeafOrder {
  readonly findings = new Findings()
  readonly #toleranceMs: number
  #latest: { readonly index: number; readonly ms: number } | null = null

  constructor(toleranceMs: number) {
    this.#toleranceMs = toleranceMs
  }

  see({ leaf, index }: SeenLeaf): void {
    const ms = Date.parse(leaf.at)
    if (this.#latest !== null && ms < this.#latest.ms - this.#toleranceMs) {
      const facts = { index, at: leaf.at, before: this.#latest.index }
      this.findings.add(new FederationError('LOG_TIME_OUT_OF_ORDER', facts))
    }
    if (this.#latest === null || ms > this.#latest.ms) this.#latest = { index, ms }
  }

  /** The highest time that a leaf gives itself; null: there is no leaf. */
  latestAt(): Date | null {
    return this.#latest && new Date(this.#latest.ms)
  }
}

/** Whether what a leaf cites stands in an earlier one: of an erasure its digests, of an intent its operation. */
export class References {
  readonly findings = new Findings()
  readonly #digests = new Map<string, readonly string[]>()
  readonly #operations = new Set<string>()

  see({ leaf, leafHash, index }: SeenLeaf): void {
    if (leaf.type === 'ERASURE') {
      const known = this.#digests.get(leaf.target)
      const foreign = leaf.digests.find((digest) => known?.includes(digest) !== true)
      if (foreign !== undefined) this.#add('LOG_ERASURE_TARGET_MISSING', index, leaf.target)
    }
    if (leaf.type === 'INTENT' && !this.#operations.has(leaf.asks)) {
      this.#add('LOG_OPERATION_MISSING', index, leaf.asks)
    }
    if (leaf.type === 'OPERATION') this.#operations.add(leafHash)
    if (leaf._sd.length > 0) this.#digests.set(leafHash, leaf._sd)
  }

  #add(code: ErrorCode, index: number, target: string): void {
    this.findings.add(new FederationError(code, { index, target }))
  }
}
