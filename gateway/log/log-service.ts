/**
 * The log service (存证服务): one log, shared by all gateway processes of a federation. It appends, makes
 * checkpoints, has them cosigned, and shows itself as files and to auditors.
 */
import { createAppendPath, writeLater } from './append-path.ts'
import type { AppendPath } from './append-path.ts'
import { CheckpointMaker } from './checkpoint-maker.ts'
import { eraseLeaf } from './erase.ts'
import type { Erasure } from './erase.ts'
import { createLogFiles } from './log-files.ts'
import type { LogFile } from './log-files.ts'
import { logHealth } from './log-health.ts'
import type { LogServiceOptions } from './log-options.ts'
import { createLogParts } from './log-parts.ts'
import type { LogParts } from './log-parts.ts'
import { createLogReader } from './log-reader.ts'
import type { LogReader } from './log-reader.ts'
import { createOpenIntents } from './open-intents.ts'
import type { Published } from './published-checkpoint.ts'
import { createRefusals } from './refusals.ts'
import { repeat } from './repeat.ts'
import { checkStart } from './start-checks.ts'

export type { LogObserver, LogServiceOptions, LogTiming } from './log-options.ts'

export interface LogService extends AppendPath {
  readonly reader: LogReader
  /** A file of the log by its path below `/log/`; null: there is none. */
  logFile(path: string): Promise<LogFile | null>
  /** Writes the log as static files. @returns the size. @throws {FederationError} `LOG_ENTRY_UNKNOWN`. */
  exportTo(folder: string): Promise<number>
  /**
   * A checkpoint of what is there; `untilCosigned` waits for the witnesses.
   *
   * @throws {FederationError} `LOG_FORKED`, `LOG_BEHIND`, `LOG_STATE_INVALID`.
   */
  checkpointNow(untilCosigned?: boolean): Promise<Published | null>
  /** @returns how many overdue intents were closed as UNKNOWN. */
  closeOldIntents(): Promise<number>
  /** Takes a leaf's disclosures away, once a leaf says so. @throws {FederationError} `LOG_ENTRY_UNKNOWN`. */
  erase(erasure: Erasure): Promise<void>
  /** What is amiss, in words for /readyz; empty: nothing. */
  health(): Promise<readonly string[]>
  /** Writes and sends what waits, within a time; then lets go of everything. */
  close(): Promise<void>
}

/**
 * Checks the stored log first, then starts.
 *
 * @throws {FederationError} `LOG_STATE_INVALID`, `LOG_FORKED`, `LOG_BEHIND`: see start-checks.ts.
 */
export async function openLogService(options: LogServiceOptions): Promise<LogService> {
  const parts = createLogParts(options)
  try {
    await checkStart(parts.checkpoints)
    const erased = await parts.store.finishErasures()
    if (erased > 0) options.log.warn({ erased }, 'erasures that had not been finished')
    if (!(await parts.store.isDurable())) {
      options.log.warn('PostgreSQL runs with fsync=off: a power cut would lose acknowledged leaves')
    }
  } catch (failure) {
    await letGo(parts)
    throw failure
  }
  return serve(options, parts)
}

/** Starts without looking at what is stored. */
export function createLogService(options: LogServiceOptions): LogService {
  return serve(options, createLogParts(options))
}

function serve(options: LogServiceOptions, parts: LogParts): LogService {
  const { timing, sequencer, rows, late, checkpoints } = parts
  const { log, observer } = options
  const onLost = (type: string, err: unknown): void => {
    observer?.leafLost?.(type)
    log.error({ err, type }, 'a leaf that nobody waited for was not written')
  }
  const refusals = createRefusals(
    (leaf, hidden) => writeLater({ sequencer, onLost }, leaf.type, () => rows.make(leaf, hidden)),
    options.now,
    timing.refusalWindowMs,
  )
  const path = createAppendPath({
    ...{ rows, sequencer, refusals, late, onLost },
    ...{ origin: options.origin, promiseKey: options.promiseKey, now: options.now },
    graceMs: timing.graceMs,
  })
  const closeOldIntents = closerOf(options, parts)
  const maker = new CheckpointMaker(checkpoints)
  const { tree, readTile, quorum } = checkpoints
  const files = createLogFiles(tree, readTile, quorum)
  const jobs = [
    repeat(closeOldIntents, timing.closeEveryMs, (err) => {
      log.warn({ err }, 'open intents could not be closed')
    }),
    repeat(
      () => maker.makeNow(),
      timing.checkpointEveryMs,
      (err) => {
        log.error({ err }, 'no checkpoint could be made')
      },
    ),
  ]
  return {
    ...path,
    reader: createLogReader({ ...checkpoints, database: parts.database, terms: parts.terms }),
    logFile: (file) => files.file(file),
    exportTo: (folder) => files.exportTo(folder),
    checkpointNow: (untilCosigned) => maker.makeNow(untilCosigned),
    closeOldIntents,
    erase: (erasure) => eraseLeaf(parts, path, erasure, options.now()),
    health: () => logHealth(parts, maker, options.now()),
    async close() {
      refusals.close()
      await Promise.all([...jobs.map((job) => job.stop()), late.close()])
      await maker.close()
      await letGo(parts)
    },
  }
}

function closerOf({ now, observer }: LogServiceOptions, parts: LogParts): () => Promise<number> {
  const { store, timing, sequencer, rows } = parts
  const openIntents = createOpenIntents({
    store,
    termMs: timing.outcomeTermMs,
    waitingLinks: () => sequencer.waitingLinks(),
    async write(leaf, facts) {
      const row = rows.make(leaf, { disclosures: [], terms: [], for: 0 }, facts)
      const done = await sequencer.append(row, timing.graceMs)
      return done === 'CONCLUDED_BEFORE' ? done : 'WRITTEN'
    },
  })
  return async () => {
    const closed = await openIntents.closeOld(now())
    if (closed > 0) observer?.closedAsUnknown?.(closed)
    return closed
  }
}

async function letGo({ sequencer, timing, keys, database }: LogParts): Promise<void> {
  await sequencer.close(timing.closeWithinMs)
  keys.close()
  await database.destroy()
}
