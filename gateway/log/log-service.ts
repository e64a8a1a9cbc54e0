/**
 * The log service (存证服务): one log, shared by all gateway processes of a federation. What comes from
 * outside (addresses, keys, clocks) comes as arguments.
 */
import type { Logger } from 'pino'
import type { Province } from '../../schemas/model/province.ts'
import type { NoteSigner } from '../federation-log/note.ts'
import { createLogAppender } from '../store/log-append.ts'
import { createLogStore } from '../store/log-store.ts'
import { openDatabase } from '../store/database.ts'
import { createAppendPath, writeLater } from './append-path.ts'
import type { AppendPath } from './append-path.ts'
import { createDataKeys } from './data-keys.ts'
import type { Recipients } from './data-keys.ts'
import { createLatePromises } from './late-promises.ts'
import { createRowMaker } from './make-row.ts'
import { OUTCOME_TERM_MS, RememberedIntents, createOpenIntents } from './open-intents.ts'
import { repeat } from './repeat.ts'
import { createRefusals } from './refusals.ts'
import { createSearchTerms } from './search-terms.ts'
import { Sequencer } from './sequencer.ts'

/** For /metrics. */
export interface LogObserver {
  committed(leaves: number, milliseconds: number): void
  lostRace(): void
  appendFailed(): void
  /** Written by nobody: an outcome, a refusal. */
  leafLost(type: string): void
  latePromisesLost(province: Province, count: number): void
  closedAsUnknown(count: number): void
  checkpointed(size: number, cosignatures: number): void
}

export interface LogTiming {
  /** How long a caller waits for a database that is away. */
  readonly graceMs: number
  /** After it an intent without outcome is closed as UNKNOWN. */
  readonly outcomeTermMs: number
  readonly closeEveryMs: number
  readonly refusalWindowMs: number
  readonly lateAfterMs: number
  readonly checkpointEveryMs: number
  /** Waited for by {@link LogService.close} for what is still to be written. */
  readonly closeWithinMs: number
}

export const LOG_TIMING: LogTiming = {
  graceMs: 2_000,
  outcomeTermMs: OUTCOME_TERM_MS,
  closeEveryMs: 10_000,
  refusalWindowMs: 1_000,
  lateAfterMs: 1_000,
  checkpointEveryMs: 10_000,
  closeWithinMs: 5_000,
}

export interface LogServiceOptions {
  readonly databaseUrl: string
  readonly log: Logger
  readonly now: () => Date
  readonly origin: string
  readonly promiseKey: NoteSigner
  readonly recipients: Recipients
  readonly gatehouses: Readonly<Partial<Record<Province, string>>>
  readonly timing?: Partial<LogTiming>
  readonly observer?: Partial<LogObserver>
}

export interface LogService extends AppendPath {
  /** What is amiss, in words for /readyz; empty: nothing. */
  health(): Promise<readonly string[]>
  /** Closes intents that are overdue, now. @returns how many. */
  closeOldIntents(): Promise<number>
  close(): Promise<void>
}

export function createLogService(options: LogServiceOptions): LogService {
  const { log, now, observer = {} } = options
  const timing = { ...LOG_TIMING, ...options.timing }
  const database = openDatabase(
    options.databaseUrl,
    (err) => log.warn({ err }, 'the log lost a connection'),
    { patient: true },
  )
  const store = createLogStore(database)
  const keys = createDataKeys(options.recipients)
  const rows = createRowMaker(keys, createSearchTerms(options.recipients))
  const sequencer = new Sequencer({
    appender: createLogAppender(options.databaseUrl),
    observer: {
      committed: (leaves, milliseconds) => observer.committed?.(leaves, milliseconds),
      lostRace: () => observer.lostRace?.(),
      failed(err) {
        observer.appendFailed?.()
        log.warn({ err }, 'leaves wait for the database')
      },
    },
  })
  const onLost = (type: string, err: unknown): void => {
    observer.leafLost?.(type)
    log.error({ err, type }, 'a leaf that nobody waited for was not written')
  }
  const late = createLatePromises({
    gatehouses: options.gatehouses,
    sendAfterMs: timing.lateAfterMs,
    onFailure(province, err, givenUp) {
      if (givenUp > 0) observer.latePromisesLost?.(province, givenUp)
      log.warn({ err, province, givenUp }, 'late promises did not reach their gatehouse')
    },
  })
  const refusals = createRefusals(
    (leaf, hidden) => writeLater({ sequencer, onLost }, leaf.type, () => rows.make(leaf, hidden)),
    now,
    timing.refusalWindowMs,
  )
  const openIntents = createOpenIntents({
    store,
    termMs: timing.outcomeTermMs,
    waitingLinks: () => sequencer.waitingLinks(),
    async write(leaf, facts) {
      const hidden = { disclosures: [], terms: [], for: 0 }
      const done = await sequencer.append(rows.make(leaf, hidden, facts), timing.graceMs)
      return done === 'CONCLUDED_BEFORE' ? done : 'WRITTEN'
    },
  })
  const closeOldIntents = async (): Promise<number> => {
    const closed = await openIntents.closeOld(now())
    if (closed > 0) observer.closedAsUnknown?.(closed)
    return closed
  }
  const closing = repeat(closeOldIntents, timing.closeEveryMs, (err) => {
    log.warn({ err }, 'open intents could not be closed')
  })
  const path = createAppendPath({
    origin: options.origin,
    promiseKey: options.promiseKey,
    now,
    graceMs: timing.graceMs,
    remembered: new RememberedIntents(),
    ...{ rows, sequencer, refusals, late, onLost },
  })
  return {
    ...path,
    closeOldIntents,
    async health() {
      return sequencer.trouble === null ? [] : ['log store']
    },
    async close() {
      refusals.close()
      await closing.stop()
      await late.close()
      await sequencer.close(timing.closeWithinMs)
      keys.close()
      await database.destroy()
    },
  }
}
