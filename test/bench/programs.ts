/** Starts bench programs as processes of their own, each on the processors given to it, and ends them. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Message, Order, Serving, Usage } from './program.ts'

export interface Program {
  readonly name: string
  readonly url: string
  readonly port: number
  readonly credentials: Readonly<Record<string, string>>
  usage(): Promise<Usage>
  /** See {@link Serving.answer}. */
  answer(question: unknown): Promise<unknown>
  /** Live heap after a collection, in MiB; only with `exposeGc`. */
  heapMiB(): Promise<number>
  stop(): Promise<void>
}

export interface ProgramOptions {
  /** Path from test/bench. */
  readonly file: string
  readonly name: string
  readonly settings: unknown
  /** Processors, see {@link placement}. Null: anywhere. */
  readonly processors: string | null
  readonly exposeGc?: boolean
}

export interface Placement {
  /** The server under test has these to itself. */
  readonly server: string | null
  /** Upstreams and load share the others. */
  readonly rest: string | null
  /** How many these are. */
  readonly restCount: number
}

/**
 * One processor for the server under test, the others for what serves and what loads it: every variant
 * then has the same, whatever its collector's threads would like. Needs taskset and two processors.
 */
export function placement(): Placement {
  const nowhere = { server: null, rest: null, restCount: availableParallelism() }
  if (process.platform !== 'linux' || spawnSync('taskset', ['--version']).status !== 0)
    return nowhere
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(
    readFileSync('/proc/self/status', 'utf8'),
  )?.[1]
  const [first, ...others] = (allowed ?? '').split(',').flatMap(unfolded)
  if (first === undefined || others.length === 0) return nowhere
  return { server: String(first), rest: others.join(','), restCount: others.length }
}

function unfolded(range: string): number[] {
  const [from = NaN, to = from] = range.split('-').map(Number)
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

/** Moves this process, which is the load generator. */
export function moveHere(processors: string | null): void {
  if (processors !== null) spawnSync('taskset', ['-a', '-cp', processors, String(process.pid)])
}

/** @throws {Error} when the program ends before it serves. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { name, processors } = options
  const file = fileURLToPath(new URL(options.file, import.meta.url))
  const words = [process.execPath, ...(options.exposeGc ? ['--expose-gc'] : []), file]
  const [command, ...rest] = processors === null ? words : ['taskset', '-c', processors, ...words]
  const child = spawn(command!, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ask = questionsTo(child, name)
  const { url, credentials = {} } = (await ask({ start: options.settings })) as Serving
  return {
    name,
    url,
    port: Number(new URL(url).port),
    credentials,
    usage: () => ask('usage') as Promise<Usage>,
    heapMiB: () => ask('heap') as Promise<number>,
    answer: (question) => ask({ question }),
    stop: () => stop(child),
  }
}

function questionsTo(child: ChildProcess, name: string): (order: Order) => Promise<unknown> {
  let asked = 0
  const open = new Map<number, PromiseWithResolvers<unknown>>()
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    open.get(id)?.resolve(answer)
    open.delete(id)
  })
  child.once('exit', (code) => {
    for (const { reject } of open.values()) reject(new Error(`${name} ended with ${code}`))
  })
  return (order) => {
    asked += 1
    const question = Promise.withResolvers<unknown>()
    open.set(asked, question)
    child.send({ id: asked, order } satisfies Message)
    return question.promise
  }
}

const ENDS_WITHIN_MS = 5_000

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  // It ends with its channel, in good order; one that does not is killed.
  child.disconnect()
  const late = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS)
  await gone
  clearTimeout(late)
}
