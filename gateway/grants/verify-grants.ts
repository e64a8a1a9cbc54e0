/** Verification of grants below the anchors of their owners. */
import type { CertificatePurpose } from '../../schemas/model/certificate-purpose.ts'
import type { Province } from '../../schemas/model/province.ts'
import { verifyGrant } from '../access/grant.ts'
import type { TokenTrust } from '../access/signed-token.ts'
import type { GrantVerdictOf } from './grant-intake.ts'

/** As gateway/trust/ offers it. */
export interface GrantTrust {
  trustFor(purpose: CertificatePurpose, province: Province): Promise<TokenTrust>
}

/** Throws what `trustFor` does: a province whose anchors are not known vouches for nothing. */
export function grantVerifier(trust: GrantTrust): GrantVerdictOf {
  return async (token, owner, at) =>
    verifyGrant(token, owner, await trust.trustFor('GRANT_SIGNER', owner), at)
}
