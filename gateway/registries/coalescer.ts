/**
 * Gathers codes asked for at the same time, over all requests of this process, into the registry's
 * batch call; one code is never asked for twice at once (single flight).
 */

export interface CoalescerOptions<Key, Value> {
  /** Codes one call takes. */
  readonly maxBatch: number
  /** Calls under way at once; what comes meanwhile waits and travels together. */
  readonly maxCalls: number
  /**
   * One value a key, same order. A rejection goes to every key of the call. `waitedMs`: how long the
   * oldest key has waited, which its deadline includes.
   */
  call(keys: readonly Key[], waitedMs: number): Promise<readonly Value[]>
}

interface Waiting<Key, Value> {
  readonly key: Key
  readonly since: number
  readonly resolve: (value: Value) => void
  readonly reject: (reason: unknown) => void
}

export interface Coalescer<Key, Value> {
  load(key: Key): Promise<Value>
  /** Keys that wait for a call. */
  waiting(): number
}

export function createCoalescer<Key, Value>(
  options: CoalescerOptions<Key, Value>,
): Coalescer<Key, Value> {
  const flights = new Map<Key, Promise<Value>>()
  let queue: Waiting<Key, Value>[] = []
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
    load(key) {
      const flying = flights.get(key)
      if (flying !== undefined) return flying
      const since = performance.now()
      const flight = new Promise<Value>((resolve, reject) => {
        queue.push({ key, since, resolve, reject })
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
