/** Grants for a test's gateway, kept as the intake keeps them. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { GrantIntake } from '../../gateway/grants/grant-intake.ts'

/**
 * Keeps each; they count when a gateway process has written their leaves: `finish` of the desk. What
 * is there already, or newer, stays as it is. @returns the number of those that are new.
 *
 * @throws {FederationError} as `GrantIntake.read`.
 */
export async function keepSigned(
  intake: Pick<GrantIntake, 'read' | 'keep'>,
  province: Province,
  tokens: readonly string[],
): Promise<number> {
  let added = 0
  for (const token of tokens) {
    const grant = await intake.read(token, province)
    try {
      if ((await intake.keep(grant, token)) === 'KEPT') added += 1
    } catch (failure) {
      const isNewer =
        failure instanceof FederationError && failure.code === 'GRANT_VERSION_NOT_HIGHER'
      if (!isNewer) throw failure
    }
  }
  return added
}
