/**
 * What people do on the way to a grant (共享申请与授权), as facts of the federation log. A document is
 * named by its digest: that of an act holds the request's random id, that of a grant its signature,
 * so that neither can be guessed from the log.
 */
import { createHash } from 'node:crypto'
import type { Grant } from '../access/grant.ts'
import type { GrantRequest } from '../access/grant-request.ts'
import type { GrantLeaf } from '../federation-log/leaf-types.ts'
import type { AdministrativeFacts } from '../pipeline/log-port.ts'

/** Facts of a GrantLeaf. `actor`: the owner's own id of who decided, for a disclosure; never in the leaf. */
export type GrantFacts = Pick<
  GrantLeaf,
  'act' | 'grant' | 'province' | 'agency' | 'document' | 'validFrom' | 'validUntil'
> & { readonly at: Date; readonly actor: string | null }

export type GrantActFacts =
  | ({ readonly leaf: 'GRANT' } & GrantFacts)
  | ({ readonly leaf: 'ADMINISTRATIVE' } & AdministrativeFacts)

/** Durable when it resolves. @throws {FederationError} then nothing is built on the act. */
export type OnGrantAct = (facts: GrantActFacts) => Promise<void>

/** The last act of a request. A refusal is a decision on a grant; the others prepare one. */
export function factsOfAct(request: GrantRequest, number: number): GrantActFacts {
  const { id, agency, acts, entry } = request
  const { kind, by, at, text } = acts[number - 1]!
  const content = kind === 'FILE' ? contentOf(request) : {}
  const document = digestOf(
    JSON.stringify({ request: id, number, kind, ...by, at: at.toISOString(), text, ...content }),
  )
  const { owner: province } = entry
  const common = { at, actor: by.person, province, document }
  if (kind === 'REFUSE') {
    const none = { validFrom: null, validUntil: null }
    return { leaf: 'GRANT', act: 'REFUSED', grant: `${id}/1`, agency, ...common, ...none }
  }
  const role = by.administers === null ? 'OFFICER' : 'PROVINCE_ADMINISTRATOR'
  const act = { act: `GRANT_REQUEST_${kind}`, role, agency: by.agency, count: null }
  return { leaf: 'ADMINISTRATIVE', ...act, ...common }
}

export function factsOfGrant(
  grant: Grant,
  token: string,
  at: Date,
  actor: string | null,
): GrantActFacts {
  const { owner, id, version, revoked, agency, validFrom, validUntil } = grant
  return {
    leaf: 'GRANT',
    act: revoked ? 'REVOKED' : 'GRANTED',
    grant: `${id}/${version}`,
    province: owner,
    agency,
    document: digestOf(token),
    validFrom: validFrom.toISOString(),
    validUntil: validUntil.toISOString(),
    at,
    actor,
  }
}

function contentOf({ entry, operations, fields, purpose, legalBases }: GrantRequest) {
  return { entry: entry.id, operations, fields, purpose, legalBases }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
