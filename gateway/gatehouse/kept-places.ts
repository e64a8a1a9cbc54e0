/** Where the log has promised to have what: what reconciliation (核对) still has to look for, and has not found. */
import type { Carried, RecordLine } from './record-lines.ts'

/** The log has a witnessed checkpoint every ten seconds: what none of them reaches for so long is held back. */
export const OVERDUE_MS = 10 * 60_000

export interface KeptPlace {
  readonly leafHash: string
  readonly index: number
}

export interface Unchecked {
  readonly places: readonly KeptPlace[]
  /** Uses in the record at that moment: what is recorded meanwhile is for the next time. */
  readonly uses: number
}

export interface Checked {
  readonly size: number
  readonly root: Buffer
}

interface Kept {
  readonly index: number
  /** Of the use, counted from 1. */
  readonly number: number
  /** Of the use, milliseconds. */
  readonly at: number
}

export class KeptPlaces {
  /** Not looked for in the log yet, by leaf hash. */
  readonly #unchecked = new Map<string, Kept>()
  readonly #missing = new Map<string, number>()
  #lastChecked: Checked | null = null
  /** Uses so far. */
  #uses = 0
  /** Promises so far: one a leaf. */
  kept = 0

  get lastChecked(): Checked | null {
    return this.#lastChecked
  }

  counts() {
    return { kept: this.kept, unchecked: this.#unchecked.size, missing: this.#missing.size }
  }

  /** A use. `at`: milliseconds. */
  add({ leafHash, index }: KeptPlace, at: number): void {
    this.#uses += 1
    this.#unchecked.set(leafHash, { index, number: this.#uses, at })
  }

  /** Kept promises that a log of this size must have, and that were not looked for. */
  uncheckedBelow(size: number): Unchecked {
    const places = [...this.#unchecked]
      .filter(([, { index }]) => index < size)
      .map(([leafHash, { index }]) => ({ leafHash, index }))
    return { places, uses: this.#uses }
  }

  checked({ size, root, uses, missing }: Extract<RecordLine, { kind: 'CHECKED' }>): void {
    for (const [leafHash, { index, number }] of this.#unchecked) {
      if (index < size && number <= uses) this.#unchecked.delete(leafHash)
    }
    for (const { leafHash, index } of missing) this.#missing.set(leafHash, index)
    this.#lastChecked = { size, root: Buffer.from(root, 'base64') }
  }

  /** Promises of long ago that no checkpoint which was looked at has reached. */
  overdue(now: Date): number {
    const before = now.getTime() - OVERDUE_MS
    return [...this.#unchecked.values()].filter(({ at }) => at < before).length
  }

  /** For the next record. */
  carried(now: Date): Carried {
    const unchecked = [...this.#unchecked].map(([leafHash, { index, number, at }]) => {
      return { leafHash, index, number, at: new Date(at).toISOString() }
    })
    const missing = [...this.#missing].map(([leafHash, index]) => ({ leafHash, index }))
    const last = this.#lastChecked
    const checked = last === null ? null : { size: last.size, root: last.root.toString('base64') }
    const counts = { uses: this.#uses, kept: this.kept }
    const head = { v: 1, kind: 'CARRIED', at: now.toISOString() } as const
    return { ...head, ...counts, unchecked, missing, checked }
  }

  takeUp({ uses, kept, unchecked, missing, checked }: Carried): void {
    this.#uses = uses
    this.kept = kept
    for (const { leafHash, index, number, at } of unchecked) {
      this.#unchecked.set(leafHash, { index, number, at: Date.parse(at) })
    }
    for (const { leafHash, index } of missing) this.#missing.set(leafHash, index)
    if (checked === null) return
    this.#lastChecked = { size: checked.size, root: Buffer.from(checked.root, 'base64') }
  }
}
