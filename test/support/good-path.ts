/**
 * A question about a path that is VALID, and one place to change it in, so that a test names only its
 * fault: root, issuing authority, licence signer of Shanghai, one revocation list of each level.
 */
import { loadAnchors } from '../../gateway/certification-path/anchors.ts'
import type { AnchorSet, Jurisdiction } from '../../gateway/certification-path/anchors.ts'
import type { PathQuestion } from '../../gateway/certification-path/steps-in-order.ts'
import { CERTIFICATE_PURPOSES } from '../../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../../schemas/model/certificate-purpose.ts'
import { AT } from './x509/certificate.ts'
import { makeCrl } from './x509/crl.ts'
import type { CrlSpec } from './x509/crl.ts'
import { extKeyUsage, OIDS } from './x509/extensions.ts'
import { makeIntermediate, makeLeaf, makeRoot } from './x509/hierarchy.ts'
import type { Issued, Options } from './x509/hierarchy.ts'

export const SHANGHAI: Jurisdiction = { C: 'CN', ST: '上海市' }

/** What it was made from: to be built on, and to be asked about in another way. */
export interface GoodPath {
  readonly root: Issued
  readonly ca: Issued
  readonly leaf: Issued
  readonly rootList: Buffer
  readonly caList: Buffer
}

/** What differs from the good path. */
export interface Change {
  readonly root?: Options
  readonly ca?: Options
  readonly leaf?: Options
  /** Null leaves the list out. */
  readonly rootList?: CrlSpec | null
  readonly caList?: CrlSpec | null
  /** Further lists. */
  readonly lists?: (good: GoodPath) => readonly Buffer[]
  /** Takes the place of parts of the question. */
  readonly question?: (good: GoodPath) => Partial<PathQuestion>
}

export function goodPath(change: Change = {}): GoodPath {
  const root = makeRoot(change.root)
  const ca = makeIntermediate(root, change.ca)
  const leaf = makeLeaf(ca, signerOptions('LICENCE_SIGNER', change.leaf))
  const rootList = makeCrl(root, change.rootList ?? {})
  const caList = makeCrl(ca, change.caList ?? {})
  return { root, ca, leaf, rootList, caList }
}

/** VALID as it comes, for purpose LICENCE_SIGNER at {@link AT}. */
export function askPath(change: Change = {}): PathQuestion {
  const good = goodPath(change)
  const { root, ca, leaf, rootList, caList } = good
  const crls = [
    ...(change.rootList === null ? [] : [rootList]),
    ...(change.caList === null ? [] : [caList]),
    ...(change.lists?.(good) ?? []),
  ]
  return {
    chain: [leaf.der, ca.der],
    anchors: trust(root),
    revocation: { crls },
    purpose: 'LICENCE_SIGNER',
    at: AT,
    ...change.question?.(good),
  }
}

/** The question about a chain of any length, leaf first, with a list of each issuer. */
export function askChain(
  root: Issued,
  authorities: readonly Issued[],
  leaf: Issued,
  change: Partial<PathQuestion> = {},
): PathQuestion {
  return {
    chain: [leaf, ...authorities].map(({ der }) => der),
    anchors: trust(root),
    revocation: { crls: [root, ...authorities].map((issuer) => makeCrl(issuer)) },
    purpose: 'LICENCE_SIGNER',
    at: AT,
    ...change,
  }
}

export function trust(...roots: readonly Issued[]): AnchorSet {
  return loadAnchors(roots.map(({ der }) => ({ certificate: der, jurisdiction: SHANGHAI })))
}

/** A leaf good for one purpose, unless `options` say otherwise. */
export function makeSigner(
  parent: Issued,
  options: Options = {},
  purpose: CertificatePurpose = 'LICENCE_SIGNER',
): Issued {
  return makeLeaf(parent, signerOptions(purpose, options))
}

function signerOptions(purpose: CertificatePurpose, options: Options = {}): Options {
  const { extensions = [], without = [] } = options
  const isGiven = extensions.some(({ oid }) => oid === OIDS.extKeyUsage)
  if (isGiven || without.includes('extKeyUsage')) return options
  return { ...options, extensions: [...extensions, extKeyUsage([CERTIFICATE_PURPOSES[purpose]])] }
}
