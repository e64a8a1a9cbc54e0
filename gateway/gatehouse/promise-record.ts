/**
 * What a gatehouse keeps of promises: that each is used once, and evidence against a log that leaves
 * one out. A use is on the disk before anything is asked with it.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { AppendFile } from './append-file.ts'
import type { OpenFile } from './append-file.ts'
import type { LiveExchange } from './recent-uses.ts'
import { RecentUses, REMEMBERED_MS, useOf } from './recent-uses.ts'
import { readLine } from './record-lines.ts'
import type { RecordLine, Use } from './record-lines.ts'
import { checkAge, checkNotAhead } from './shown-promise.ts'
import type { ShownPromise } from './shown-promise.ts'

export const RECORD_FILE = 'promises.ndjson'
/** The log has a witnessed checkpoint every ten seconds: what none of them reaches for so long is held back. */
export const OVERDUE_MS = 10 * 60_000

interface Kept {
  readonly index: number
  /** Of the use, counted from 1. */
  readonly number: number
  /** Of the use, milliseconds. */
  readonly at: number
}

type CheckedLine = Extract<RecordLine, { kind: 'CHECKED' }>

export interface KeptPlace {
  readonly leafHash: string
  readonly index: number
}

export interface Unchecked {
  readonly places: readonly KeptPlace[]
  /** Uses in the record at that moment: what is recorded meanwhile is for the next time. */
  readonly uses: number
}

export interface Checked {
  readonly size: number
  readonly root: Buffer
}

export class PromiseRecord {
  readonly #recent: RecentUses
  /** Not looked for in the log yet, by leaf hash. */
  readonly #unchecked = new Map<string, Kept>()
  readonly #missing = new Map<string, number>()
  #lastChecked: Checked | null = null
  #kept = 0
  /** Lines of uses so far. */
  #uses = 0
  #file!: AppendFile

  private constructor(since: number) {
    this.#recent = new RecentUses(since)
  }

  /** @throws {FederationError} `GATEHOUSE_RECORD_DAMAGED`. */
  static async open(
    path: string,
    now: Date,
    options: {
      readonly openFile?: OpenFile | undefined
      readonly onTorn?: (bytes: number) => void
    },
  ): Promise<PromiseRecord> {
    const since = now.getTime() - REMEMBERED_MS
    const record = new PromiseRecord(since)
    const onLine = (text: string, line: number): void => {
      const read = readLine(text)
      if (read === null) {
        throw new FederationError('GATEHOUSE_RECORD_DAMAGED', { file: path, line })
      }
      record.#remember(read, since)
    }
    record.#file = await AppendFile.open(path, onLine, options)
    return record
  }

  /**
   * The exchange, with these promises used by it and recorded.
   *
   * @throws {FederationError} `GATEHOUSE_PROMISE_TOO_OLD`, `GATEHOUSE_PROMISE_AHEAD`,
   * `GATEHOUSE_PROMISE_USED`, `GATEHOUSE_RECORD_FAILED`.
   */
  async use(exchange: string, shown: readonly ShownPromise[], now: Date): Promise<LiveExchange> {
    const live = this.#recent.exchangeOf(exchange, now)
    const fresh = shown.filter((one) => live?.uses.has(useOf(one)) !== true)
    for (const one of fresh) {
      checkAge(one, now)
      this.#recent.refuseForgotten(one)
    }
    this.#recent.refuseUsed(fresh.map(useOf), exchange)
    await this.#keep(fresh, 'LIVE', exchange, now)
    // Requests of one exchange come together: none goes on before its promises are on the disk.
    await this.#written.get(exchange)
    return this.#recent.exchangeOf(exchange, now)!
  }

  /** Uses of an exchange on their way to the disk. */
  readonly #written = new Map<string, Promise<void>>()

  /** What was used live or told before is passed over. @throws {FederationError} as {@link use}. */
  async keepLate(shown: readonly ShownPromise[], now: Date): Promise<number> {
    for (const one of shown) checkNotAhead(one, now)
    const fresh = shown.filter((one) => this.#recent.usedBy(useOf(one)) === undefined)
    await this.#keep(fresh, 'LATE', null, now)
    return fresh.length
  }

  async answered(exchange: string, status: number, digest: string, now: Date): Promise<void> {
    await this.#append([{ v: 1, kind: 'ANSWER', at: now.toISOString(), exchange, status, digest }])
  }

  /** Heard ids of an exchange that may ask; empty for one that is not known. */
  heardBy(exchange: string, now: Date): ReadonlySet<string> {
    return this.#recent.exchangeOf(exchange, now)?.heard ?? new Set()
  }

  /** Kept promises that a log of this size must have, and that were not looked for. */
  uncheckedBelow(size: number): Unchecked {
    const places = [...this.#unchecked]
      .filter(([, { index }]) => index < size)
      .map(([leafHash, { index }]) => ({ leafHash, index }))
    return { places, uses: this.#uses }
  }

  async checked(
    { size, root }: Checked,
    { uses }: Unchecked,
    missing: readonly KeptPlace[],
    now: Date,
  ): Promise<void> {
    const facts = { at: now.toISOString(), size, root: root.toString('base64'), uses }
    const line: CheckedLine = { v: 1, kind: 'CHECKED', ...facts, missing: [...missing] }
    await this.#append([line])
    this.#rememberChecked(line)
  }

  get lastChecked(): Checked | null {
    return this.#lastChecked
  }

  counts() {
    return {
      kept: this.#kept,
      unchecked: this.#unchecked.size,
      missing: this.#missing.size,
      writable: !this.#file.isTorn,
    }
  }

  /** Promises of long ago that no checkpoint which was looked at has reached. */
  overdue(now: Date): number {
    const before = now.getTime() - OVERDUE_MS
    return [...this.#unchecked.values()].filter(({ at }) => at < before).length
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  async #keep(
    fresh: readonly ShownPromise[],
    served: Use['served'],
    exchange: string | null,
    now: Date,
  ): Promise<void> {
    if (fresh.length === 0) return
    const uses = fresh.map(useOf)
    const newLeaves = new Set<string>()
    const lines = fresh.map((one) => {
      const isNew = !this.#recent.hasLeaf(one.leafHash) && !newLeaves.has(one.leafHash)
      if (isNew) newLeaves.add(one.leafHash)
      return lineOf(one, served, exchange, now, isNew)
    })
    this.#recent.forget(now)
    // From here to the next await nobody else runs: two at once cannot both find a promise unused.
    this.#recent.add(uses, exchange, now.getTime())
    const writing = this.#append(lines)
    if (exchange !== null) this.#waitFor(exchange, writing)
    try {
      await writing
    } catch (failure) {
      this.#recent.takeBack(uses, exchange ?? '')
      throw failure
    }
    for (const one of fresh) this.#count(one, now.getTime())
    for (const leafHash of newLeaves) this.#recent.addLeaf(leafHash, now.getTime())
    this.#kept += newLeaves.size
  }

  #waitFor(exchange: string, writing: Promise<void>): void {
    const before = this.#written.get(exchange) ?? Promise.resolve()
    const both = before.then(() => writing)
    this.#written.set(exchange, both)
    const forget = (): void => {
      if (this.#written.get(exchange) === both) this.#written.delete(exchange)
    }
    both.then(forget, forget)
  }

  #append(lines: readonly RecordLine[]): Promise<void> {
    return this.#file.append(lines.map((line) => JSON.stringify(line)))
  }

  #remember(line: RecordLine, since: number): void {
    if (line.kind === 'CHECKED') return this.#rememberChecked(line)
    if (line.kind === 'ANSWER') return
    this.#count(line, Date.parse(line.at))
    if (line.promise !== null) this.#kept += 1
    const at = Date.parse(line.at)
    if (at < since) return
    this.#recent.add([useOf({ ...line, digest: line.subject })], line.exchange, at)
    this.#recent.addLeaf(line.leafHash, at)
  }

  #count({ leafHash, index }: KeptPlace, at: number): void {
    this.#uses += 1
    this.#unchecked.set(leafHash, { index, number: this.#uses, at })
  }

  #rememberChecked({ size, root, uses, missing }: CheckedLine): void {
    for (const [leafHash, { index, number }] of this.#unchecked) {
      if (index < size && number <= uses) this.#unchecked.delete(leafHash)
    }
    for (const { leafHash, index } of missing) this.#missing.set(leafHash, index)
    this.#lastChecked = { size, root: Buffer.from(root, 'base64') }
  }
}

function lineOf(
  { leaf, leafHash, index, digest, promise }: ShownPromise,
  served: Use['served'],
  exchange: string | null,
  now: Date,
  withPromise: boolean,
): Use {
  return {
    v: 1,
    kind: 'USE',
    served,
    at: now.toISOString(),
    exchange,
    request: leaf.id,
    leafHash,
    index,
    subject: digest,
    promise: withPromise ? promise : null,
  }
}
