/**
 * The last uses of a record, as the next record begins with them. Not by the clock alone: one that was
 * ahead when they were written, or is now, would make what was used a minute ago look long past.
 */
import { REMEMBERED_MS } from './recent-uses.ts'
import type { RecordLine } from './record-lines.ts'

type UseLine = Extract<RecordLine, { kind: 'USE' | 'RECENT' }>

/** However old they say they are. */
const LEAST_KEPT = 20_000

export class LastUses {
  #lines: UseLine[] = []
  #newest = 0
  #trimAt = 2 * LEAST_KEPT

  /** In the order of the record. */
  add(line: UseLine): void {
    this.#lines.push(line)
    this.#newest = Math.max(this.#newest, Date.parse(line.at))
    if (this.#lines.length < this.#trimAt) return
    this.#trim()
    this.#trimAt = 2 * Math.max(this.#lines.length, LEAST_KEPT)
  }

  lines(): readonly RecordLine[] {
    this.#trim()
    return this.#lines.map(({ v, served, at, exchange, request, leafHash, index, subject }) => {
      return { v, kind: 'RECENT', served, at, exchange, request, leafHash, index, subject }
    })
  }

  #trim(): void {
    const since = this.#newest - REMEMBERED_MS
    const from = this.#lines.length - LEAST_KEPT
    this.#lines = this.#lines.filter(({ at }, i) => i >= from || Date.parse(at) >= since)
  }
}
