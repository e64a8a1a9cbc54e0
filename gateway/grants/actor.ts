/** Who stands at the desk: an officer for his agency, or an administrator for his province. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import { checkQuestion } from '../access/check-question.ts'
import type { Rules } from '../access/check-question.ts'
import type { Actor } from '../access/grant-request.ts'
import type { AgencyPrincipal, Principal } from '../principal.ts'

/** The province that a client's registration says it administers; null: none. */
export type ProvinceOf = (clientId: string) => Promise<Province | null> | Province | null

/** @throws {FederationError} what {@link checkQuestion} refuses with; `GRANTS_ROLE_WRONG` no agency. */
export function checkAtDesk(who: Principal, rules: Rules): AgencyPrincipal {
  if (who.kind !== 'AGENCY') throw new FederationError('GRANTS_ROLE_WRONG')
  const refusal = checkQuestion(who.details, 'GRANTS', rules)
  if (refusal !== null) throw new FederationError(refusal.code, refusal.facts)
  return who
}

/** An administrator who is an officer besides acts as administrator: nobody decides on his own request. */
export async function actorOf(
  who: Principal,
  rules: Rules,
  provinceOf: ProvinceOf,
): Promise<Actor> {
  const { id, details } = checkAtDesk(who, rules)
  const person = { person: details.officer!, agency: details.agency }
  if (!details.roles.includes('PROVINCE_ADMINISTRATOR')) return { ...person, administers: null }
  const administers = await provinceOf(id)
  if (administers === null) throw new FederationError('GRANTS_ROLE_WRONG')
  return { ...person, administers }
}
