/** The parts of a log service, each made from the options and the parts before it. */
import { quorumOf } from '../federation-log/quorum.ts'
import { openDatabase } from '../store/database.ts'
import type { Database } from '../store/database.ts'
import { createLogAppender } from '../store/log-append.ts'
import { createLogStore } from '../store/log-store.ts'
import type { LogStore } from '../store/log-store.ts'
import { createLogTreeStore } from '../store/log-tree-store.ts'
import type { CheckpointParts } from './checkpoint-maker.ts'
import { createDataKeys } from './data-keys.ts'
import type { DataKeys } from './data-keys.ts'
import { createLatePromises } from './late-promises.ts'
import type { LatePromises } from './late-promises.ts'
import { LOG_TIMING } from './log-options.ts'
import type { LogServiceOptions, LogTiming } from './log-options.ts'
import { createRowMaker } from './make-row.ts'
import type { RowMaker } from './make-row.ts'
import { storedTileReader } from './read-stored-tile.ts'
import { createSearchTerms } from './search-terms.ts'
import type { SearchTerms } from './search-terms.ts'
import { Sequencer } from './sequencer.ts'

export interface LogParts {
  readonly timing: LogTiming
  readonly database: Database
  readonly store: LogStore
  readonly checkpoints: CheckpointParts
  readonly keys: DataKeys
  readonly terms: SearchTerms
  readonly rows: RowMaker
  readonly sequencer: Sequencer
  readonly late: LatePromises
}

const LEAST_WITNESSES = 3

export function createLogParts(options: LogServiceOptions): LogParts {
  const { databaseUrl, recipients, log } = options
  const timing = { ...LOG_TIMING, ...options.timing }
  const onError = (err: Error): void => log.warn({ err }, 'the log lost a connection')
  const database = openDatabase(databaseUrl, onError, { patient: true })
  const keys = createDataKeys(recipients)
  const terms = createSearchTerms(recipients)
  return {
    timing,
    database,
    store: createLogStore(database),
    checkpoints: checkpointParts(options, database),
    keys,
    terms,
    rows: createRowMaker(keys, terms),
    sequencer: sequencerOf(options),
    late: lateOf(options, timing),
  }
}

function checkpointParts(options: LogServiceOptions, database: Database): CheckpointParts {
  const { origin, logKeys, witnesses, stateFile, now, log, observer } = options
  const store = createLogStore(database)
  const tree = createLogTreeStore(database)
  const keys = witnesses.map(({ key }) => key)
  return {
    ...{ origin, logKeys, witnesses, stateFile, now, log, store, tree },
    quorum: options.quorum ?? quorumOf(Math.min(LEAST_WITNESSES, keys.length), keys),
    readTile: storedTileReader(store, tree),
    onCheckpoint: (size, cosignatures) => observer?.checkpointed?.(size, cosignatures),
  }
}

function sequencerOf({ databaseUrl, observer, log }: LogServiceOptions): Sequencer {
  return new Sequencer({
    appender: createLogAppender(databaseUrl),
    observer: {
      committed: (leaves, milliseconds) => observer?.committed?.(leaves, milliseconds),
      lostRace: () => observer?.lostRace?.(),
      failed(err) {
        observer?.appendFailed?.()
        log.warn({ err }, 'leaves wait for the database')
      },
    },
  })
}

function lateOf({ gatehouses, observer, log }: LogServiceOptions, timing: LogTiming): LatePromises {
  return createLatePromises({
    gatehouses,
    sendAfterMs: timing.lateAfterMs,
    onFailure(province, err, givenUp) {
      if (givenUp > 0) observer?.latePromisesLost?.(province, givenUp)
      log.warn({ err, province, givenUp }, 'late promises did not reach their gatehouse')
    },
  })
}
