/** Reconciles from time to time, and tells what is missing. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { LogKeys } from './log-keys.ts'
import type { PromiseRecord } from './promise-record.ts'
import { readLogFile } from './read-log.ts'
import { believedCheckpoint, reconcile } from './reconcile.ts'
import type { Reconciled } from './reconcile.ts'

export interface ReconciliationSettings {
  readonly record: PromiseRecord
  readonly now: () => Date
  readonly keys: () => LogKeys | null
  /** A line for the operator of the province. */
  readonly tell: (line: string) => void
  readonly everyMs: number
}

export class ReconciliationJob {
  readonly #settings: ReconciliationSettings
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<unknown> = Promise.resolve()
  /** Code of the last failure; null after a success. */
  failure: string | null = null

  constructor(settings: ReconciliationSettings) {
    this.#settings = settings
  }

  begin(): void {
    const { everyMs } = this.#settings
    this.#timer = setInterval(() => void this.run().catch(() => undefined), everyMs)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopping.abort()
    await this.#running
  }

  /** One at a time. Null: nothing is known of where the log is. Throws as `reconcile` and its inputs. */
  run(): Promise<Reconciled | null> {
    const next = this.#running.then(() => this.#once())
    this.#running = next.then(
      () => (this.failure = null),
      (failure: unknown) => this.#tellFailure(failure),
    )
    return next
  }

  async #once(): Promise<Reconciled | null> {
    const { record, now, keys: known, tell } = this.#settings
    const keys = known()
    if (keys === null || keys.url === null || keys.witnesses.length === 0) return null
    const url = keys.url
    const read = (path: string) => readLogFile(url, path, this.#stopping.signal)
    const checkpoint = await read('checkpoint')
    if (checkpoint === null) return null // a log without leaves
    const believed = believedCheckpoint(checkpoint, keys)
    const unchecked = record.places.uncheckedBelow(believed.size)
    const result = await reconcile(believed, unchecked.places, record.places.lastChecked, read)
    await record.checked(result, unchecked, result.missing, now())
    for (const { index, leafHash } of result.missing) {
      tell(`联合日志缺少已出具回执的条目：序号${index}，哈希${leafHash}`)
    }
    const overdue = record.places.overdue(now())
    if (overdue > 0)
      tell(`${overdue}份存证回执已逾时，足数见证的检查点（${result.size}条）仍未包括其条目`)
    return result
  }

  #tellFailure(failure: unknown): void {
    if (this.#stopping.signal.aborted) return
    this.failure = failure instanceof FederationError ? failure.code : 'INTERNAL'
    const text = failure instanceof Error ? failure.message : String(failure)
    this.#settings.tell(`${this.failure}：${text}`)
  }
}
