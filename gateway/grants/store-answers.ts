/** What the store throws is one code for callers: nothing is decided without it. */
import { FederationError } from '../../schemas/model/errors.ts'

/** @throws {FederationError} what `work` refuses with; `GRANTS_UNAVAILABLE` for all else. */
export async function withStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (failure) {
    if (failure instanceof FederationError) throw failure
    throw new FederationError('GRANTS_UNAVAILABLE', {}, { cause: failure })
  }
}
