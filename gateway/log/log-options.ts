/** What a log service is made from. Nothing is read from the environment. */
import type { Logger } from 'pino'
import type { Province } from '../../schemas/model/province.ts'
import type { NoteSigner } from '../federation-log/note.ts'
import type { Quorum } from '../federation-log/quorum.ts'
import type { WitnessAddress } from './ask-witness.ts'
import type { Recipients } from './data-keys.ts'
import { OUTCOME_TERM_MS } from './open-intents.ts'

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
  /** Late promises are gathered for so long before they are sent. */
  readonly lateAfterMs: number
  readonly checkpointEveryMs: number
  /** A checkpoint without its quorum for longer than this is not well. */
  readonly cosignedWithinMs: number
  /** How long closing waits for what is still to be written. */
  readonly closeWithinMs: number
}

export const LOG_TIMING: LogTiming = {
  graceMs: 2_000,
  outcomeTermMs: OUTCOME_TERM_MS,
  closeEveryMs: 10_000,
  refusalWindowMs: 1_000,
  lateAfterMs: 1_000,
  checkpointEveryMs: 10_000,
  cosignedWithinMs: 60_000,
  closeWithinMs: 5_000,
}

export interface LogServiceOptions {
  readonly databaseUrl: string
  readonly log: Logger
  readonly now: () => Date
  /** Of the log; the name of its keys. Never that of an earlier log. */
  readonly origin: string
  /** The first is the current one; during a planned rotation the other one signs as well. */
  readonly logKeys: readonly [NoteSigner, ...NoteSigner[]]
  readonly promiseKey: NoteSigner
  /** Of all four provinces. */
  readonly recipients: Recipients
  readonly witnesses: readonly WitnessAddress[]
  /** 3 of the witnesses, or all where they are fewer, when absent. */
  readonly quorum?: Quorum
  /** Where each province's gatehouse listens; without one no late promises are sent to it. */
  readonly gatehouses: Readonly<Partial<Record<Province, string>>>
  /** Keeps the last signed head; on a disk that is not restored together with the database. */
  readonly stateFile: string
  readonly timing?: Partial<LogTiming>
  readonly observer?: Partial<LogObserver>
}
