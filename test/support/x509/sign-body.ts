/** What certificates and CRLs have in common: a body, an algorithm, a signature over the body. */
import { ALGORITHMS, identifierOf, type AlgorithmName } from './algorithms.ts'
import { bitString, sequence } from './der-writer.ts'
import type { TestKey } from './keys.ts'

export interface Signing {
  readonly signWith?: TestKey
  /** What the signature is made with. Default: what suits the signing key. */
  readonly algorithm?: AlgorithmName
  /** What stands outside the body; a Buffer is a whole AlgorithmIdentifier. Default: `algorithm`. */
  readonly signatureAlgorithm?: AlgorithmName | Buffer
  /** What stands inside the body. Default: `algorithm`. */
  readonly innerAlgorithm?: AlgorithmName | Buffer
  /** The signature's bytes, or what becomes of the right ones. */
  readonly signature?: Buffer | ((right: Buffer) => Buffer)
  /** Changes, drops, adds fields of the body (whole TLVs, in their order) before it is signed. */
  readonly tamperFields?: (fields: Buffer[]) => Buffer[]
  /** Changes the body before it is signed: the signature fits. */
  readonly tamper?: (tbs: Buffer) => Buffer
  /** Changes the body after it was signed: the signature does not fit. */
  readonly tamperAfterSigning?: (tbs: Buffer) => Buffer
  /** Put behind the signature, inside the outer SEQUENCE. */
  readonly trailingInside?: Buffer
  /** Put behind everything. */
  readonly trailing?: Buffer
}

/** @param fieldsOf the body's fields, given the inner AlgorithmIdentifier */
export function signBody(
  fieldsOf: (innerAlgorithm: Buffer) => Buffer[],
  key: TestKey,
  signing: Signing,
): Buffer {
  const { algorithm = key.algorithm, tamperFields = same, tamper = same } = signing
  const { innerAlgorithm = algorithm, signatureAlgorithm = algorithm } = signing
  const body = tamper(sequence(...tamperFields(fieldsOf(identifierOf(innerAlgorithm)))))
  const written = (signing.tamperAfterSigning ?? same)(body)
  const whole = sequence(
    written,
    identifierOf(signatureAlgorithm),
    bitString(signatureOver(body, key, algorithm, signing.signature)),
    signing.trailingInside ?? Buffer.alloc(0),
  )
  return signing.trailing === undefined ? whole : Buffer.concat([whole, signing.trailing])
}

function signatureOver(
  body: Buffer,
  key: TestKey,
  algorithm: AlgorithmName,
  wanted: Signing['signature'],
): Buffer {
  if (Buffer.isBuffer(wanted)) return wanted
  const right = ALGORITHMS[algorithm].sign(body, key.privateKey)
  return wanted === undefined ? right : wanted(right)
}

const same = <T>(value: T): T => value
