/** Signs in at a gateway, as a client of an agency. */
import { randomBytes, createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { Agent, request } from 'undici'
import { FederationError } from '../../../schemas/model/errors.ts'
import { CLIENT_ASSERTION_TYPE } from '../../access/client-assertion.ts'
import type { JwsAlgorithm } from '../../access/jws-algorithms.ts'
import { signToken } from '../../access/signed-token.ts'
import type { TokenSigner } from '../../access/signed-token.ts'
import { ASSERTION_TYPE } from '../../sign-in/token-request.ts'

export interface TokenWish {
  /** Address of the gateway, without a path. */
  readonly url: string
  /** As whom the gateway knows itself, where it is reached by another address; null: `url`. */
  readonly issuer: string | null
  readonly clientId: string
  /** PEM. */
  readonly key: string
  readonly chain: string
  /** Authorities of the gateway's certificate, PEM; null: the system's. */
  readonly ca: string | null
  /** One object of RFC 9396. */
  readonly details: Readonly<Record<string, unknown>>
}

export interface TokenReply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const LASTS_SECONDS = 60

/** What the gateway answers, good or bad. @throws {FederationError} `GATEWAY_UNREACHABLE`, `CERTS_FILE_INVALID`. */
export async function askToken(wish: TokenWish, at: Date): Promise<TokenReply> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await assertionOf(wish, at),
    authorization_details: JSON.stringify([wish.details]),
  })
  const { url, key, chain, ca } = wish
  // Shown where the gateway speaks TLS: the token is bound to it.
  const dispatcher = new Agent({ connect: { cert: chain, key, ...(ca === null ? {} : { ca }) } })
  try {
    const { statusCode, body } = await request(`${url}/token`, {
      ...{ method: 'POST', dispatcher, body: form.toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    return { status: statusCode, body: (await body.json()) as TokenReply['body'] }
  } catch (cause) {
    throw new FederationError('GATEWAY_UNREACHABLE', { url }, { cause })
  } finally {
    await dispatcher.close()
  }
}

/** For the token endpoint of that gateway and no other: the address is the caller's, never the answer's. */
function assertionOf({ url, issuer, clientId, key, chain }: TokenWish, at: Date): Promise<string> {
  const now = Math.floor(at.getTime() / 1_000)
  const claims = {
    ...{ iss: clientId, sub: clientId, aud: `${issuer ?? url}/token` },
    ...{ iat: now, exp: now + LASTS_SECONDS, jti: randomBytes(16).toString('base64url') },
  }
  return signToken(CLIENT_ASSERTION_TYPE, claims, clientSigner(key, chain))
}

/** Of a client's private key and chain, PEM. */
export function clientSigner(keyPem: string, chain: string): TokenSigner {
  const key = createPrivateKey(keyPem)
  return { alg: algorithmOf(key), key, by: { x5c: certificatesIn(chain) } }
}

const ALGORITHMS: Readonly<Record<string, JwsAlgorithm>> = { ec: 'ES256', ed25519: 'EdDSA' }

function algorithmOf({ asymmetricKeyType }: KeyObject): JwsAlgorithm {
  return ALGORITHMS[asymmetricKeyType ?? ''] ?? 'PS256'
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** DER, in the order of the file. */
function certificatesIn(pem: string): Buffer[] {
  return (pem.match(BLOCK) ?? []).map((block) => new X509Certificate(block).raw)
}
