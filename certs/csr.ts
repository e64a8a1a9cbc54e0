/**
 * Certification requests (证书签名请求): what a stranger hands in to have his key certified. Everything in
 * one is the applicant's claim; nothing but name and key is taken from it.
 * Source: RFC 2986.
 */
import { createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { FederationError } from '../schemas/model/errors.ts'
import { decode, encode, octetsOf, oidOf, partsOf } from './der.ts'
import type { Asn1 } from './der.ts'
import { attributesOf, nameOf, printName } from './distinguished-name.ts'
import type { DistinguishedName } from './distinguished-name.ts'
import { pemBlocks } from './pem.ts'

export interface CertificationRequest {
  readonly subject: DistinguishedName
  readonly publicKey: KeyObject
  /** It asks for extensions. They are not looked at: the profile decides. */
  readonly asksForExtensions: boolean
}

const LARGEST_BYTES = 16_384
const LEAST_BITS = 2048
const MOST_BITS = 8192
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'
const DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
}

/**
 * Reads a request (PEM or DER) and checks that whoever made it holds the key.
 *
 * @throws {FederationError} `CSR_INVALID` not a request, or not one we can read; `CSR_SIGNATURE_INVALID`;
 *   `CSR_KEY_WEAK`; `CSR_NAME_UNSUITABLE` other attributes than C, ST, O, OU, CN, or one of them twice.
 */
export function readCsr(file: Uint8Array): CertificationRequest {
  const { content, algorithm, signature } = partsOfRequest(file)
  const [, name, key, attributes] = partsOf(content)
  const publicKey = publicKeyOf(key)
  checkStrength(publicKey)
  const digest = DIGESTS[oidOf(partsOf(algorithm)[0])]
  if (digest === undefined) throw invalid('签名算法应为RSA加SHA-256、SHA-384或SHA-512')
  if (!verify(digest, encode(content), publicKey, signature)) {
    throw new FederationError('CSR_SIGNATURE_INVALID')
  }
  const named = attributesOf(name)
  const subject = nameOf(named)
  if (subject === null) throw new FederationError('CSR_NAME_UNSUITABLE', { name: printName(named) })
  return { subject, publicKey, asksForExtensions: asksForExtensions(attributes) }
}

function partsOfRequest(file: Uint8Array) {
  if (file.length > LARGEST_BYTES) throw invalid(`超过${LARGEST_BYTES}字节`)
  try {
    const text = Buffer.from(file).toString('latin1')
    const block = pemBlocks(text).find(({ label }) => label === 'CERTIFICATE REQUEST')
    const [content, algorithm, signature] = partsOf(decode(block?.der ?? file))
    if (content === undefined || partsOf(content).length < 3) throw new TypeError('too few parts')
    return { content, algorithm, signature: octetsOf(signature).subarray(1) }
  } catch (cause) {
    throw invalid('不是PKCS#10格式', cause)
  }
}

function publicKeyOf(key: Asn1 | undefined): KeyObject {
  try {
    return createPublicKey({ key: encode(key!), type: 'spki', format: 'der' })
  } catch (cause) {
    throw invalid('公钥无法解读', cause)
  }
}

function checkStrength(key: KeyObject): void {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType !== 'rsa') throw invalid('公钥应为RSA公钥')
  const sound =
    publicExponent >= 65_537n && publicExponent % 2n === 1n && publicExponent < 1n << 32n
  if (modulusLength < LEAST_BITS || modulusLength > MOST_BITS || !sound) {
    const facts = { bits: modulusLength, exponent: String(publicExponent) }
    throw new FederationError('CSR_KEY_WEAK', facts)
  }
}

function asksForExtensions(attributes: Asn1 | undefined): boolean {
  return partsOf(attributes).some((one) => oidOf(partsOf(one)[0]) === EXTENSION_REQUEST)
}

function invalid(reason: string, cause?: unknown): FederationError {
  return new FederationError('CSR_INVALID', { reason }, { cause })
}
