/**
 * Keys of access tokens: one signs, and it and its predecessors verify. Ed25519, named by their
 * thumbprints. Whoever has the private one signs in as everybody.
 */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { loadKeySet } from '../access/key-set.ts'
import type { KeySet } from '../access/key-set.ts'
import type { TokenSigner } from '../access/signed-token.ts'

export interface TokenKeys {
  readonly signer: TokenSigner
  readonly verifying: KeySet
  /** Public halves, as they are published. Source: RFC 7517, section 5. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] }
}

/**
 * `signing`: PKCS#8 in PEM. `former`: public or private keys in PEM, of before a rotation, or of what
 * comes next; tokens they signed are good until they expire.
 *
 * @throws {FederationError} `TOKEN_KEY_UNUSABLE`, `TOKEN_KEY_SET_INVALID` one key twice.
 */
export function loadTokenKeys(signing: string, former: readonly string[] = []): TokenKeys {
  const key = readKey(() => createPrivateKey(signing))
  const jwks = { keys: [createPublicKey(key), ...former.map(publicKeyIn)].map(jwkOf) }
  const [kid] = jwks.keys.map((jwk) => String((jwk as { readonly kid?: string }).kid))
  return { signer: { alg: 'EdDSA', key, by: { kid: kid! } }, verifying: loadKeySet(jwks), jwks }
}

function publicKeyIn(pem: string): KeyObject {
  return readKey(() => createPublicKey(pem))
}

function readKey(read: () => KeyObject): KeyObject {
  let key: KeyObject
  try {
    key = read()
  } catch (cause) {
    throw new FederationError('TOKEN_KEY_UNUSABLE', { reason: 'unreadable' }, { cause })
  }
  if (key.asymmetricKeyType === 'ed25519') return key
  throw new FederationError('TOKEN_KEY_UNUSABLE', { reason: 'algorithm' })
}

/** `kid` is the thumbprint of RFC 7638, section 3: required members in lexical order. RFC 8037, appendix A.3. */
function jwkOf(key: KeyObject): JsonWebKey {
  const { crv, kty, x } = key.export({ format: 'jwk' })
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
  return { kty: kty!, crv: crv!, x: x!, kid, alg: 'EdDSA', use: 'sig' } as JsonWebKey
}
