/**
 * Keys of a log and its witnesses, known by a verifier key (vkey) of one line. Source: C2SP
 * signed-note, "Signatures" and "Verifier keys". No certificate: who trusts the key got the line.
 */
import { createPublicKey, hash, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { strictBase64 } from './strict-text.ts'

/** What a signature of one type is. Another algorithm is another value of this type. */
export interface SignatureType {
  /** The first byte of the key material: C2SP signed-note, "Signature types". */
  readonly byte: number
  readonly publicKeyBytes: number
  /** `signature`: as in the line, without the key id. */
  verify(key: KeyObject, text: string, signature: Uint8Array): boolean
}

/** RFC 8032 over the text of the note. */
export const ED25519: SignatureType = {
  byte: 0x01,
  publicKeyBytes: 32,
  verify: (key, text, signature) => verify(null, Buffer.from(text), key, signature),
}

export interface VerifierKey {
  /** Without blanks and `+`; an address by custom, reached by nobody. */
  readonly name: string
  /** Four bytes, 8 hexadecimal digits: finds the key, proves nothing. */
  readonly id: string
  readonly type: SignatureType
  /** Raw, as in the verifier key: two keys are the same one when these are. */
  readonly publicKey: Buffer
  readonly key: KeyObject
}

const VKEY = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s
const NO_NAME = /[\p{White_Space}+\p{Cc}]/u

/**
 * `<name>+<id>+<base64 of type and key>`. `types`: those that may be used here.
 *
 * @throws {FederationError} `LOG_KEY_MALFORMED`, `LOG_KEY_TYPE_UNSUPPORTED`.
 */
export function parseVerifierKey(
  vkey: string,
  types: readonly SignatureType[] = [ED25519],
): VerifierKey {
  const [, name, id, base64] = VKEY.exec(vkey) ?? []
  if (name === undefined || id === undefined || !isKeyName(name)) throw malformed('form')
  const typed = strictBase64(base64!)
  if (typed === null || typed.length < 2) throw malformed('base64')
  if (id !== keyIdOf(name, typed[0]!, typed.subarray(1))) throw malformed('id')
  const type = types.find(({ byte }) => byte === typed[0])
  if (type === undefined) throw new FederationError('LOG_KEY_TYPE_UNSUPPORTED', { type: typed[0]! })
  return verifierKeyOf(name, typed.subarray(1), type)
}

/** @throws {FederationError} `LOG_KEY_MALFORMED` the name cannot be one, or the key is of another length. */
export function verifierKeyOf(
  name: string,
  publicKey: Uint8Array,
  type: SignatureType = ED25519,
): VerifierKey {
  if (!isKeyName(name)) throw malformed('name')
  if (publicKey.length !== type.publicKeyBytes) throw malformed('length')
  const raw = Buffer.from(publicKey)
  return { name, id: keyIdOf(name, type.byte, raw), type, publicKey: raw, key: ed25519Key(raw) }
}

export function printVerifierKey({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${id}+${Buffer.concat([Buffer.of(type.byte), publicKey]).toString('base64')}`
}

/** The first four bytes of SHA-256(name, newline, type, public key), in hexadecimal digits. */
export function keyIdOf(name: string, typeByte: number, publicKey: Uint8Array): string {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(typeByte), publicKey])
  return hash('sha256', named, 'hex').slice(0, 8)
}

export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !NO_NAME.test(name)
}

/** The raw 32 bytes of a public key. Source: RFC 8037, section 2. */
export function rawEd25519(key: KeyObject): Buffer {
  const { kty, crv, x } = key.export({ format: 'jwk' })
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined) throw malformed('algorithm')
  return Buffer.from(x, 'base64url')
}

function ed25519Key(raw: Buffer): KeyObject {
  const key = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }
  return createPublicKey({ key, format: 'jwk' })
}

function malformed(reason: string): FederationError {
  return new FederationError('LOG_KEY_MALFORMED', { reason })
}
