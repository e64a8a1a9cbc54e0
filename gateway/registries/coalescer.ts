/**
 * Gathers codes asked for at the same time, over all requests of this process, into the registry's
 * batch call; one code is never asked for twice at once (single flight).
 */

export interface CoalescerOptions<Key, Value, Note = undefined> {
  /** Codes one call takes. */
  readonly maxBatch: number
  /** Calls under way at once; what comes meanwhile waits and travels together. */
  readonly maxCalls: number
  /**
   * One value a key, same order. A rejection goes to every key of the call. `waitedMs`: how long the
   * oldest key has waited, which its deadline includes. `notes`: what came with each key.
   */
  call(
    keys: readonly Key[],
    waitedMs: number,
    notes: readonly (Note | undefined)[],
  ): Promise<readonly Value[]>
}

interface Waiting<Key, Value, Note> {
  readonly key: Key
  readonly note: Note | undefined
  readonly since: number
  readonly resolve: (value: Value) => void
  readonly reject: (reason: unknown) => void
}

export interface Coalescer<Key, Value, Note = undefined> {
  /** `note` travels with the key; where the key is under way already, only the first one's does. */
  load(key: Key, note?: Note): Promise<Value>
  /** Keys that wait for a call. */
  waiting(): number
}

export function createCoalescer<Key, Value, Note = undefined>(
  options: CoalescerOptions<Key, Value, Note>,
): Coalescer<Key, Value, Note> {
  const flights = new Map<Key, Promise<Value>>()
  let queue: Waiting<Key, Value, Note>[] = []
  let calls = 0
  let scheduled = false

  function schedule(): void {
    if (scheduled || queue.length === 0 || calls >= options.maxCalls) return
    scheduled = true
    // After the I/O of this turn: requests that arrived together leave together.
    setImmediate(() => {
      scheduled = false
      while (queue.length > 0 && calls < options.maxCalls) void send()
    })
  }

  async function send(): Promise<void> {
    const batch = queue.slice(0, options.maxBatch)
    queue = queue.slice(batch.length)
    calls += 1
    try {
      const values = await options.call(
        batch.map(({ key }) => key),
        performance.now() - batch[0]!.since,
        batch.map(({ note }) => note),
      )
      batch.forEach(({ resolve }, i) => resolve(values[i]!))
    } catch (reason) {
      for (const { reject } of batch) reject(reason)
    } finally {
      calls -= 1
      schedule()
    }
  }

  return {
    load(key, note) {
      const flying = flights.get(key)
      if (flying !== undefined) return flying
      const since = performance.now()
      const flight = new Promise<Value>((resolve, reject) => {
        queue.push({ key, note, since, resolve, reject })
      })
      flights.set(key, flight)
      const land = (): void => void flights.delete(key)
      flight.then(land, land)
      schedule()
      return flight
    },
    waiting: () => queue.length,
  }
}
