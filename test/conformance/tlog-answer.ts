import { FederationError } from '../../schemas/model/errors.ts'
import type { Answer } from './row.ts'

/** @throws {Error} naming the vector when the question fails other than by a code of ours. */
export function answer(id: string, valid: boolean, ask: () => void): Answer {
  try {
    ask()
    return { id, valid, accepted: true, code: null }
  } catch (failure) {
    if (!(failure instanceof FederationError)) {
      throw new Error(`${id}: threw ${String(failure)}`, { cause: failure })
    }
    const reason = failure.details['reason']
    const code = reason === undefined ? failure.code : `${failure.code}: ${String(reason)}`
    return { id, valid, accepted: false, code }
  }
}

/** Accepted when both are the same. */
export function comparison(id: string, ours: string, theirs: string): Answer {
  const accepted = ours === theirs
  return { id, valid: true, accepted, code: accepted ? null : `is ${ours}` }
}
