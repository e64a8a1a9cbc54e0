/** Signature algorithms: what stands in the certificate, and how it is made. */
import { constants, sign, type KeyObject } from 'node:crypto'
import { explicit, integer, nothing, oid, sequence } from './der-writer.ts'

export interface SignatureAlgorithm {
  /** AlgorithmIdentifier, DER. */
  readonly identifier: Buffer
  readonly sign: (data: Buffer, key: KeyObject) => Buffer
}

const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'), nothing())

/** Sources: RFC 4055 (RSA), RFC 5758 (ECDSA, DSA), RFC 8410 (Ed25519, Ed448), GM/T 0006 (SM2). */
export const ALGORITHMS = {
  md5WithRSA: rsa('1.2.840.113549.1.1.4', 'md5'),
  sha1WithRSA: rsa('1.2.840.113549.1.1.5', 'sha1'),
  sha224WithRSA: rsa('1.2.840.113549.1.1.14', 'sha224'),
  sha256WithRSA: rsa('1.2.840.113549.1.1.11', 'sha256'),
  sha384WithRSA: rsa('1.2.840.113549.1.1.12', 'sha384'),
  sha512WithRSA: rsa('1.2.840.113549.1.1.13', 'sha512'),
  pssSha256: pss(),
  ecdsaSha1: bare('1.2.840.10045.4.1', 'sha1'),
  ecdsaSha256: bare('1.2.840.10045.4.3.2', 'sha256'),
  ecdsaSha384: bare('1.2.840.10045.4.3.3', 'sha384'),
  ecdsaSha512: bare('1.2.840.10045.4.3.4', 'sha512'),
  dsaSha256: bare('2.16.840.1.101.3.4.3.2', 'sha256'),
  ed25519: bare('1.3.101.112', null),
  ed448: bare('1.3.101.113', null),
  /** The name only: what is made is no SM2 signature, Node cannot give SM2 its user id. */
  sm2Sm3: bare('1.2.156.10197.1.501', 'sha256'),
} satisfies Record<string, SignatureAlgorithm>

export type AlgorithmName = keyof typeof ALGORITHMS

/** A Buffer is an AlgorithmIdentifier already. */
export function identifierOf(algorithm: AlgorithmName | Buffer): Buffer {
  return Buffer.isBuffer(algorithm) ? algorithm : ALGORITHMS[algorithm].identifier
}

function rsa(dotted: string, hash: string): SignatureAlgorithm {
  const identifier = sequence(oid(dotted), nothing()) // RFC 4055, section 5: NULL, not absent
  return { identifier, sign: (data, key) => sign(hash, data, key) }
}

/** ECDSA, DSA, EdDSA: parameters are absent. */
function bare(dotted: string, hash: string | null): SignatureAlgorithm {
  return { identifier: sequence(oid(dotted)), sign: (data, key) => sign(hash, data, key) }
}

function pss(): SignatureAlgorithm {
  const mgf1 = sequence(oid('1.2.840.113549.1.1.8'), SHA256)
  const parameters = sequence(explicit(0, SHA256), explicit(1, mgf1), explicit(2, integer(32)))
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return {
    identifier: sequence(oid('1.2.840.113549.1.1.10'), parameters),
    sign: (data, key) => sign('sha256', data, { key, ...padding }),
  }
}
