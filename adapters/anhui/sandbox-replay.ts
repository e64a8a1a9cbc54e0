/**
 * Message ids of the last while. A request is good from its time stamp minus the window to its time
 * stamp plus the window, so its id must be remembered for twice the window. Two generations are
 * kept; the older one is dropped whole.
 */
export class ReplayWindow {
  readonly #lifeMs: number
  #since = Number.NEGATIVE_INFINITY
  #recent = new Set<string>()
  #older = new Set<string>()

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs
  }

  /** True when the id came before; otherwise it is remembered. */
  hasSeen(id: string, now: Date): boolean {
    this.#turn(now.getTime())
    if (this.#recent.has(id) || this.#older.has(id)) return true
    this.#recent.add(id)
    return false
  }

  #turn(nowMs: number): void {
    if (nowMs - this.#since < this.#lifeMs) return
    this.#older = nowMs - this.#since < 2 * this.#lifeMs ? this.#recent : new Set()
    this.#recent = new Set()
    this.#since = nowMs
  }
}
