/** A pretend province with a hierarchy of its own, and what a gateway trusts of it. */
import { rootsOf } from '../../../certs/anchors.ts'
import { derOf } from '../../../certs/hierarchy.ts'
import type { Hierarchy } from '../../../certs/hierarchy.ts'
import { makeHierarchy } from '../../../certs/make.ts'
import { changeHierarchy } from '../../../certs/party-store.ts'
import { verifyGrant } from '../../../gateway/access/grant.ts'
import { chainTrust } from '../../../gateway/access/signed-token.ts'
import type { TokenTrust } from '../../../gateway/access/signed-token.ts'
import { loadAnchors } from '../../../gateway/certification-path/anchors.ts'
import { certsFolder } from '../../../gateway/cli/certs/words.ts'
import type { GrantVerdictOf } from '../../../gateway/grants/grant-intake.ts'

export async function makeZhejiang(state: string): Promise<GrantVerdictOf> {
  const at = new Date()
  const hierarchy = await changeHierarchy(await certsFolder('zhejiang', state), (_, ring) =>
    makeHierarchy('zhejiang', ring, at),
  )
  const trust = trustOf(hierarchy, at)
  return (token, owner, now) => verifyGrant(token, owner, trust, now)
}

function trustOf(hierarchy: Hierarchy, at: Date): TokenTrust {
  const jurisdiction = { C: 'CN', ST: '浙江省' }
  const anchors = loadAnchors(
    rootsOf(hierarchy, at).map((pem) => ({ certificate: derOf(pem), jurisdiction })),
  )
  const crls = hierarchy.authorities.map(({ crl }) => derOf(crl.pem))
  return chainTrust('GRANT_SIGNER', { anchors, revocation: { crls } })
}
