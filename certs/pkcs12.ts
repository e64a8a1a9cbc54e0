/**
 * PKCS#12 files (.p12, .pfx): key and certificates in one file under a password, as agencies expect.
 * Source: RFC 7292. The key is encrypted with AES-256-CBC under PBKDF2-HMAC-SHA-256; the whole is
 * protected by HMAC-SHA-1, the only one node-forge writes. The certificates in it are not secret.
 */
import { X509Certificate, createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import forge from 'node-forge'
import { FederationError } from '../schemas/model/errors.ts'
import { binary } from './der.ts'
import { privateKeyPem } from './keys.ts'
import { toPem } from './pem.ts'

export interface Pkcs12Content {
  readonly key: KeyObject
  /** PEM, the one that belongs to the key first. */
  readonly certificates: readonly string[]
}

/** Five times OpenSSL's 2048; more would be felt, because node-forge derives the check's key in JavaScript. */
const ITERATIONS = 10_000
/** Printable ASCII: other characters are read differently by different programs. */
const PASSWORD = /^[\x21-\x7e]{12,128}$/
const LARGEST_BYTES = 262_144

/** @throws {FederationError} `PKCS12_PASSWORD_WEAK`. */
export function checkPassword(password: string): void {
  if (!PASSWORD.test(password)) throw new FederationError('PKCS12_PASSWORD_WEAK')
}

/** @throws {FederationError} `PKCS12_PASSWORD_WEAK`. */
export function exportPkcs12(
  { key, certificates }: Pkcs12Content,
  password: string,
  friendlyName: string,
): Buffer {
  checkPassword(password)
  const options = {
    algorithm: 'aes256' as const,
    prfAlgorithm: 'sha256',
    count: ITERATIONS,
    saltSize: 16,
    friendlyName,
  }
  const file = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(privateKeyPem(key)),
    certificates.map((pem) => forge.pki.certificateFromPem(pem)),
    password,
    options,
  )
  return Buffer.from(forge.asn1.toDer(file).getBytes(), 'latin1')
}

/**
 * Opens a file under its password. What is in it is not trusted by that: it only has the right form.
 *
 * @throws {FederationError} `PKCS12_PASSWORD_WRONG`, `PKCS12_INVALID`.
 */
export function importPkcs12(file: Uint8Array, password: string): Pkcs12Content {
  try {
    if (file.length > LARGEST_BYTES) throw new TypeError('too large')
    const bags = forge.pkcs12
      .pkcs12FromAsn1(forge.asn1.fromDer(binary(file)), password)
      .safeContents.flatMap(({ safeBags }) => safeBags)
    const [key, ...more] = bags.flatMap((bag) => bag.key ?? [])
    if (key === undefined || more.length > 0) throw new TypeError('not exactly one key')
    return withOwnFirst(
      createPrivateKey(forge.pki.privateKeyToPem(key)),
      bags.flatMap(({ cert }) => cert ?? []).map(pemOf),
    )
  } catch (cause) {
    // node-forge has no codes; both its sentences about a wrong password name it.
    const wrong = cause instanceof Error && /password/i.test(cause.message)
    throw new FederationError(wrong ? 'PKCS12_PASSWORD_WRONG' : 'PKCS12_INVALID', {}, { cause })
  }
}

function pemOf(certificate: forge.pki.Certificate): string {
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes()
  return toPem('CERTIFICATE', Buffer.from(der, 'latin1'))
}

function withOwnFirst(key: KeyObject, certificates: readonly string[]): Pkcs12Content {
  const isOwn = (pem: string): boolean => new X509Certificate(pem).checkPrivateKey(key)
  const own = certificates.find(isOwn)
  if (own === undefined) throw new TypeError('no certificate of the key')
  return { key, certificates: [own, ...certificates.filter((pem) => pem !== own)] }
}
