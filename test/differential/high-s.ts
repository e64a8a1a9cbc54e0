/** The other spelling of an ECDSA signature: (r, n - s) holds whenever (r, s) does. Source: SEC 1, section 4.1.4. */
import { integer, sequence } from '../support/x509/der-writer.ts'

/** Order of the base point of P-256. Source: FIPS 186-4, D.1.2.3. */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** @param signature DER of a P-256 signature */
export function withOtherS(signature: Buffer): Buffer {
  const { r, s } = read(signature)
  return sequence(integer(r), integer(P256_ORDER - s))
}

/** With the greater of the two. @param signature DER of a P-256 signature */
export function withHighS(signature: Buffer): Buffer {
  return read(signature).s > P256_ORDER / 2n ? signature : withOtherS(signature)
}

function read(signature: Buffer): { r: bigint; s: bigint } {
  const length = signature[3]!
  const number = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`)
  return { r: number(signature.subarray(4, 4 + length)), s: number(signature.subarray(6 + length)) }
}
