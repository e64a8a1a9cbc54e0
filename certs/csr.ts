/**
 * Certification requests (证书签名请求): what a stranger hands in to have his key certified. Everything in
 * one is the applicant's claim; nothing but name and key is taken from it.
 * Source: RFC 2986.
 */
import { createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { FederationError } from '../schemas/model/errors.ts'
import { bits, decode, encode, nothing, octetsOf, oid, oidOf, partsOf, sequence } from './der.ts'
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
/** No verifier here spends its work on larger ones. */
const MOST_BITS = 4096
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
  const digest = digestOf(algorithm)
  if (digest === undefined) throw invalid('签名算法应为RSA加SHA-256、SHA-384或SHA-512')
  if (!verify(digest, encode(content), publicKey, signature)) {
    throw new FederationError('CSR_SIGNATURE_INVALID')
  }
  const named = attributesOf(name)
  const subject = nameOf(named)
  if (subject === null) throw new FederationError('CSR_NAME_UNSUITABLE', { name: printName(named) })
  return { subject, publicKey, asksForExtensions: asksForExtensions(attributes) }
}

/** Exactly three parts of the right kind: nothing beside what is signed can be changed. */
function partsOfRequest(file: Uint8Array) {
  if (file.length > LARGEST_BYTES) throw invalid(`超过${LARGEST_BYTES}字节`)
  try {
    const text = Buffer.from(file).toString('latin1')
    const block = pemBlocks(text).find(({ label }) => label === 'CERTIFICATE REQUEST')
    const der = block?.der ?? file
    const request = decode(der)
    const [content, algorithm, signature, ...more] = partsOf(request)
    const [unused, ...bytes] = octetsOf(signature)
    if (content === undefined || algorithm === undefined || more.length > 0 || unused !== 0) {
      throw new TypeError('parts')
    }
    const exact = encode(sequence(content, algorithm, bits(Buffer.from(bytes))))
    if (!exact.equals(der)) throw new TypeError('not DER')
    return { content, algorithm, signature: Buffer.from(bytes) }
  } catch (cause) {
    throw invalid('不是PKCS#10格式', cause)
  }
}

/** With NULL parameters, as RFC 4055, section 5 asks. */
function digestOf(algorithm: Asn1): string | undefined {
  const der = encode(algorithm)
  const isThis = ([id]: [string, string]): boolean =>
    encode(sequence(oid(id), nothing())).equals(der)
  return Object.entries(DIGESTS).find(isThis)?.[1]
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
