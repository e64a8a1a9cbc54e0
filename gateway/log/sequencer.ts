/**
 * The sequencer (定序器): gives every leaf its index, in group commits. Several processes share one log:
 * each makes the next head from the one it believes to stand, and the store takes it only if it does
 * stand. No lock outlives a statement, so a stopped process holds up nobody, and once it goes on its
 * old belief is refused.
 */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import { FederationError } from '../../schemas/model/errors.ts'
import { Frontier } from '../federation-log/frontier.ts'
import type { LogAppender, LogHead, LogRow } from '../store/log-append.ts'

/** What was committed together: consecutive leaves, from `firstIndex`. */
export interface CommittedBatch {
  readonly firstIndex: number
  readonly rows: readonly LogRow[]
}

export interface Committed {
  readonly batch: CommittedBatch
  /** In the batch. */
  readonly place: number
}

export interface SequencerObserver {
  committed(leaves: number, milliseconds: number): void
  lostRace(): void
  failed(failure: unknown): void
}

export interface SequencerOptions {
  readonly appender: LogAppender
  readonly observer: SequencerObserver
  /** Leaves that wait for a database that is away, beyond which the next is refused. */
  readonly mostWaiting?: number
  /** How long those behind a large group are waited for. */
  readonly gatherMs?: number
}

/** Why a leaf was not written; never that it could not be, which is `LOG_UNAVAILABLE`. */
export type NotWritten = 'CONCLUDED_BEFORE'

interface Waiting {
  readonly row: LogRow
  /** By performance.now(); after it the caller is refused, and the leaf is no longer written. */
  readonly until: number
  readonly resolve: (committed: Committed | NotWritten) => void
  readonly reject: (failure: FederationError) => void
  state: 'WAITING' | 'SETTLED'
}

const MOST_IN_BATCH = 128
const ENOUGH_FOR_BATCH = 64
const MANY_IN_BATCH = 8
const GATHER_MS = 2
const MOST_WAITING = 20_000
const SWEEP_EVERY_MS = 50
const FIRST_RETRY_MS = 20
const LAST_RETRY_MS = 500

export class Sequencer {
  readonly #appender: LogAppender
  readonly #observer: SequencerObserver
  readonly #mostWaiting: number
  readonly #gatherMs: number
  #waiting: Waiting[] = []
  #inFlight: readonly Waiting[] = []
  /** Leaves in the batch before; 0: nothing is under way. */
  #lastBatch = 0
  #running: Promise<void> | null = null
  #sweeper: NodeJS.Timeout | null = null
  #head: LogHead | null = null
  /** The largest size seen: a smaller one later is another history. */
  #seen = 0
  #trouble: unknown = null
  #closed = false

  constructor({ appender, observer, ...options }: SequencerOptions) {
    this.#appender = appender
    this.#observer = observer
    this.#mostWaiting = options.mostWaiting ?? MOST_WAITING
    this.#gatherMs = options.gatherMs ?? GATHER_MS
  }

  /** Null while all is well. */
  get trouble(): unknown {
    return this.#trouble
  }

  /** Asks the store whether it is back, where nothing waits that would find out. */
  async probe(): Promise<void> {
    if (this.#trouble === null || this.#running !== null) return
    try {
      this.#head = this.#checked(await this.#appender.head())
      this.#trouble = null
    } catch (failure) {
      this.#trouble = failure
    }
  }

  /** Intents, as hexadecimal hashes, whose outcome waits to be written. */
  waitingLinks(): ReadonlySet<string> {
    const links = [...this.#inFlight, ...this.#waiting].map(({ row }) => row.link?.toString('hex'))
    return new Set(links.filter((link) => link !== undefined))
  }

  /**
   * Durable when it resolves. `graceMs`: how long it may take; Infinity waits for the database.
   *
   * @throws {FederationError} `LOG_UNAVAILABLE`. The leaf may still have been written, when the answer
   * was lost: then it stands in the log as one that nobody was told of.
   */
  append(row: LogRow, graceMs: number): Promise<Committed | NotWritten> {
    return new Promise((resolve, reject) => {
      if (this.#closed || this.#waiting.length >= this.#mostWaiting) {
        return reject(new FederationError('LOG_UNAVAILABLE'))
      }
      const until = performance.now() + graceMs
      this.#waiting.push({ row, until, resolve, reject, state: 'WAITING' })
      this.#running ??= this.#run().finally(() => (this.#running = null))
    })
  }

  /** Waits until all is written that can be, at most so long. */
  async close(withinMs: number): Promise<void> {
    const ended = new AbortController()
    await Promise.race([
      this.#running,
      wait(withinMs, undefined, { signal: ended.signal }).catch(() => undefined),
    ])
    ended.abort()
    this.#closed = true
    this.#refuse(() => true)
    await this.#running
    clearInterval(this.#sweeper ?? undefined)
    await this.#appender.close()
  }

  async #run(): Promise<void> {
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_EVERY_MS).unref()
    for (await this.#gathered(); this.#waiting.length > 0; await this.#gathered()) {
      this.#inFlight = this.#waiting.splice(0, MOST_IN_BATCH)
      await this.#commit(this.#inFlight)
      this.#lastBatch = this.#inFlight.length
      this.#inFlight = []
    }
    this.#lastBatch = 0
    clearInterval(this.#sweeper)
    this.#sweeper = null
  }

  /**
   * Those who were just answered come with their next leaf in this same turn: one batch, not two. Where
   * enough wait already, they go first: the next leaves are made while the store is at work. Where many
   * have just come together, those behind them are waited for as well: half as many
   * commits and signatures, and what is asked after them goes to the registries together.
   */
  async #gathered(): Promise<void> {
    if (this.#waiting.length >= ENOUGH_FOR_BATCH) return
    await (this.#lastBatch >= MANY_IN_BATCH ? wait(this.#gatherMs) : nextTurn())
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    let retryMs = FIRST_RETRY_MS
    let isUncertain = false
    while (leftOf(batch).length > 0) {
      try {
        if (isUncertain) await this.#settleWritten(batch)
        const left = leftOf(batch)
        if (left.length > 0) await this.#appendOnce(left)
      } catch (failure) {
        this.#failed(failure)
        // Whatever went wrong, it may have been the answer alone that was lost.
        isUncertain = true
        await wait(retryMs)
        retryMs = Math.min(2 * retryMs, LAST_RETRY_MS)
      }
    }
  }

  /** Settles them, or learns where the head really is. */
  async #appendOnce(left: readonly Waiting[]): Promise<void> {
    const from = (this.#head ??= this.#checked(await this.#appender.head()))
    const rows = left.map(({ row }) => row)
    const to = grown(from, rows)
    const startedAt = performance.now()
    const appended = await this.#appender.append(from, to, rows)
    if (!appended.done) {
      const { size } = appended.head
      // No race has two winners: the store is another one, or lost what it had committed.
      if (size === from.size) throw new FederationError('LOG_FORKED', { size })
      this.#observer.lostRace()
      this.#head = this.#checked(appended.head)
      return
    }
    this.#head = this.#checked(to)
    this.#trouble = null
    this.#observer.committed(rows.length, performance.now() - startedAt)
    settle(left, { firstIndex: from.size, rows })
  }

  /** Leaves that are there after all, and outcomes of intents that have one. */
  async #settleWritten(batch: readonly Waiting[]): Promise<void> {
    const left = leftOf(batch)
    const found = await this.#appender.find(left.map(({ row }) => row.hash))
    for (const one of left) {
      const firstIndex = found.get(one.row.hash.toString('hex'))
      if (firstIndex !== undefined) settle([one], { firstIndex, rows: [one.row] })
    }
    const outcomes = left.filter(({ row, state }) => row.type === 'OUTCOME' && state === 'WAITING')
    const concluded = await this.#appender.concluded(outcomes.map(({ row }) => row.link!))
    for (const one of outcomes) {
      if (!concluded.has(one.row.link!.toString('hex'))) continue
      one.state = 'SETTLED'
      one.resolve('CONCLUDED_BEFORE')
    }
  }

  /** @throws {FederationError} `LOG_BEHIND` the store has gone back: a restored backup, or a lost commit. */
  #checked(head: LogHead): LogHead {
    if (head.size < this.#seen) {
      const facts = { size: head.size, seen: this.#seen, source: '本进程' }
      throw new FederationError('LOG_BEHIND', facts)
    }
    this.#seen = head.size
    return head
  }

  #failed(failure: unknown): void {
    this.#head = null
    this.#trouble = failure
    this.#observer.failed(failure)
  }

  #sweep(): void {
    const now = performance.now()
    this.#refuse(({ until }) => until <= now)
  }

  #refuse(isDue: (one: Waiting) => boolean): void {
    for (const one of [...this.#inFlight, ...this.#waiting]) {
      if (one.state !== 'WAITING' || !isDue(one)) continue
      one.state = 'SETTLED'
      one.reject(new FederationError('LOG_UNAVAILABLE', {}, { cause: this.#trouble }))
    }
    this.#waiting = this.#waiting.filter(({ state }) => state === 'WAITING')
  }
}

const leftOf = (batch: readonly Waiting[]): readonly Waiting[] =>
  batch.filter(({ state }) => state === 'WAITING')

function grown({ size, hashes }: LogHead, rows: readonly LogRow[]): LogHead {
  const frontier = new Frontier({ size, hashes })
  for (const { hash } of rows) frontier.append(hash)
  return { ...frontier.state(), root: frontier.root() }
}

function settle(waiting: readonly Waiting[], batch: CommittedBatch): void {
  for (const [place, one] of waiting.entries()) {
    if (one.state === 'SETTLED') continue
    one.state = 'SETTLED'
    one.resolve({ batch, place })
  }
}
