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

/** @throws {Error} with what the gateway said. */
export async function signIn(
  url: string,
  client: ServedClient,
  role: ServedRole,
  wish: SignInWish,
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000)
  const claims = {
    ...{ iss: client.id, sub: client.id, aud: `${url}/token`, iat: now, exp: now + 60 },
    jti: randomBytes(16).toString('base64url'),
  }
  const { agency, roles, chain, leaf } = client
  const signer = { alg: 'ES256', key: leaf.key.privateKey, by: { x5c: chain } } as const
  const details = { type: 'registry_query', agency, roles, ...USUAL[role], ...wish }
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE },
      client_assertion: await signToken('JWT', claims, signer),
      authorization_details: JSON.stringify([details]),
    }),
  })
  const body = (await response.json()) as { readonly access_token?: string }
  if (body.access_token !== undefined) return body.access_token
  throw new Error(`not signed in: ${JSON.stringify(body)}`)
}
