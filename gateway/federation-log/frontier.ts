/**
 * What must be kept of a tree to append to it: the roots of its full subtrees, largest first, one for
 * every 1 in the size's binary form. Appending costs one hash on average, the root O(log n).
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { HASH_BYTES, emptyRoot, hashChildren, isSize } from './tree.ts'

/** As it is stored, with the entries, in one transaction. */
export interface FrontierState {
  readonly size: number
  readonly hashes: readonly Uint8Array[]
}

export class Frontier {
  #size: number
  readonly #hashes: Uint8Array[]

  /** @throws {FederationError} `LOG_STATE_INVALID` the hashes are not those of a tree of this size. */
  constructor({ size, hashes }: FrontierState = { size: 0, hashes: [] }) {
    const isWhole = isSize(size) && hashes.length === onesIn(size)
    if (!isWhole || hashes.some(({ length }) => length !== HASH_BYTES)) {
      throw new FederationError('LOG_STATE_INVALID', { reason: 'frontier', size })
    }
    this.#size = size
    this.#hashes = [...hashes]
  }

  get size(): number {
    return this.#size
  }

  /** @throws {FederationError} `LOG_STATE_INVALID` the log is full: 2^53 − 1 leaves. */
  append(leafHash: Uint8Array): void {
    if (leafHash.length !== HASH_BYTES || !isSize(this.#size + 1)) {
      throw new FederationError('LOG_STATE_INVALID', { reason: 'append', size: this.#size })
    }
    let hash = leafHash
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = hashChildren(this.#hashes.pop()!, hash)
    }
    this.#hashes.push(hash)
    this.#size += 1
  }

  root(): Buffer {
    if (this.#hashes.length === 0) return emptyRoot()
    return Buffer.from(this.#hashes.reduceRight((right, left) => hashChildren(left, right)))
  }

  /** A copy: what is appended later does not change it. */
  state(): FrontierState {
    return { size: this.#size, hashes: [...this.#hashes] }
  }
}

function onesIn(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}
