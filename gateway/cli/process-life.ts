/** How our processes tell that they are ready and when they end. */

/**
 * Called first of all: while it is not ready, a process has nothing to put in order, and ends at once
 * with the process that started it.
 */
export function endWithParent(): void {
  if (process.connected) process.once('disconnect', endNow)
}

/** Over the channel to the process that started us, where there is one. */
export function sayReady(facts: Readonly<Record<string, unknown>>): void {
  process.off('disconnect', endNow)
  if (process.connected) process.send?.({ ready: true, ...facts })
}

/** What became known after it was ready, to the process that started us, where there is one. */
export function sayMore(facts: Readonly<Record<string, unknown>>): void {
  // Lost meanwhile: then nobody waits for it.
  if (process.connected) process.send?.(facts, undefined, undefined, () => undefined)
}

/** Until the process that started us says that all has started; at once without one, or when it says nothing. */
export function untilAllStarted(withinMs: number, stopped: AbortSignal): Promise<void> {
  if (!process.connected) return Promise.resolve()
  return new Promise((resolve) => {
    const hear = (message: { allStarted?: boolean }): void => {
      if (message.allStarted === true) done()
    }
    const done = (): void => {
      clearTimeout(timer)
      process.off('message', hear)
      resolve()
    }
    const timer = setTimeout(done, withinMs)
    process.on('message', hear)
    stopped.addEventListener('abort', done, { once: true })
  })
}

function endNow(): never {
  process.exit(130)
}

/**
 * The first SIGTERM or SIGINT, or the loss of the process that started us: a child must not outlive
 * its parent, however that one ended. A second signal ends the process at once.
 */
export function untilAskedToStop(): Promise<string> {
  return new Promise((resolve) => {
    const stop = (reason: string): void => {
      for (const signal of SIGNALS) process.on(signal, () => process.exit(130))
      resolve(reason)
    }
    for (const signal of SIGNALS) process.once(signal, () => stop(signal))
    if (process.connected) process.once('disconnect', () => stop('disconnect'))
    // Lost between the last look and this one.
    else if (process.send !== undefined) stop('disconnect')
  })
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const
