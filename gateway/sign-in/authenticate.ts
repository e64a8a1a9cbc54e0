/**
 * Who asks, by the access token that a request shows. A token is verified once and then known by its
 * SHA-256 until it ends; what it is bound to, and whether its client is still registered, is looked at
 * every time.
 */
import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { FederationError } from '../../schemas/model/errors.ts'
import { checkBinding, verifyAccessToken } from '../access/access-token.ts'
import type { AccessToken, TokenPlace } from '../access/access-token.ts'
import type { AgencyPrincipal } from '../principal.ts'
import type { Clients } from '../store/client-store.ts'
import { certificateOf, isEncrypted, isFromLoopback } from './connection.ts'
import { refusedBy } from './refused-token.ts'
import { shownToken } from './shown-token.ts'
import type { SignInOptions } from './options.ts'

/** Tokens kept: about 10 MiB. Those not shown since as many others came go first. */
const KEPT_TOKENS = 10_000

interface Kept {
  readonly token: AccessToken
  readonly principal: AgencyPrincipal
}

/** Never rejects: why somebody could not be established is a value, which the pipeline refuses and logs. */
export type Authenticate = (request: IncomingMessage) => Promise<AgencyPrincipal | FederationError>

export function createAuthenticate(options: SignInOptions, place: () => TokenPlace): Authenticate {
  const { clients, keys, now, log } = options
  const kept = new Map<string, Kept>()

  async function verified(text: string, at: Date): Promise<Kept> {
    const key = hash('sha256', text, 'base64')
    const found = kept.get(key)
    if (found !== undefined && at < found.token.expiresAt && at >= found.token.issuedAt) {
      kept.delete(key)
      kept.set(key, found)
      return found
    }
    const verdict = await verifyAccessToken(text, place(), keys.verifying, at)
    const token = verdict.value
    if (token === null) throw refusedBy(verdict) ?? new FederationError('INTERNAL')
    const { clientId: id, tokenId, details } = token
    const known: Kept = { token, principal: { kind: 'AGENCY', id, tokenId, details } }
    if (kept.size >= KEPT_TOKENS) kept.delete(kept.keys().next().value!)
    kept.set(key, known)
    return known
  }

  return async function authenticate(request) {
    try {
      const text = shownToken(request)
      const registered = clients.current()
      // Read below; refused before that, nobody would listen.
      registered.catch(() => undefined)
      const { token, principal } = await verified(text, now())
      checkBinding(token, certificateOf(request), unboundTokens(options, request))
      checkRegistered(token, await registered)
      return principal
    } catch (failure) {
      if (failure instanceof FederationError) return failure
      log.error({ err: failure }, 'authentication failed')
      return new FederationError('INTERNAL')
    }
  }
}

/** Plain bearer tokens: by setting, without TLS, from this machine. */
export function unboundTokens(
  { plainTokens }: Pick<SignInOptions, 'plainTokens'>,
  request: IncomingMessage,
): 'REFUSED' | 'ALLOWED_ON_LOOPBACK' {
  const allowed = plainTokens === 'LOOPBACK' && !isEncrypted(request) && isFromLoopback(request)
  return allowed ? 'ALLOWED_ON_LOOPBACK' : 'REFUSED'
}

/** @throws {FederationError} `SIGN_IN_CLIENT_REMOVED`. */
function checkRegistered(token: AccessToken, clients: Clients): void {
  const { clientId, details, certificate, issuedAt } = token
  const client = clients.get(clientId)
  const stands =
    client !== undefined &&
    client.status === 'ACTIVE' &&
    client.agency === details.agency &&
    details.roles.every((role) => client.roles.includes(role)) &&
    (certificate === null || client.certificates.includes(certificate)) &&
    // The whole second in which a certificate was taken away is before.
    issuedAt.getTime() >= client.tokensFrom.getTime()
  if (!stands) throw new FederationError('SIGN_IN_CLIENT_REMOVED')
}
