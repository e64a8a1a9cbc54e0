/** Keys of certificates: made by Node (OpenSSL), named by their public half. */
import { createHash, createPublicKey, generateKeyPair } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { decode, octetsOf, partsOf } from './der.ts'

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const generate = promisify(generateKeyPair)

/** The exponent is the usual 65537. Runs beside the event loop: several are made at once. */
export function makeRsaKey(bits: number): Promise<KeyPair> {
  return generate('rsa', { modulusLength: bits, publicExponent: 65_537 })
}

export function makeEd25519Key(): Promise<KeyPair> {
  return generate('ed25519')
}

/**
 * The subject key identifier: the leftmost 160 bits of the SHA-256 of the public key's bits.
 * Source: RFC 7093, section 2, method 1.
 */
export function keyIdentifierOf(key: KeyObject): Buffer {
  const spki = publicKeyDer(key)
  const keyBits = octetsOf(partsOf(decode(spki))[1]).subarray(1)
  return createHash('sha256').update(keyBits).digest().subarray(0, 20)
}

/** SubjectPublicKeyInfo of a key, or of the public half of a private one. */
export function publicKeyDer(key: KeyObject): Buffer {
  const half = key.type === 'private' ? createPublicKey(key) : key
  return half.export({ type: 'spki', format: 'der' })
}

export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
