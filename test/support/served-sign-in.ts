/** Sign-in at a gateway that serves, as one of the clients of served-trust.ts. */
import { randomBytes } from 'node:crypto'
import { signToken } from '../../gateway/access/signed-token.ts'
import { ASSERTION_TYPE } from '../../gateway/sign-in/token-request.ts'
import type { ServedClient, ServedRole } from './served-trust.ts'

/** What differs from the usual wish; names as in RFC 9396 objects of type registry_query. */
export type SignInWish = Readonly<Record<string, unknown>>

const USUAL: Readonly<Record<ServedRole, SignInWish>> = {
  officer: {
    ...{ officer: 'officer-7', purpose: 'ENFORCEMENT', legal_basis: 'PENALTY_LAW_48' },
    case_number: '虚构案〔2026〕7号',
  },
  auditor: {
    ...{ officer: 'auditor-3', purpose: 'AUDIT', legal_basis: 'PERSONAL_INFORMATION_LAW_54' },
    case_number: '虚构审〔2026〕3号',
  },
  administrator: {
    ...{ officer: 'administrator-1', purpose: 'GRANT_REVIEW', legal_basis: 'ORDER_809' },
  },
}

/** Where a gateway is, and what it calls itself. */
export interface SignInPlace {
  readonly url: string
  readonly issuer: string
}

/** `place`: its address alone where it has no other name. @throws {Error} with what the gateway said. */
export async function signIn(
  place: SignInPlace | string,
  client: ServedClient,
  role: ServedRole,
  wish: SignInWish,
): Promise<string> {
  const at = typeof place === 'string' ? { url: place, issuer: place } : place
  const { body } = await askToken(at, client, role, wish)
  if (typeof body['access_token'] === 'string') return body['access_token']
  throw new Error(`not signed in: ${JSON.stringify(body)}`)
}

export interface TokenAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** `assertion`: instead of a new one. */
export async function askToken(
  place: SignInPlace,
  client: ServedClient,
  role: ServedRole,
  wish: SignInWish,
  assertion?: string,
): Promise<TokenAnswer> {
  const { agency, roles } = client
  const details = { type: 'registry_query', agency, roles, ...USUAL[role], ...wish }
  const response = await fetch(`${place.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE },
      client_assertion: assertion ?? (await assertionOf(client, place)),
      authorization_details: JSON.stringify([details]),
    }),
  })
  return { status: response.status, body: (await response.json()) as TokenAnswer['body'] }
}

/** `signedBy`: the key and chain of another client than the one it names. */
export function assertionOf(
  { id, ...own }: ServedClient,
  { issuer }: Pick<SignInPlace, 'issuer'>,
  change: Readonly<Record<string, string | number>> = {},
  { leaf, chain }: Pick<ServedClient, 'leaf' | 'chain'> = own,
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000)
  const claims = {
    ...{ iss: id, sub: id, aud: `${issuer}/token`, iat: now, exp: now + 60 },
    ...{ jti: randomBytes(16).toString('base64url'), ...change },
  }
  return signToken('JWT', claims, { alg: 'ES256', key: leaf.key.privateKey, by: { x5c: chain } })
}
