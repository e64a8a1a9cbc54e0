/** What a party's process has of its own certificates, and what it hands to others of it. */
import { z } from 'zod'
import { rootsOf } from '../../../certs/anchors.ts'
import type { Hierarchy } from '../../../certs/hierarchy.ts'
import { refreshCrls } from '../../../certs/maintain.ts'
import { makeHierarchy } from '../../../certs/make.ts'
import type { Party } from '../../../certs/parties.ts'
import { changeHierarchy } from '../../../certs/party-store.ts'
import { usingState } from '../state-folder.ts'
import { certsFolder } from './words.ts'

/** Public only; PEM but for the witness's verifier key. */
export const HANDED_TRUST = z.object({
  anchors: z.array(z.string()),
  issuing: z.array(z.string()),
  crls: z.array(z.string()),
  witness: z.string().nullable(),
})
export type HandedTrust = z.infer<typeof HANDED_TRUST>

/**
 * Made when the party has none; lists that are past half their life are renewed. Unhurried, because
 * it happens beside what the process is there for.
 *
 * @throws {FederationError} `STATE_FOLDER_UNUSABLE`, `CERTS_STATE_INVALID`; what aborted it.
 */
export async function ownHierarchy(
  party: Party,
  state: string,
  stopped: AbortSignal,
): Promise<HandedTrust> {
  const at = new Date()
  const folder = await certsFolder(party, state)
  const hierarchy = await usingState(folder, () =>
    changeHierarchy(folder, async (found, ring) =>
      found === null
        ? makeHierarchy(party, ring, at, { unhurried: stopped })
        : (await refreshCrls(found, ring, at)).hierarchy,
    ),
  )
  return handedTrust(hierarchy, at)
}

function handedTrust(hierarchy: Hierarchy, at: Date): HandedTrust {
  const living = hierarchy.authorities.filter(({ notAfter }) => notAfter > at)
  return {
    anchors: rootsOf(hierarchy, at),
    issuing: living.filter(({ role }) => role === 'ISSUING').map(({ pem }) => pem),
    crls: living.map(({ crl }) => crl.pem),
    witness: hierarchy.witness?.verifierKey ?? null,
  }
}
