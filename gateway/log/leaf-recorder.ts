/** Writes single leaves from the command line: without keys, so without promises and disclosures. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { KeyRotationLeaf } from '../federation-log/leaf-types.ts'
import { parseVerifierKey } from '../federation-log/verifier-key.ts'
import type { AppendPath, Recorded } from './append-path.ts'
import { createLogAppender } from '../store/log-append.ts'
import { plainRow } from './make-row.ts'
import { Sequencer } from './sequencer.ts'

export interface LeafRecorder extends Pick<AppendPath, 'record'> {
  close(): Promise<void>
}

const GRACE_MS = 5_000

/** @throws {FederationError} from `record`: `LOG_UNAVAILABLE` with what the database said as its cause. */
export function createLeafRecorder(databaseUrl: string): LeafRecorder {
  const quiet = { committed: () => undefined, lostRace: () => undefined, failed: () => undefined }
  const appender = createLogAppender(databaseUrl)
  const sequencer = new Sequencer({ appender, observer: quiet })
  return {
    async record(leaf): Promise<Recorded> {
      const row = plainRow(leaf)
      const committed = await sequencer.append(row, GRACE_MS)
      if (committed === 'CONCLUDED_BEFORE') throw new FederationError('LOG_UNAVAILABLE')
      const index = committed.batch.firstIndex + committed.place
      return { index, leafHash: row.hash.toString('base64url') }
    },
    close: () => sequencer.close(0),
  }
}

export type Rotation = Pick<KeyRotationLeaf, 'use' | 'oldKey' | 'newKey' | 'reason' | 'from'>

/** @throws {FederationError} `LOG_KEY_MALFORMED`, `LOG_KEY_TYPE_UNSUPPORTED`; else as `record`. */
export async function recordRotation(
  recorder: Pick<AppendPath, 'record'>,
  rotation: Rotation,
  at: Date,
): Promise<Recorded> {
  for (const vkey of [rotation.oldKey, rotation.newKey]) parseVerifierKey(vkey)
  const leaf = { type: 'KEY_ROTATION', id: crypto.randomUUID(), at: at.toISOString() } as const
  return recorder.record({ ...leaf, ...rotation })
}
