/** What `ydelta dev` has started, and stops again. */

/** What has to be stopped, in the order of its start. What comes too late is stopped at once. */
export class StartedParts {
  #stops: (() => Promise<void>)[] = []
  #stopping = false

  get stopping(): boolean {
    return this.#stopping
  }

  /** @throws {Error} when all is being stopped. */
  async add(stop: () => Promise<void>): Promise<void> {
    this.#stops.push(stop)
    if (!this.#stopping) return
    await stop()
    throw new Error('stopping')
  }

  async stop(): Promise<void> {
    this.#stopping = true
    for (const stop of this.#stops.reverse()) await stop()
    this.#stops = []
  }
}
