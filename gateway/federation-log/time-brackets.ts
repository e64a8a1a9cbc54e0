/**
 * Between which of the witnesses' times each leaf came into the log. What a leaf says of itself is
 * its writer's word; a checkpoint without the leaf and one with it, each seen by a quorum, bracket
 * it whatever that writer says: so a back-dated leaf shows.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { Findings } from './findings.ts'

/** A checkpoint whose root is that of the log at this size. */
export interface SeenHead {
  readonly size: number
  /** When a quorum had seen it. */
  readonly seenBy: Date
}

export interface BracketTolerance {
  /**
   * A checkpoint is signed before it is seen, and leaves wait to be written: so much earlier than
   * the last checkpoint without it a leaf may say to be.
   */
  readonly backMs: number
  /** Of the writer's clock. */
  readonly aheadMs: number
}

/** Leaves in order of index against checkpoints in order of size. */
export class TimeBrackets {
  readonly findings = new Findings()
  readonly #heads: readonly SeenHead[]
  readonly #tolerance: BracketTolerance
  #next = 0

  constructor(heads: readonly SeenHead[], tolerance: BracketTolerance) {
    this.#heads = eachSizeOnce(heads)
    this.#tolerance = tolerance
  }

  /** How many checkpoints there are to bracket with. */
  get heads(): number {
    return this.#heads.length
  }

  see({ at, index }: { readonly at: string; readonly index: number }): void {
    while ((this.#heads[this.#next]?.size ?? Infinity) <= index) this.#next += 1
    const [before, after] = [this.#heads[this.#next - 1], this.#heads[this.#next]]
    const ms = Date.parse(at)
    const isEarly = before !== undefined && ms < +before.seenBy - this.#tolerance.backMs
    const isLate = after !== undefined && ms > +after.seenBy + this.#tolerance.aheadMs
    if (!isEarly && !isLate) return
    const facts = { index, at, from: textOf(before), to: textOf(after) }
    this.findings.add(new FederationError('LOG_TIME_OUTSIDE_BRACKET', facts))
  }
}

/** Of several the one that was seen first. */
function eachSizeOnce(heads: readonly SeenHead[]): readonly SeenHead[] {
  const sorted = heads.toSorted((a, b) => a.size - b.size || +a.seenBy - +b.seenBy)
  return sorted.filter(({ size }, i) => size !== sorted[i - 1]?.size)
}

function textOf(head: SeenHead | undefined): string {
  return head?.seenBy.toISOString() ?? '-'
}
