/** What is in a file: certificates, revocation lists, requests, PKCS#12, in PEM or DER. */
import { FederationError } from '../schemas/model/errors.ts'
import { readCsr } from './csr.ts'
import { decode, partsOf } from './der.ts'
import { describeCertificate, describeKey } from './describe-certificate.ts'
import type { CertificateFacts, KeyFacts } from './describe-certificate.ts'
import { describeCrl } from './describe-crl.ts'
import type { CrlFacts } from './describe-crl.ts'
import { printName } from './distinguished-name.ts'
import { derOf } from './hierarchy.ts'
import { pemBlocks } from './pem.ts'
import { importPkcs12 } from './pkcs12.ts'

export type Facts =
  | CertificateFacts
  | CrlFacts
  | {
      readonly kind: 'request'
      readonly subject: string
      readonly key: KeyFacts
      /** What it asks for beyond name and key is not granted: the profile decides. */
      readonly asksForExtensions: boolean
    }
  | {
      readonly kind: 'pkcs12'
      readonly key: KeyFacts
      readonly certificates: readonly CertificateFacts[]
    }
  /** A block we do not read, such as a private key: only its name is told. */
  | { readonly kind: 'other'; readonly label: string }

/**
 * Everything in a file, in order. A password is needed for PKCS#12 only.
 *
 * @throws {FederationError} `CERTS_FILE_INVALID` nothing we know; `PKCS12_PASSWORD_WRONG`, `PKCS12_INVALID`;
 *   for a request the codes of {@link readCsr}.
 */
export function inspectFile(name: string, bytes: Uint8Array, password: string | null): Facts[] {
  try {
    const blocks = pemBlocks(Buffer.from(bytes).toString('latin1'))
    if (blocks.length === 0) return [inspectDer(bytes, password)]
    return blocks.map(({ label, der }) => {
      if (label === 'CERTIFICATE') return describeCertificate(der)
      if (label === 'X509 CRL') return describeCrl(der)
      return label === 'CERTIFICATE REQUEST' ? describeRequest(der) : { kind: 'other', label }
    })
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    const facts = { file: name, reason: '不是证书、吊销列表、签名请求或PKCS#12' }
    throw new FederationError('CERTS_FILE_INVALID', facts, { cause })
  }
}

const INTEGER = 2

/** DER does not say what it is; the first parts of each form differ. */
function inspectDer(der: Uint8Array, password: string | null): Facts {
  const [first] = partsOf(decodeLoosely(der, password))
  // PFX: version, content. The others begin with a SEQUENCE that is signed.
  if (first === undefined || Number(first.type) === INTEGER) return describePkcs12(der, password)
  const [version, second] = partsOf(first)
  if (Number(version?.tagClass) !== 0) return describeCertificate(der) // [0] version
  if (Number(version?.type) !== INTEGER) throw new TypeError('version 1')
  return isAlgorithm(second) ? describeCrl(der) : describeRequest(der)
}

/** A CRL goes on with the algorithm (an identifier first), a request with a name (sets in it). */
function isAlgorithm(second: ReturnType<typeof partsOf>[number] | undefined): boolean {
  const OBJECT_IDENTIFIER = 6
  return Number(partsOf(second)[0]?.type) === OBJECT_IDENTIFIER
}

/** PKCS#12 may be BER, which only its own reader takes. */
function decodeLoosely(der: Uint8Array, password: string | null) {
  try {
    return decode(der)
  } catch (failure) {
    if (password === null) throw failure
    return undefined
  }
}

function describeRequest(der: Uint8Array): Facts {
  const { subject, publicKey, asksForExtensions } = readCsr(der)
  const name = printName(Object.entries(subject))
  return { kind: 'request', subject: name, key: describeKey(publicKey), asksForExtensions }
}

function describePkcs12(der: Uint8Array, password: string | null): Facts {
  if (password === null) {
    throw new FederationError('USAGE', { problem: 'PKCS#12文件需要口令，请用--password-file写明' })
  }
  const { key, certificates } = importPkcs12(der, password)
  return {
    kind: 'pkcs12',
    key: describeKey(key),
    certificates: certificates.map((pem) => describeCertificate(derOf(pem))),
  }
}
