/** A province signs its grants with the key of its own folder. */
import { chainOf, currentLeaf } from '../../../certs/hierarchy.ts'
import { loadKey, requireHierarchy } from '../../../certs/party-store.ts'
import { PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { TokenSigner } from '../../access/signed-token.ts'
import { certsFolder } from '../certs/words.ts'
import { usingState } from '../state-folder.ts'

export interface PartySigner {
  readonly signer: TokenSigner
  /** End of the certificate: nothing it signs may last longer. */
  readonly notAfter: Date
}

/** @throws {FederationError} `CERTS_MISSING`, `CERTS_SIGNER_UNUSABLE`, `CERTS_KEY_MISSING`, `STATE_FOLDER_UNUSABLE`. */
export async function grantSignerOf(
  province: Province,
  state: string | undefined,
  at: Date,
): Promise<PartySigner> {
  const party = PROVINCE_FACTS[province].slug
  const folder = await certsFolder(party, state)
  return usingState(folder, async () => {
    const hierarchy = await requireHierarchy(folder, party)
    const leaf = currentLeaf(hierarchy, 'GRANT_SIGNER', at)
    const key = await loadKey(folder, leaf.key!)
    const by = { x5c: chainOf(hierarchy, leaf) }
    return { signer: { alg: 'PS256', key, by }, notAfter: leaf.notAfter }
  })
}
