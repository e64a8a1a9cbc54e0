/**
 * node-forge judges the same path. It shares no code with us below this line, so a mistake of ours in
 * reading or in arithmetic has to be made twice before it lets anything in.
 *
 * Four of its answers are known to be wrong (found with NIST PKITS); each is put right before it is
 * asked, from what our own steps have established, and nothing else is.
 */
import forge from 'node-forge'
import { FederationError } from '../../../schemas/model/errors.ts'
import { NOT_APPLICABLE } from '../../../schemas/model/verdict.ts'
import { isSelfIssued } from '../certificate.ts'
import type { Link, Path } from '../path.ts'

/**
 * RSA only: it throws on other keys.
 *
 * @throws {FederationError} `CHAIN_SECOND_OPINION`.
 */
export function askSecondOpinion({ links, anchor }: Path, at: Date): unknown {
  const all = [...links, anchor]
  if (all.some(({ certificate }) => certificate.key.type !== 'RSA')) return NOT_APPLICABLE
  try {
    const isPlain = !links.slice(1).some(({ certificate }) => isSelfIssued(certificate))
    const read = [...links.map(readByForge), isPlain ? anchorRead(anchor) : readByForge(anchor)]
    putNamesRight(read)
    if (!isPlain) putPathLengthsRight(read, all)
    const chain = read.slice(0, -1)
    forge.pki.verifyCertificateChain(forge.pki.createCaStore(read.slice(-1)), chain, {
      validityCheckDate: at,
    })
    return undefined
  } catch (failure) {
    throw refused(failure)
  }
}

/** Thrown by it: an Error, or an object with its own code and words. */
function refused(failure: unknown): FederationError {
  const { error, message } = failure as { error?: unknown; message?: unknown }
  const reason = [error, message].filter((part) => typeof part === 'string').join('：')
  return new FederationError('CHAIN_SECOND_OPINION', { reason: reason.slice(0, 200) })
}

/** An anchor stays the same from path to path, and nothing is put right in it for a plain one. */
const ANCHORS_READ = new WeakMap<Link, forge.pki.Certificate>()

function anchorRead(anchor: Link): forge.pki.Certificate {
  const before = ANCHORS_READ.get(anchor)
  if (before !== undefined) return before
  const read = readByForge(anchor)
  ANCHORS_READ.set(anchor, read)
  return read
}

/** Understood by our own steps, unknown to it: it would refuse them for being critical. */
const UNDERSTOOD = new Set([
  '2.5.29.17',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.35',
  '2.5.29.37',
  '2.5.29.14',
])

function readByForge({ certificate }: Link): forge.pki.Certificate {
  const asn1 = forge.asn1.fromDer(certificate.der.toString('latin1'))
  const read = forge.pki.certificateFromAsn1(asn1, true)
  // With a unique id in front of them it does not find the extensions (PKITS 4.3.6).
  if (read.extensions.length === 0) read.extensions = extensionsBehind(asn1)
  for (const extension of read.extensions) {
    if (UNDERSTOOD.has(extension.id)) extension.critical = false
  }
  return read
}

function extensionsBehind(asn1: forge.asn1.Asn1): forge.pki.Certificate['extensions'] {
  const [tbs] = asn1.value as forge.asn1.Asn1[]
  const last = (tbs!.value as forge.asn1.Asn1[]).at(-1)!
  const isExtensions =
    last.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC && last.type === EXTENSIONS
  return isExtensions ? fromAsn1(last) : []
}

const EXTENSIONS = 3 as forge.asn1.Type
/** Exported by node-forge, missing in its types. */
const { certificateExtensionsFromAsn1: fromAsn1 } = forge.pki as unknown as {
  certificateExtensionsFromAsn1(extensions: forge.asn1.Asn1): forge.pki.Certificate['extensions']
}

/** It compares names byte for byte; that the two are the same name is established (PKITS 4.3.3 to 4.3.11). */
function putNamesRight(read: readonly forge.pki.Certificate[]): void {
  for (const [i, child] of read.slice(0, -1).entries()) child.issuer = read[i + 1]!.subject
}

/** It counts self-issued authorities, which RFC 5280, section 4.2.1.9 does not (PKITS 4.6.15). */
function putPathLengthsRight(read: readonly forge.pki.Certificate[], all: readonly Link[]): void {
  let selfIssued = 0
  for (const [i, certificate] of read.entries()) {
    const constraints = certificate.getExtension({ id: '2.5.29.19' } as never) as BasicConstraints
    if (constraints?.pathLenConstraint !== undefined) constraints.pathLenConstraint += selfIssued
    if (i > 0 && isSelfIssued(all[i]!.certificate)) selfIssued += 1
  }
}

type BasicConstraints = { pathLenConstraint?: number } | null | undefined
