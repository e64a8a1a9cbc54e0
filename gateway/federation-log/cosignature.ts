/**
 * Cosignatures (见证签名): a witness says when it saw this as the largest consistent head of the log.
 * Source: C2SP tlog-cosignature, "Ed25519 signed message".
 */
import { createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import type { NoteSignature } from './note.ts'
import { isSize } from './tree.ts'
import { rawEd25519, verifierKeyOf } from './verifier-key.ts'
import type { SignatureType, VerifierKey } from './verifier-key.ts'

const TIME_BYTES = 8
const ED25519_BYTES = 64

/** Time in seconds, then the signature. Its key id differs from that of a log's signature. */
export const COSIGNATURE_V1: SignatureType = {
  byte: 0x04,
  publicKeyBytes: 32,
  verify(key, text, signature) {
    const seconds = cosignedAtSeconds(signature)
    if (seconds === null) return false
    return verify(null, cosignedMessage(text, seconds), key, signature.subarray(TIME_BYTES))
  },
}

/** The time it carries, in seconds since 1970; null when it cannot be one. Not verified by this. */
export function cosignedAtSeconds(signature: Uint8Array): number | null {
  if (signature.length !== TIME_BYTES + ED25519_BYTES) return null
  const seconds = Number(Buffer.from(signature).readBigUInt64BE())
  return isSize(seconds) && seconds > 0 ? seconds : null
}

export interface Witness {
  readonly key: VerifierKey
  /**
   * The witness must have kept the checkpoint before, and none that is larger: `decideCheckpoint`.
   *
   * @throws {FederationError} `LOG_COSIGNATURE_INVALID` the time is none.
   */
  cosign(checkpointText: string, atSeconds: number): NoteSignature
}

/** @throws {FederationError} `LOG_KEY_MALFORMED` not a private Ed25519 key, or no name for one. */
export function createWitness(name: string, privateKey: KeyObject): Witness {
  const key = verifierKeyOf(name, rawEd25519(createPublicKey(privateKey)), COSIGNATURE_V1)
  return {
    key,
    cosign(checkpointText, atSeconds) {
      if (!isSize(atSeconds) || atSeconds === 0) {
        throw new FederationError('LOG_COSIGNATURE_INVALID', { name, reason: 'time' })
      }
      const time = Buffer.alloc(TIME_BYTES)
      time.writeBigUInt64BE(BigInt(atSeconds))
      const signature = sign(null, cosignedMessage(checkpointText, atSeconds), privateKey)
      return { name, id: key.id, signature: Buffer.concat([time, signature]) }
    },
  }
}

/** The header line keeps it apart from everything else that an Ed25519 key signs. */
function cosignedMessage(checkpointText: string, atSeconds: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${atSeconds}\n${checkpointText}`)
}
