/** `POST /_witness/add-checkpoint`. Source: C2SP tlog-witness. Kept first, answered then. */
import type { Witness } from '../federation-log/cosignature.ts'
import type { VerifierKey } from '../federation-log/verifier-key.ts'
import { decideCheckpoint } from '../federation-log/witness-decision.ts'
import { SIZE_MEDIA_TYPE, printCosignatures } from '../federation-log/witness-request.ts'
import { checkpointOrigin } from './checkpoint-origin.ts'
import type { Reply } from './reply.ts'
import type { WitnessStore } from './witness-store.ts'

const TEXT = { 'content-type': 'text/plain; charset=utf-8' }

export interface WitnessSettings {
  readonly witness: Witness
  /** Of the logs that are witnessed here. */
  readonly logKeys: readonly VerifierKey[]
  readonly store: WitnessStore
  readonly now: () => Date
  /** Hears of what may prove a fork: refused, and yet signed by the log. */
  readonly onConflict: (code: string) => void
}

/** @throws {FederationError} `GATEHOUSE_RECORD_FAILED`, `GATEHOUSE_RECORD_DAMAGED`. */
export async function addCheckpoint(body: Buffer, settings: WitnessSettings): Promise<Reply> {
  const { witness, logKeys, store, now, onConflict } = settings
  const origin = checkpointOrigin(body)
  for (;;) {
    const found = await store.newest(origin ?? '')
    const decision = decideCheckpoint(body, logKeys, () => found.checkpoint)
    if (decision.status === 409) return sizeReply(decision.size)
    if (decision.status !== 200) {
      if (decision.status === 422) onConflict(decision.code)
      return { status: decision.status, headers: TEXT, body: `${decision.code}\n` }
    }
    const { checkpoint, text } = decision
    const note = body.toString('utf8', body.indexOf('\n\n') + 2)
    if (!(await store.keep({ ...checkpoint, note }, found))) continue
    const line = witness.cosign(text, Math.floor(now().getTime() / 1_000))
    return { status: 200, headers: TEXT, body: printCosignatures([line]) }
  }
}

function sizeReply(size: number): Reply {
  return { status: 409, headers: { 'content-type': SIZE_MEDIA_TYPE }, body: `${size}\n` }
}
