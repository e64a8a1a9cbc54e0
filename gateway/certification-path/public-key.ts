/** SubjectPublicKeyInfo, read far enough to judge the key. Source: RFC 5280, section 4.1.2.7; RFC 8017; RFC 5480; RFC 8410. */
import { DerFault, TAG, readDer } from './der.ts'
import type { DerElement } from './der.ts'
import { childrenOf, naturalOf, oidOf, wholeBitsOf } from './der-values.ts'
import type { WorkMeter } from './work.ts'

export type PublicKeyInfo =
  | {
      readonly type: 'RSA'
      readonly spki: Buffer
      readonly modulus: bigint
      readonly bits: number
      readonly exponent: bigint
    }
  /** `curve` null: parameters are written out or absent. */
  | {
      readonly type: 'EC'
      readonly spki: Buffer
      readonly curve: string | null
      readonly point: Buffer
    }
  | { readonly type: 'ED25519'; readonly spki: Buffer; readonly point: Buffer }
  | { readonly type: 'OTHER'; readonly spki: Buffer; readonly algorithm: string }

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1'
const EC_PUBLIC_KEY = '1.2.840.10045.2.1'
const ED25519 = '1.3.101.112'

/** @throws {DerFault} */
export function publicKeyOf(element: DerElement | undefined, meter: WorkMeter): PublicKeyInfo {
  const [algorithm, bits, ...more] = childrenOf(element, 'subjectPublicKeyInfo')
  if (more.length > 0) throw new DerFault('subjectPublicKeyInfo is not a pair')
  const [id, parameters] = childrenOf(algorithm, 'algorithm of the public key')
  const spki = element!.whole
  const oid = oidOf(id)
  const key = wholeBitsOf(bits, 'public key')
  switch (oid) {
    case RSA_ENCRYPTION:
      if (parameters?.tag !== TAG.NULL) throw new DerFault('RSA key with parameters')
      return { type: 'RSA', spki, ...rsaOf(readDer(key, meter)) }
    case EC_PUBLIC_KEY: {
      const curve = parameters?.tag === TAG.OID ? oidOf(parameters) : null
      return { type: 'EC', spki, curve, point: key }
    }
    case ED25519:
      if (parameters !== undefined) throw new DerFault('Ed25519 key with parameters')
      return { type: 'ED25519', spki, point: key }
  }
  return { type: 'OTHER', spki, algorithm: oid }
}

function rsaOf(element: DerElement) {
  const [n, e, ...more] = childrenOf(element, 'RSAPublicKey')
  if (more.length > 0) throw new DerFault('RSAPublicKey is not a pair')
  const modulus = naturalOf(n, 'modulus')
  return { modulus, bits: bitsOf(n!.content), exponent: naturalOf(e, 'exponent') }
}

function bitsOf(content: Buffer): number {
  const start = content[0] === 0 ? 1 : 0
  if (start === content.length) return 0
  return (content.length - start) * 8 - (Math.clz32(content[start]!) - 24)
}
