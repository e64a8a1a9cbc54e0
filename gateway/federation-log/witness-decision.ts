/**
 * Whether a witness cosigns, decided from what it last kept. Source: C2SP tlog-witness,
 * "add-checkpoint", whose order of checks this is. Whoever calls must keep the checkpoint durably,
 * and see that nothing else was kept since, before the answer leaves: else two requests at once
 * could take the witness back.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Checkpoint, OpenedCheckpoint } from './checkpoint.ts'
import { verifyConsistency } from './consistency.ts'
import { emptyRoot } from './tree.ts'
import type { VerifierKey } from './verifier-key.ts'
import { parseWitnessRequest } from './witness-request.ts'
import type { WitnessRequest } from './witness-request.ts'

export type WitnessDecision =
  | { readonly status: 200; readonly checkpoint: Checkpoint; readonly text: string }
  /** The answer's body is the size that the witness has. */
  | { readonly status: 409; readonly size: number }
  /** With 422 and a valid signature: to be kept, it may prove that the log has forked. */
  | { readonly status: 400 | 403 | 404 | 422; readonly code: ErrorCode; readonly reason: string }

/** `lastOf`: the last checkpoint cosigned for this origin, or null. */
export type LastKept = (origin: string) => Pick<Checkpoint, 'size' | 'root'> | null

/** Never throws for what is in the body. `logKeys`: of all logs that are witnessed here. */
export function decideCheckpoint(
  body: Uint8Array,
  logKeys: readonly VerifierKey[],
  lastOf: LastKept,
): WitnessDecision {
  try {
    const request = parseWitnessRequest(body)
    return decide(request, openCheckpoint(request.checkpoint, logKeys), lastOf)
  } catch (failure) {
    if (!(failure instanceof FederationError)) throw failure
    const { code, details } = failure
    return { status: statusOf(code), code, reason: String(details['reason'] ?? '') }
  }
}

function decide(
  { oldSize, proof }: WitnessRequest,
  { checkpoint, note }: OpenedCheckpoint,
  lastOf: LastKept,
): WitnessDecision {
  const { origin, size, root } = checkpoint
  if (oldSize > size) return refusal(400, 'LOG_WITNESS_REQUEST_MALFORMED', 'old size above size')
  const last = lastOf(origin) ?? { size: 0, root: emptyRoot() }
  if (oldSize !== last.size) return { status: 409, size: last.size }
  if (size === 0 && !emptyRoot().equals(root)) {
    return refusal(422, 'LOG_CHECKPOINT_MALFORMED', 'root of the empty tree')
  }
  if (oldSize > 0) verifyConsistency({ oldSize, oldRoot: last.root, size, root, proof })
  else if (proof.length > 0) return refusal(422, 'LOG_CONSISTENCY_INVALID', 'length')
  return { status: 200, checkpoint, text: note.text }
}

function statusOf(code: ErrorCode): 400 | 403 | 404 | 422 {
  if (code === 'LOG_ORIGIN_UNKNOWN') return 404
  if (code === 'LOG_NOTE_UNSIGNED' || code === 'LOG_SIGNATURE_INVALID') return 403
  return code === 'LOG_CONSISTENCY_INVALID' ? 422 : 400
}

function refusal(status: 400 | 422, code: ErrorCode, reason: string): WitnessDecision {
  return { status, code, reason }
}
