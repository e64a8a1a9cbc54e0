/**
 * Disclosures sealed (加密封存): AES-256-GCM under a data key, bound to the hash of their leaf, so that
 * they cannot be passed off as another leaf's. Opened in the province, with its private key.
 */
import { constants, createCipheriv, createDecipheriv, privateDecrypt } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import type { DataKey } from './data-keys.ts'

const CIPHER = 'aes-256-gcm'
const TAG_BYTES = 16
/** Base64url has no comma. */
const BETWEEN = ','

export interface Sealed {
  readonly nonce: Buffer
  /** With the tag at its end. */
  readonly ciphertext: Buffer
}

/** `disclosures`: as printDisclosure writes them. */
export function sealDisclosures(
  disclosures: readonly string[],
  leafHash: Uint8Array,
  dataKey: DataKey,
): Sealed {
  const nonce = dataKey.nextNonce()
  const cipher = createCipheriv(CIPHER, dataKey.key, nonce)
  cipher.setAAD(leafHash)
  // By way of a text: a Buffer that a cipher gives has memory of its own, which costs more.
  const text = cipher.update(disclosures.join(BETWEEN), 'latin1', 'latin1') + cipher.final('latin1')
  const ciphertext = Buffer.allocUnsafe(text.length + TAG_BYTES)
  ciphertext.write(text, 'latin1')
  ciphertext.set(cipher.getAuthTag(), text.length)
  return { nonce, ciphertext }
}

/** Sealed, with its key as wrapped for one province. */
export interface SealedFor extends Sealed {
  readonly wrapped: Buffer
}

/**
 * The disclosures of a leaf. Whether they belong to it is for openDisclosure to say.
 *
 * @throws {FederationError} `LOG_DISCLOSURE_MALFORMED`: another province's, another leaf's, or altered.
 */
export function openSealed(
  { nonce, ciphertext, wrapped }: SealedFor,
  leafHash: Uint8Array,
  privateKey: KeyObject,
): readonly string[] {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING
    const key = privateDecrypt({ key: privateKey, padding, oaepHash: 'sha256' }, wrapped)
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(leafHash)
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES))
    const text = decipher.update(ciphertext.subarray(0, -TAG_BYTES))
    return Buffer.concat([text, decipher.final()]).toString('latin1').split(BETWEEN)
  } catch (cause) {
    throw new FederationError('LOG_DISCLOSURE_MALFORMED', { reason: 'sealed' }, { cause })
  }
}
