/** How our processes tell that they are ready and when they end. */

/** Over the channel to the process that started us, where there is one. */
export function sayReady(facts: Readonly<Record<string, unknown>>): void {
  process.send?.({ ready: true, ...facts })
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
    if (process.channel !== undefined) process.once('disconnect', () => stop('disconnect'))
  })
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const
