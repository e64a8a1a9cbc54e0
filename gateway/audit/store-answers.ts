/** What the store throws is one code for callers. */
import { FederationError } from '../../schemas/model/errors.ts'

/** @throws {FederationError} what `work` refuses with; `AUDIT_UNAVAILABLE` for all else. */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (failure) {
    if (failure instanceof FederationError) throw failure
    throw new FederationError('AUDIT_UNAVAILABLE', {}, { cause: failure })
  }
}
