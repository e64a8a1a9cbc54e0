/**
 * The child's side of a bench program: it gets its settings from the parent, serves, and tells what
 * it has used when asked. It ends with its parent.
 */
export interface Usage {
  /** Processor time of all threads since start, in microseconds. */
  readonly cpuUs: number
  readonly rssMiB: number
  /** Calls answered, where the program is an upstream. */
  readonly calls: number
}

export interface Serving {
  readonly url: string
  /** What a caller needs to be let in. */
  readonly credentials?: Readonly<Record<string, string>>
  calls?(): number
  /** Does what only this program understands, and answers with what came of it. */
  answer?(question: unknown): Promise<unknown>
}

export type Order = { readonly start: unknown } | { readonly question: unknown } | 'usage' | 'heap'
export interface Message {
  readonly id: number
  readonly order: Order
}

/** Serves until the parent lets go. A start that fails ends the process with its message on stderr. */
export function runProgram<Settings>(start: (settings: Settings) => Promise<Serving>): void {
  let serving: Serving | null = null
  async function obey(order: Order): Promise<unknown> {
    if (order === 'usage') return usage(serving)
    if (order === 'heap') return heapMiB()
    if ('question' in order) return serving?.answer?.(order.question)
    serving = await start(order.start as Settings)
    return { url: serving.url, credentials: serving.credentials ?? {} }
  }
  process.on('message', ({ id, order }: Message) => {
    void obey(order).then((answer) => process.send?.({ id, answer }))
  })
  process.on('disconnect', () => process.exit(0))
}

function usage(serving: Serving | null): Usage {
  const { user, system } = process.cpuUsage()
  return {
    cpuUs: user + system,
    rssMiB: inMiB(process.memoryUsage.rss()),
    calls: serving?.calls?.() ?? 0,
  }
}

/** Live heap: what is left after a forced collection (`--expose-gc`). */
function heapMiB(): number {
  globalThis.gc?.()
  return inMiB(process.memoryUsage().heapUsed)
}

function inMiB(bytes: number): number {
  return bytes / 1_048_576
}
