/** Something done again and again, never twice at a time. */
import { setTimeout as wait } from 'node:timers/promises'

export interface Repeated {
  /** No more of it; waits for the one that runs. */
  stop(): Promise<void>
}

/** First after `everyMs`, which then counts from the end of one to the start of the next. */
export function repeat(
  act: () => Promise<unknown>,
  everyMs: number,
  onFailure: (failure: unknown) => void,
): Repeated {
  const stopped = new AbortController()
  const { signal } = stopped
  const running = (async () => {
    for (;;) {
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) return
      await act().catch(onFailure)
    }
  })()
  return {
    async stop() {
      stopped.abort()
      await running
    },
  }
}
