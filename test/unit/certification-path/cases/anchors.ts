import type { AnchorInput } from '../../../../gateway/certification-path/anchors.ts'
import { SHANGHAI } from '../../../support/good-path.ts'
import { nothing } from '../../../support/x509/der-writer.ts'
import { anyExtension, basicConstraints } from '../../../support/x509/extensions.ts'
import { makeIntermediate, makeRoot } from '../../../support/x509/hierarchy.ts'
import type { Options } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import { named } from './order.ts'

/** Thrown when the trust store is loaded, so that no path is ever asked about. */
export interface AnchorCase {
  readonly title: string
  readonly inputs: () => readonly AnchorInput[]
  /** Which anchor it is, from 1. */
  readonly number: number
}

export const ANCHORS_CODE = 'TRUST_ANCHOR_INVALID'

const anchor = (certificate: Uint8Array): AnchorInput => ({ certificate, jurisdiction: SHANGHAI })
const row = (title: string, certificate: () => Uint8Array): AnchorCase => ({
  title,
  inputs: () => [anchor(makeRoot().der), anchor(certificate())],
  number: 2,
})
const root = (title: string, options: () => Options): AnchorCase =>
  row(title, () => makeRoot({ subject: named('虚构另一根'), ...options() }).der)

export const ANCHORS_CASES: readonly AnchorCase[] = [
  row('no bytes', () => Buffer.alloc(0)),
  row('what is no certificate', () => Buffer.from('根证书')),
  row('a certificate that another issued', () => makeIntermediate(makeRoot()).der),
  root('a certificate that is no authority', () => ({ without: ['basicConstraints'] })),
  root('one that says it is none', () => ({ extensions: [basicConstraints({ ca: false })] })),
  root('one whose own signature does not hold', () => ({ signWith: takeKey('rsa-2048', 9) })),
  root('a weak key', () => ({ key: takeKey('rsa-1024', 0) })),
  root('a weak signature', () => ({ algorithm: 'sha1WithRSA' })),
  root('an unknown critical extension', () => ({
    extensions: [anyExtension('1.3.6.1.4.1.32473.31.99', nothing(), true)],
  })),
  root('version 1', () => ({ version: 1, allExtensions: null })),
  root('bytes behind it', () => ({ trailing: Buffer.of(0) })),
]
