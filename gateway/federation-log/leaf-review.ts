/** Reads every leaf of a log once and shows it to all that judge leaves. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { SeenLeaf } from './findings.ts'
import { KeyHistory } from './key-history.ts'
import { parseLeaf } from './leaf.ts'
import { LeafOrder, References } from './leaf-order.ts'
import { Pairs } from './pairs.ts'
import type { TimeBrackets } from './time-brackets.ts'

export interface ReviewParts {
  /** How far times may go back. */
  readonly toleranceMs: number
  readonly brackets: TimeBrackets
}

export class LeafReview {
  readonly order: LeafOrder
  readonly references = new References()
  readonly pairs = new Pairs()
  readonly keys = new KeyHistory()
  readonly brackets: TimeBrackets
  readonly #counts = new Map<string, number>()
  #unreadable: FederationError | null = null

  constructor({ toleranceMs, brackets }: ReviewParts) {
    this.order = new LeafOrder(toleranceMs)
    this.brackets = brackets
  }

  /** Never throws: a leaf that cannot be read is remembered, the first one. */
  see(entry: Buffer, index: number, leafHash: Buffer): void {
    const leaf = this.#parse(entry, index)
    if (leaf === null) return
    this.#counts.set(leaf.type, (this.#counts.get(leaf.type) ?? 0) + 1)
    const seen: SeenLeaf = { leaf, leafHash: leafHash.toString('base64url'), index }
    this.order.see(seen)
    this.references.see(seen)
    this.pairs.see(seen)
    this.keys.see(seen)
    this.brackets.see({ at: leaf.at, index })
  }

  /** Leaves of each type. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  /** @throws {FederationError} `LOG_LEAF_…`, `LOG_JSON_NOT_CANONICAL`, with the index. */
  refuseUnreadable(): void {
    if (this.#unreadable !== null) throw this.#unreadable
  }

  #parse(entry: Buffer, index: number) {
    try {
      return parseLeaf(entry)
    } catch (cause) {
      if (!(cause instanceof FederationError)) throw cause
      const { code, details } = cause
      this.#unreadable ??= new FederationError(code, { ...details, index }, { cause })
      return null
    }
  }
}
