/** Which signature algorithms are accepted. By policy, never by what a certificate says of itself. */
import type { DerElement } from './der.ts'
import { DerFault, TAG } from './der.ts'
import { childrenOf, oidOf } from './der-values.ts'

export interface SignatureAlgorithm {
  readonly oid: string
  /** The whole AlgorithmIdentifier, compared inner with outer. */
  readonly der: Buffer
  /** Parameters are what the algorithm's standard asks for. */
  readonly soundParameters: boolean
}

type Standing =
  | {
      readonly standing: 'ACCEPTED'
      readonly name: string
      readonly keyType: KeyType
      readonly digest: string | null
    }
  | { readonly standing: 'WEAK'; readonly name: string }

export type KeyType = 'RSA' | 'EC' | 'ED25519'

const accepted = (name: string, keyType: KeyType, digest: string | null): Standing => ({
  standing: 'ACCEPTED',
  name,
  keyType,
  digest,
})
const weak = (name: string): Standing => ({ standing: 'WEAK', name })

/** RFC 4055, RFC 5758, RFC 8410; the weak ones RFC 3279 and RFC 8017. */
const ALGORITHMS: Readonly<Record<string, Standing>> = {
  '1.2.840.113549.1.1.11': accepted('sha256WithRSAEncryption', 'RSA', 'sha256'),
  '1.2.840.113549.1.1.12': accepted('sha384WithRSAEncryption', 'RSA', 'sha384'),
  '1.2.840.113549.1.1.13': accepted('sha512WithRSAEncryption', 'RSA', 'sha512'),
  '1.2.840.10045.4.3.2': accepted('ecdsa-with-SHA256', 'EC', 'sha256'),
  '1.2.840.10045.4.3.3': accepted('ecdsa-with-SHA384', 'EC', 'sha384'),
  '1.3.101.112': accepted('Ed25519', 'ED25519', null),
  '1.2.840.113549.1.1.2': weak('md2WithRSAEncryption'),
  '1.2.840.113549.1.1.3': weak('md4WithRSAEncryption'),
  '1.2.840.113549.1.1.4': weak('md5WithRSAEncryption'),
  '1.2.840.113549.1.1.5': weak('sha1WithRSAEncryption'),
  '1.3.14.3.2.29': weak('sha1WithRSA'),
  '1.2.840.10045.4.1': weak('ecdsa-with-SHA1'),
  '1.2.840.10040.4.3': weak('dsa-with-sha1'),
}

/** Null: not known here. SM2 with SM3 (1.2.156.10197.1.501) among them. */
export function standingOf(algorithm: SignatureAlgorithm): Standing | null {
  return Object.hasOwn(ALGORITHMS, algorithm.oid) ? ALGORITHMS[algorithm.oid]! : null
}

/** @throws {DerFault} */
export function signatureAlgorithmOf(element: DerElement | undefined): SignatureAlgorithm {
  const [id, parameters, ...more] = childrenOf(element, 'AlgorithmIdentifier')
  if (more.length > 0) throw new DerFault('AlgorithmIdentifier with more than parameters')
  const oid = oidOf(id, 'algorithm')
  // RSA: NULL (RFC 4055, section 5). ECDSA and Ed25519: absent (RFC 5758, 3.2; RFC 8410, 3).
  const isRsa = oid.startsWith('1.2.840.113549.1.1.')
  const soundParameters = isRsa ? parameters?.tag === TAG.NULL : parameters === undefined
  return { oid, der: element!.whole, soundParameters }
}
