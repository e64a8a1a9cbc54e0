/** One reading for all who wait: it begins after the last of them came, so that none gets what is older. */

/** Readings follow one another; whoever comes while one is under way shares the next. */
export function createSharedReading<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | null = null

  return () => {
    next ??= running.then(() => {
      const begun = read()
      next = null
      running = begun.catch(() => undefined)
      return begun
    })
    return next
  }
}
