/** Signatures of a log's own key. Source: C2SP signed-note, "Ed25519 signatures". */
import { createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { NoteSigner } from './note.ts'
import { ED25519, rawEd25519, verifierKeyOf } from './verifier-key.ts'

/** @throws {FederationError} `LOG_KEY_MALFORMED` not a private Ed25519 key, or no name for one. */
export function createNoteSigner(name: string, privateKey: KeyObject): NoteSigner {
  const key = verifierKeyOf(name, rawEd25519(createPublicKey(privateKey)), ED25519)
  return { key, sign: (text) => sign(null, Buffer.from(text), privateKey) }
}
