/** Grants as two provinces sign them, and what has to be trusted for that. All fictitious. */
import type { Kysely } from 'kysely'
import type { Grant } from '../../../gateway/access/grant.ts'
import { signGrant, verifyGrant } from '../../../gateway/access/grant.ts'
import type { GrantDocument } from '../../../gateway/store/grant-store.ts'
import type { GrantVerdictOf } from '../../../gateway/grants/grant-intake.ts'
import { up } from '../../../gateway/store/migrations/0004-grants.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { GRANT } from '../access/good-grant.ts'
import { makeParty } from '../access/party.ts'

export const SHANGHAI = makeParty('GRANT_SIGNER')
export const ANHUI = makeParty('GRANT_SIGNER', { root: makeRoot({ key: takeKey('rsa-2048', 8) }) })

/** A province vouches for its own grants. */
export const verify: GrantVerdictOf = (token, owner, at) =>
  verifyGrant(token, owner, owner === 'ANHUI' ? ANHUI.trust : SHANGHAI.trust, at)

export const AGENCY = 'XC-TEST-BUREAU'

/** Signed by Shanghai, as it goes into the store. */
export async function documentOf(
  change: Partial<Grant> = {},
  signer = SHANGHAI.signer,
): Promise<GrantDocument> {
  const grant = { ...GRANT, agency: AGENCY, ...change }
  const { owner, id, version, agency, revoked } = grant
  return { owner, id, version, agency, revoked, token: await signGrant(grant, signer) }
}

/** What these tests need of the newest migrations. */
export async function makeGrantTables(database: Database): Promise<void> {
  await up(database as unknown as Kysely<unknown>)
}
