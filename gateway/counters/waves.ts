/**
 * What many ask for at the same time is asked once. Everybody who comes while an answer is under way
 * waits for the next one, so that no answer is older than the question.
 */

/** `run` gets all that came since it began last, and answers in their order. It is never run twice at a time. */
export function createWaves<T, R>(
  run: (items: readonly T[]) => Promise<readonly R[]>,
): (item: T) => Promise<R> {
  interface Waiting {
    readonly item: T
    readonly resolve: (result: R) => void
    readonly reject: (reason: unknown) => void
  }
  let waiting: Waiting[] = []
  let busy = false

  async function next(): Promise<void> {
    const wave = waiting
    waiting = []
    try {
      const results = await run(wave.map(({ item }) => item))
      wave.forEach(({ resolve }, i) => resolve(results[i]!))
    } catch (failure) {
      for (const { reject } of wave) reject(failure)
    }
    busy = waiting.length > 0
    // After what has arrived by now was read from its sockets.
    if (busy) setImmediate(() => void next())
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (busy) return
      busy = true
      setImmediate(() => void next())
    })
}
