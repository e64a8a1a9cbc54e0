import { FederationError } from '../../../schemas/model/errors.ts'
import type { Path } from '../path.ts'
import { isSignedBy } from '../signature.ts'
import type { WorkMeter } from '../work.ts'

/** @throws {FederationError} `CERT_SIGNATURE_INVALID`, `CHAIN_TOO_MUCH_WORK`. */
export function checkSignatures({ links, issuers }: Path, meter: WorkMeter): void {
  for (const [i, { certificate }] of links.entries()) {
    if (isSignedBy(certificate, issuers[i]!.certificate, meter)) continue
    const { position } = certificate
    throw new FederationError('CERT_SIGNATURE_INVALID', { position })
  }
}
