/** One sign-in (登录), step by step; every step refuses by code. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { FederationError } from '../../schemas/model/errors.ts'
import { signAccessToken } from '../access/access-token.ts'
import type { AccessDetails, TokenPlace } from '../access/access-token.ts'
import { thumbprintOf } from '../access/certificate-thumbprint.ts'
import { checkQuestion } from '../access/check-question.ts'
import type { Realm } from '../access/check-question.ts'
import { GRANT_PURPOSES } from '../access/purposes.ts'
import { verifyClientAssertion } from '../access/client-assertion.ts'
import type { ClientAssertion } from '../access/client-assertion.ts'
import type { SignInClient } from '../store/client-registration.ts'
import type { Clients } from '../store/client-store.ts'
import { unboundTokens } from './authenticate.ts'
import { certificateOf } from './connection.ts'
import type { SignInOptions } from './options.ts'
import { lackingFor, refusedBy } from './refused-token.ts'
import { readDetails } from './token-request.ts'
import type { TokenRequest } from './token-request.ts'

export interface IssuedToken {
  readonly token: string
  readonly expiresInSeconds: number
  readonly clientId: string
  readonly details: AccessDetails
}

/** What is established while it goes on, for whoever tells about a refusal. */
export interface SignInProgress {
  client: SignInClient | null
  details: AccessDetails | null
}

/** @throws {FederationError} why nobody is let in. */
export async function issueToken(
  asked: TokenRequest,
  request: IncomingMessage,
  options: SignInOptions,
  place: TokenPlace & { readonly tokenEndpoint: string },
  progress: SignInProgress,
): Promise<IssuedToken> {
  const [clients, trust] = await Promise.all([
    options.clients.current(),
    options.trust.trustFor('AGENCY_CLIENT', null),
  ])
  const at = options.now()
  const verdict = await verifyClientAssertion(asked.assertion, {
    tokenEndpoint: place.tokenEndpoint,
    clientOf: (id) => activeClient(clients, id),
    trust,
    at,
  })
  const proof = verdict.value
  if (proof === null)
    throw lackingFor(verdict.path) ?? refusedBy(verdict) ?? new FederationError('INTERNAL')
  const client = clients.get(proof.client.id)!
  progress.client = client
  if (asked.clientId !== null && asked.clientId !== client.id) {
    throw new FederationError('SIGN_IN_PARAMETER_INVALID', { parameter: 'client_id' })
  }
  const details = readDetails(asked.details)
  progress.details = details
  checkDetails(details, client, options)
  const certificate = bindingOf(request, proof, options)
  await consume(proof, options)
  const lastsUntil = new Date(verdict.path?.leaf?.notAfter ?? NaN).getTime()
  const expiresAt = new Date(Math.min(at.getTime() + options.tokenSeconds * 1_000, lastsUntil))
  const token = await signAccessToken(
    {
      tokenId: randomBytes(16).toString('base64url'),
      clientId: client.id,
      ...{ details, certificate, issuedAt: at, expiresAt },
    },
    place,
    options.keys.signer,
  )
  const seconds = (instant: Date) => Math.floor(instant.getTime() / 1_000)
  return { token, expiresInSeconds: seconds(expiresAt) - seconds(at), clientId: client.id, details }
}

function activeClient(clients: Clients, id: string): SignInClient | null {
  const client = clients.get(id)
  return client?.status === 'ACTIVE' ? client : null
}

/** @throws {FederationError} `SIGN_IN_AGENCY_FOREIGN`, `SIGN_IN_ROLE_NOT_REGISTERED`; what {@link checkQuestion} says. */
function checkDetails(
  details: AccessDetails,
  { agency, roles }: SignInClient,
  { rules }: SignInOptions,
): void {
  if (details.agency !== agency) {
    throw new FederationError('SIGN_IN_AGENCY_FOREIGN', { agency: details.agency })
  }
  const role = details.roles.find((each) => !roles.includes(each))
  if (role !== undefined) throw new FederationError('SIGN_IN_ROLE_NOT_REGISTERED', { role })
  const refused = checkQuestion(details, realmOf(details), rules)
  if (refused !== null) throw new FederationError(refused.code, refused.facts)
}

/** Where somebody of these roles has something to ask; asked elsewhere, he is refused there. */
function realmOf({ roles, purpose }: AccessDetails): Realm {
  if (roles.includes('AUDITOR')) return 'LOG'
  const isOfGrants = (GRANT_PURPOSES as readonly string[]).includes(purpose)
  return isOfGrants || roles.includes('PROVINCE_ADMINISTRATOR') ? 'GRANTS' : 'DATA'
}

/**
 * The certificate of this connection, which has to be the one that signed: its chain was validated.
 *
 * @throws {FederationError} `CLIENT_CERTIFICATE_FOREIGN`, `ACCESS_TOKEN_UNBOUND`.
 */
function bindingOf(
  request: IncomingMessage,
  proof: ClientAssertion,
  options: SignInOptions,
): string | null {
  const certificate = certificateOf(request)
  if (certificate !== null) {
    if (thumbprintOf(certificate) === proof.certificate) return proof.certificate
    throw new FederationError('CLIENT_CERTIFICATE_FOREIGN')
  }
  if (unboundTokens(options, request) === 'ALLOWED_ON_LOOPBACK') return null
  throw new FederationError('ACCESS_TOKEN_UNBOUND')
}

/** Last, so that what is refused for another reason can be mended and sent again. */
async function consume(
  { client, tokenId, expiresAt }: ClientAssertion,
  { replay }: SignInOptions,
): Promise<void> {
  const used = await replay
    .useOnce('assertion', `${client.id} ${tokenId}`, expiresAt)
    .catch((cause: unknown) => {
      throw new FederationError('SIGN_IN_REPLAY_STORE_UNAVAILABLE', {}, { cause })
    })
  if (used === 'REPEATED') throw new FederationError('SIGN_IN_ASSERTION_REPEATED')
}
