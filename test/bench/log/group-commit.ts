/** Group commit and nothing else: what waits goes in groups of up to 256, one group at a time. */
export interface GroupCommit<T> {
  /** Durable when it resolves. */
  append(one: T): Promise<void>
  close(): Promise<void>
}

const MOST_IN_GROUP = 256

interface Waiting<T> {
  readonly one: T
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

export function createGroupCommit<T>({
  commit,
  close,
}: {
  readonly commit: (group: readonly T[]) => Promise<void>
  readonly close: () => Promise<void>
}): GroupCommit<T> {
  const waiting: Waiting<T>[] = []
  let isRunning = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.splice(0, MOST_IN_GROUP)
      try {
        await commit(group.map(({ one }) => one))
        for (const { resolve } of group) resolve()
      } catch (failure) {
        for (const { reject } of group) reject(failure)
      }
      // Those who were just answered come with their next: as the sequencer does.
      await new Promise((resolve) => setImmediate(resolve))
    }
    isRunning = false
  }

  return {
    append: (one) =>
      new Promise((resolve, reject) => {
        waiting.push({ one, resolve, reject })
        if (isRunning) return
        isRunning = true
        setImmediate(() => void run())
      }),
    close,
  }
}
