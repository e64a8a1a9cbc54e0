/**
 * What a gatehouse keeps of promises: that each is used once, and evidence against a log that leaves
 * one out. A use is on the disk before anything is asked with it.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { AppendFile } from './append-file.ts'
import type { OpenFile } from './append-file.ts'
import type { LiveExchange } from './recent-uses.ts'
import { RecentUses, REMEMBERED_MS, useOf } from './recent-uses.ts'
import { KeptPlaces } from './kept-places.ts'
import type { Checked, KeptPlace, Unchecked } from './kept-places.ts'
import { readLine } from './record-lines.ts'
import type { RecordLine, Use } from './record-lines.ts'
import { LastUses } from './last-uses.ts'
import { MOST_RECORD_BYTES, setAside } from './set-aside.ts'
import { checkAge, checkNotAhead } from './shown-promise.ts'
import type { ShownPromise } from './shown-promise.ts'

export const RECORD_FILE = 'promises.ndjson'

type CheckedLine = Extract<RecordLine, { kind: 'CHECKED' }>

export interface RecordOptions {
  readonly openFile?: OpenFile | undefined
  readonly onTorn?: (bytes: number) => void
  /** A larger record is set aside. */
  readonly mostBytes?: number | undefined
  readonly onSetAside?: (path: string) => void
  readonly onNotSetAside?: (failure: unknown) => void
}

export class PromiseRecord {
  readonly #recent: RecentUses
  readonly #places = new KeptPlaces()
  /** Of the uses that were read, what the next record must know if this one is set aside. */
  #lastUses: LastUses | null = new LastUses()
  #file!: AppendFile

  private constructor(since: number) {
    this.#recent = new RecentUses(since)
  }

  /**
   * One that has grown too large is set aside first; where that fails it goes on as it is.
   *
   * @throws {FederationError} `GATEHOUSE_RECORD_DAMAGED`.
   */
  static async open(path: string, now: Date, options: RecordOptions): Promise<PromiseRecord> {
    const record = await PromiseRecord.#opened(path, now, options)
    record.#lastUses = null
    return record
  }

  static async #opened(path: string, now: Date, options: RecordOptions): Promise<PromiseRecord> {
    const record = await PromiseRecord.#read(path, now, options)
    if (record.#file.size <= (options.mostBytes ?? MOST_RECORD_BYTES)) return record
    const begins = [record.#places.carried(now), ...record.#lastUses!.lines()]
    try {
      const aside = await setAside(path, begins, now)
      options.onSetAside?.(aside)
    } catch (failure) {
      options.onNotSetAside?.(failure)
      return record
    }
    await record.close()
    return PromiseRecord.#read(path, now, options)
  }

  static async #read(path: string, now: Date, options: RecordOptions): Promise<PromiseRecord> {
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

  async checked(
    { size, root }: Checked,
    { uses }: Unchecked,
    missing: readonly KeptPlace[],
    now: Date,
  ): Promise<void> {
    const facts = { at: now.toISOString(), size, root: root.toString('base64'), uses }
    const line: CheckedLine = { v: 1, kind: 'CHECKED', ...facts, missing: [...missing] }
    await this.#append([line])
    this.#places.checked(line)
  }

  /** For reconciliation. */
  get places(): Pick<KeptPlaces, 'uncheckedBelow' | 'lastChecked' | 'overdue'> {
    return this.#places
  }

  counts() {
    return { ...this.#places.counts(), writable: !this.#file.isTorn }
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
    for (const one of fresh) this.#places.add(one, now.getTime())
    for (const leafHash of newLeaves) this.#recent.addLeaf(leafHash, now.getTime())
    this.#places.kept += newLeaves.size
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
    if (line.kind === 'CHECKED') return this.#places.checked(line)
    if (line.kind === 'CARRIED') return this.#places.takeUp(line)
    if (line.kind === 'ANSWER') return
    const at = Date.parse(line.at)
    if (line.kind === 'USE') {
      this.#places.add(line, at)
      if (line.promise !== null) this.#places.kept += 1
    }
    this.#lastUses?.add(line)
    if (at < since) return
    this.#recent.add([useOf({ ...line, digest: line.subject })], line.exchange, at)
    this.#recent.addLeaf(line.leafHash, at)
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
