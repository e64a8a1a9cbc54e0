/** Keys that work and are not accepted, and others that do not work. */
import {
  compressedSpki,
  explicitParametersSpki,
  offCurveSpki,
} from '../../support/x509/public-keys.ts'
import { takeKey } from '../../support/x509/keys.ts'
import type { KeyKind } from '../../support/x509/keys.ts'
import { leafOf } from '../draft.ts'
import type { ChainDraft } from '../draft.ts'
import type { Random } from '../random.ts'
import { fault, harmless } from '../row.ts'
import type { Row } from '../row.ts'

/** Anywhere in the chain, the anchor included. */
const somewhere = (kind: KeyKind) => (draft: ChainDraft, random: Random) => {
  random.pick(draft.certificates).key = takeKey(kind, 0)
}

const ofLeaf = (spki: Buffer) => (draft: ChainDraft) => {
  leafOf(draft).options.spki = spki
}

const REFUSED: readonly KeyKind[] = [
  'rsa-1024',
  'rsa-2047',
  'rsa-2048-e3',
  'rsa-2048-e1',
  'rsa-2048-roca',
  'rsa-pss-2048',
  'p-521',
  'secp256k1',
  'brainpool-256',
  'ed448',
  'dsa-2048',
]

export const KEY_FAULTS: readonly Row[] = [
  harmless('key: rsa-3072', somewhere('rsa-3072')),
  ...REFUSED.map((kind) => fault(`key: ${kind}`, somewhere(kind))),
  fault(
    'key: parameters of the curve written out',
    ofLeaf(explicitParametersSpki(takeKey('p-256', 5))),
  ),
  fault('key: point off the curve', ofLeaf(offCurveSpki(takeKey('p-256', 5)))),
  fault('key: point compressed', ofLeaf(compressedSpki(takeKey('p-256', 5)))),
]
