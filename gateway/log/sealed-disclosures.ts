/**
 * Disclosures sealed (加密封存): AES-256-CTR under a data key. What makes them genuine is not the cipher
 * but the leaf: each has its salted digest in `_sd`, and what has none there is not accepted. Opened in
 * the province, with its private key.
 */
import { constants, createDecipheriv, privateDecrypt } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { digestOf } from '../federation-log/salted-digest.ts'
import { CIPHER } from './data-keys.ts'
import type { DataKey } from './data-keys.ts'

/** Base64url has no comma. */
const BETWEEN = ','

export interface Sealed {
  /** Initial counter block: 16 bytes. */
  readonly nonce: Buffer
  /** The disclosures with commas between them, and behind them up to a whole block. */
  readonly ciphertext: Buffer
}

/** `disclosures`: as printDisclosure writes them. */
export function sealDisclosures(disclosures: readonly string[], dataKey: DataKey): Sealed {
  return dataKey.seal(disclosures.join(BETWEEN), BETWEEN)
}

/** Sealed, with its key as wrapped for one province. */
export interface SealedFor extends Sealed {
  readonly wrapped: Buffer
}

/**
 * The disclosures of a leaf, all of them its own.
 *
 * @throws {FederationError} `LOG_DISCLOSURE_MALFORMED`: another province's, another leaf's, or altered.
 */
export function openSealed(
  sealed: SealedFor,
  { _sd }: { readonly _sd: readonly string[] },
  privateKey: KeyObject,
): readonly string[] {
  const disclosures = deciphered(sealed, privateKey)
    .split(BETWEEN)
    .filter((each) => each !== '')
  if (disclosures.length > 0 && disclosures.every((each) => _sd.includes(digestOf(each)))) {
    return disclosures
  }
  throw new FederationError('LOG_DISCLOSURE_MALFORMED', { reason: 'sealed' })
}

function deciphered({ nonce, ciphertext, wrapped }: SealedFor, privateKey: KeyObject): string {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING
    const key = privateDecrypt({ key: privateKey, padding, oaepHash: 'sha256' }, wrapped)
    return createDecipheriv(CIPHER, key, nonce).update(ciphertext).toString('latin1')
  } catch (cause) {
    throw new FederationError('LOG_DISCLOSURE_MALFORMED', { reason: 'sealed' }, { cause })
  }
}
