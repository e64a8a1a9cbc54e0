/** Which log a request for a cosignature says it is of. Read again, and judged, by `decideCheckpoint`. */
import { FederationError } from '../../schemas/model/errors.ts'
import { parseCheckpoint } from '../federation-log/checkpoint.ts'
import { parseNote } from '../federation-log/note.ts'
import { parseWitnessRequest } from '../federation-log/witness-request.ts'

/** Null: it says none, and will be refused. */
export function checkpointOrigin(body: Uint8Array): string | null {
  try {
    return parseCheckpoint(parseNote(parseWitnessRequest(body).checkpoint).text).origin
  } catch (failure) {
    if (failure instanceof FederationError) return null
    throw failure
  }
}
