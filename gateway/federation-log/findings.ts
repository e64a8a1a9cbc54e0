/** What was found wrong in the leaves of a log: each a coded refusal with the index of its leaf. */
import type { FederationError } from '../../schemas/model/errors.ts'
import type { Leaf } from './leaf-types.ts'

/** A leaf on the way through a whole log, in order of index. */
export interface SeenLeaf {
  readonly leaf: Leaf
  /** base64url, as leaves cite each other. */
  readonly leafHash: string
  readonly index: number
}

/** A log with a million faults is told by the first of them and their number. */
const MOST_KEPT = 1_000

export class Findings {
  readonly #kept: FederationError[] = []
  #count = 0

  add(finding: FederationError): void {
    this.#count += 1
    if (this.#kept.length < MOST_KEPT) this.#kept.push(finding)
  }

  get count(): number {
    return this.#count
  }

  /** By index, at most 1,000. */
  inOrder(): readonly FederationError[] {
    return this.#kept.toSorted((a, b) => indexOf(a) - indexOf(b))
  }

  /** @throws {FederationError} the one with the lowest index, if there is any. */
  refuseFirst(): void {
    const [first] = this.inOrder()
    if (first !== undefined) throw first
  }
}

function indexOf({ details }: FederationError): number {
  return Number(details['index'])
}
