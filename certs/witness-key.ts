/**
 * Keys of the federation log's witnesses (见证密钥): Ed25519, no certificate; known by a verifier key.
 * Source: C2SP signed-note (form of the verifier key), tlog-cosignature (type 0x04).
 */
import { createHash } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { publicKeyDer } from './keys.ts'
import type { Party } from './parties.ts'

/** Timestamped Ed25519 signature of a witness. A log's own Ed25519 signature has 0x01. */
export const COSIGNATURE_TYPE = 0x04
/** An Ed25519 public key is the last 32 octets of its SubjectPublicKeyInfo: RFC 8410, section 4. */
const KEY_BYTES = 32

/** `<name>+<key id>+<base64 of type and key>`; what others need to check its cosignatures. */
export function verifierKeyOf(name: string, key: KeyObject, type = COSIGNATURE_TYPE): string {
  const typed = Buffer.concat([Buffer.of(type), publicKeyDer(key).subarray(-KEY_BYTES)])
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest('hex').slice(0, 8)
  return `${name}+${id}+${typed.toString('base64')}`
}

/** Names look like addresses without being any. */
export function witnessNameOf(party: Party): string {
  return `witness.ydelta.example/${party}`
}
