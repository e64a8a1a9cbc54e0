/** Chains of three RSA-2048 certificates (leaf, issuing authority, root) with lists of both levels. */
import { X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { loadAnchors } from '../../../gateway/certification-path/anchors.ts'
import type { AnchorSet } from '../../../gateway/certification-path/anchors.ts'
import { CERTIFICATE_PURPOSES } from '../../../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../../../schemas/model/certificate-purpose.ts'
import { AT } from '../../support/x509/certificate.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import { extKeyUsage } from '../../support/x509/extensions.ts'
import { makeIntermediate, makeLeaf, makeRoot } from '../../support/x509/hierarchy.ts'

export const PURPOSE: CertificatePurpose = 'LICENCE_SIGNER'
/** More than one, so that no processor cache holds all of the question. */
const CHAINS = 24

export interface BenchChain {
  /** As in `x5c`. */
  readonly chain: readonly Buffer[]
  /** Each certificate beside the key that signed it, made ready: what a bare check needs. */
  readonly bare: readonly (readonly [X509Certificate, KeyObject])[]
}

export interface PathMaterial {
  readonly chains: readonly BenchChain[]
  readonly anchors: AnchorSet
  readonly crls: readonly Buffer[]
  readonly at: Date
}

export function pathMaterial(): PathMaterial {
  const root = makeRoot()
  const issuing = makeIntermediate(root)
  const extensions = [extKeyUsage([CERTIFICATE_PURPOSES[PURPOSE]])]
  const chains = Array.from({ length: CHAINS }, () => {
    const chain = [makeLeaf(issuing, { extensions }).der, issuing.der]
    const [leaf, authority, anchor] = [...chain, root.der].map((der) => new X509Certificate(der))
    const bare = [
      [leaf!, authority!.publicKey],
      [authority!, anchor!.publicKey],
    ] as const
    return { chain, bare }
  })
  const anchors = loadAnchors([{ certificate: root.der, jurisdiction: { C: 'CN' } }])
  return { chains, anchors, crls: [makeCrl(root), makeCrl(issuing)], at: AT }
}
