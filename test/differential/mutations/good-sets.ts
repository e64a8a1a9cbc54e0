/** Good chains with exactly one list per level, so that every part of them is needed. */
import { CERTIFICATE_PURPOSES } from '../../../schemas/model/certificate-purpose.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import { extKeyUsage, subjectAltName } from '../../support/x509/extensions.ts'
import { nameConstraints } from '../../support/x509/constraint-extensions.ts'
import { crlDistributionPoints } from '../../support/x509/crl-extensions.ts'
import { directoryName, dnsName } from '../../support/x509/general-names.ts'
import { makeIntermediate, makeLeaf, makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import type { KeyKind } from '../../support/x509/keys.ts'

/** All DER, by name, so that one of them can be exchanged. */
export interface GoodSet {
  readonly anchor: Buffer
  readonly authority: Buffer
  readonly leaf: Buffer
  readonly anchorList: Buffer
  readonly authorityList: Buffer
}

export type Part = keyof GoodSet

export const PARTS: readonly Part[] = ['leaf', 'authority', 'anchorList', 'authorityList', 'anchor']

/** @param first index of the keys; another one gives another hierarchy with the same names */
export function makeSet(kind: KeyKind, first: number): GoodSet {
  const root = makeRoot({ key: takeKey(kind, first) })
  const province = directoryName([
    ['C', 'CN'],
    ['ST', '上海市'],
  ])
  const ca = makeIntermediate(root, {
    key: takeKey(kind, first + 1),
    extensions: [nameConstraints({ permitted: [province] })],
  })
  const leaf = makeLeaf(ca, {
    key: takeKey(kind, first + 2),
    extensions: [
      extKeyUsage([CERTIFICATE_PURPOSES.LICENCE_SIGNER]),
      subjectAltName([dnsName('signer.example')]),
      crlDistributionPoints(['http://crl.example/list']),
    ],
  })
  return {
    anchor: root.der,
    authority: ca.der,
    leaf: leaf.der,
    anchorList: makeCrl(root, { revoked: [{ serial: 4, reason: 1 }] }),
    authorityList: makeCrl(ca, { revoked: [{ serial: 4 }, { serial: 5, reason: 4 }] }),
  }
}
