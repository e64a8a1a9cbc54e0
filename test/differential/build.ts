/** Signs a draft. */
import { makeCrl } from '../support/x509/crl.ts'
import { makeIntermediate, makeLeaf, makeRoot } from '../support/x509/hierarchy.ts'
import type { Issued } from '../support/x509/hierarchy.ts'
import type { CertificateDraft, ChainDraft, Material } from './draft.ts'

export function build(draft: ChainDraft): Material {
  const issued: Issued[] = []
  for (const certificate of draft.certificates) issued.push(issue(certificate, issued.at(-1)))
  const [anchor, ...links] = issued
  const material = {
    chain: links.map(({ der }) => der).toReversed(),
    anchors: [anchor!.der],
    crls: draft.crls.map(({ level, spec }) => makeCrl(issued[level]!, spec)),
  }
  for (const touch of draft.touches) touch(material, issued)
  return material
}

function issue(certificate: CertificateDraft, parent: Issued | undefined): Issued {
  const { role, key, subject, serial } = certificate
  const options = { key, subject, serial, ...certificate.options }
  if (parent === undefined) return makeRoot(options)
  return role === 'leaf' ? makeLeaf(parent, options) : makeIntermediate(parent, options)
}
