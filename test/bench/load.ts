/**
 * Load over keep-alive connections, one request at a time on each, over plain sockets: a full HTTP
 * client would cost more than some of the servers it measures.
 */
import { connect } from 'node:net'
import type { Socket } from 'node:net'

export interface LoadOptions {
  readonly port: number
  readonly connections: number
  /** The next request, head and body, as ASCII. */
  next(): string
}

export interface Load {
  /** Forgets what was counted so far. */
  reset(): void
  /** Answers of status 200 without errors since the last reset. */
  answers(): number
  counted(): Counted
  /** Lets requests under way end and closes. */
  stop(): Promise<void>
}

export interface Counted {
  readonly good: number
  readonly bad: number
  /** The first bad answer's beginning, for people. */
  readonly firstBad: string | null
  /** Of good answers, ascending. */
  readonly latenciesMs: Float64Array
}

export async function startLoad(options: LoadOptions): Promise<Load> {
  let latencies: number[] = []
  let bad = 0
  let firstBad: string | null = null
  let stopping = false
  const seen = (latencyMs: number, problem: string | null): boolean => {
    if (problem === null) latencies.push(latencyMs)
    else {
      bad += 1
      firstBad ??= problem
    }
    return !stopping
  }
  const lines = await Promise.all(
    Array.from({ length: options.connections }, () => openLine(options, seen)),
  )
  return {
    reset() {
      latencies = []
      bad = 0
      firstBad = null
    },
    answers: () => latencies.length,
    counted: () => {
      return {
        good: latencies.length,
        bad,
        firstBad,
        latenciesMs: Float64Array.from(latencies).sort(),
      }
    },
    async stop() {
      stopping = true
      await Promise.all(lines.map((line) => line.ended))
    },
  }
}

type Seen = (latencyMs: number, problem: string | null) => boolean

/** One connection: asks, waits for the whole answer, asks again until `seen` says no. */
async function openLine(
  { port, next }: LoadOptions,
  seen: Seen,
): Promise<{ ended: Promise<void> }> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let began = 0
  const answer = new AnswerReader()
  const ask = (): void => {
    began = performance.now()
    socket.write(next(), 'latin1')
  }
  socket.on('data', (chunk: Buffer) => {
    if (!answer.take(chunk)) return
    if (seen(performance.now() - began, answer.problem)) ask()
    else socket.destroy()
  })
  socket.on('error', (error) => void seen(0, error.message))
  socket.on('close', () => end())
  ask()
  return { ended }
}

const HEAD_END = '\r\n\r\n'
const CHUNKED_END = '0\r\n\r\n'

/** Finds where an answer ends: by its length, or at the last chunk. */
class AnswerReader {
  #head = ''
  /** Bytes still to come; Infinity: until the last chunk. */
  #left = -1
  problem: string | null = null

  /** True when the answer is whole; then the next may come. */
  take(chunk: Buffer): boolean {
    if (this.#left < 0) return this.#takeHead(chunk)
    return this.#takeBody(chunk)
  }

  #takeHead(chunk: Buffer): boolean {
    this.#head += chunk.toString('latin1')
    const end = this.#head.indexOf(HEAD_END)
    if (end < 0) return false
    const body = this.#head.slice(end + HEAD_END.length)
    const head = this.#head.slice(0, end).toLowerCase()
    this.#head = ''
    this.#left = Number(/content-length: *(\d+)/.exec(head)?.[1] ?? Infinity)
    const good = head.startsWith('http/1.1 200') && !body.startsWith('{"errors"')
    this.problem = good ? null : `${head.slice(0, 20)} ${body.slice(0, 300)}`
    return this.#takeBody(Buffer.from(body, 'latin1'))
  }

  #takeBody(chunk: Buffer): boolean {
    const whole =
      this.#left === Infinity
        ? chunk.subarray(-CHUNKED_END.length).toString('latin1') === CHUNKED_END
        : (this.#left -= chunk.length) <= 0
    if (whole) this.#left = -1
    return whole
  }
}
