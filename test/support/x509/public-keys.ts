/** SubjectPublicKeyInfo written by hand, for keys no library would make. */
import { bitString, integer, nothing, octetString, oid, sequence } from './der-writer.ts'
import type { TestKey } from './keys.ts'

const RSA = sequence(oid('1.2.840.113549.1.1.1'), nothing())
const EC = oid('1.2.840.10045.2.1')
const P256 = oid('1.2.840.10045.3.1.7')

/** Any modulus, any exponent: 1, even, zero, negative. */
export function rsaSpki(modulus: bigint, exponent: bigint | number): Buffer {
  return sequence(RSA, bitString(sequence(integer(modulus), integer(exponent))))
}

/** The modulus of an RSA key, to be put together with another exponent. */
export function modulusOf(key: TestKey): bigint {
  const { n = '' } = key.publicKey.export({ format: 'jwk' })
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
}

/** `point` as in SEC 1: 04 ‖ x ‖ y, or 02/03 ‖ x; any other bytes are written as well. */
export function ecSpki(point: Buffer, curve: Buffer = P256): Buffer {
  return sequence(sequence(EC, curve), bitString(point))
}

/** The point of a P-256 key with another y: no point of the curve. */
export function offCurveSpki(key: TestKey): Buffer {
  const point = pointOf(key)
  point[64]! ^= 1 // with this x the curve has y and p - y only
  return ecSpki(point)
}

/** The point of a P-256 key in 33 bytes. */
export function compressedSpki(key: TestKey): Buffer {
  const point = pointOf(key)
  return ecSpki(Buffer.concat([Buffer.of(2 + (point[64]! & 1)), point.subarray(1, 33)]))
}

/** A P-256 key with the curve's parameters in place of its name. Source: SEC 2, section 2.4.2. */
export function explicitParametersSpki(key: TestKey): Buffer {
  const field = sequence(oid('1.2.840.10045.1.1'), integer(P))
  const curve = sequence(octetString(bytes(P - 3n)), octetString(bytes(B)))
  const base = octetString(Buffer.concat([Buffer.of(4), bytes(GX), bytes(GY)]))
  const parameters = sequence(integer(1), field, curve, base, integer(ORDER), integer(1))
  return ecSpki(pointOf(key), parameters)
}

function pointOf(key: TestKey): Buffer {
  const { x = '', y = '' } = key.publicKey.export({ format: 'jwk' })
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}

const P = (1n << 256n) - (1n << 224n) + (1n << 192n) + (1n << 96n) - 1n
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn
const GX = 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n
const GY = 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

const bytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex')
