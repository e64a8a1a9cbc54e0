import { describe } from 'vitest'
import { askChain, askPath, makeSigner } from '../../support/good-path.ts'
import { makeIntermediate, makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import type { KeyKind } from '../../support/x509/keys.ts'
import { rsaSpki } from '../../support/x509/public-keys.ts'
import { itAccepts, itRefuses } from './case.ts'
import { ALGORITHMS_CASES } from './cases/algorithms.ts'

const chainOf = (root: KeyKind, ca: KeyKind, leaf: KeyKind) => () => {
  const top = makeRoot({ key: takeKey(root, 0) })
  const authority = makeIntermediate(top, { key: takeKey(ca, 1) })
  return askChain(top, [authority], makeSigner(authority, { key: takeKey(leaf, 2) }))
}

describe('step ALGORITHMS', () => {
  itRefuses(ALGORITHMS_CASES)
  itAccepts([
    ['P-256', chainOf('p-256', 'p-256', 'p-256')],
    ['P-384', chainOf('p-384', 'p-384', 'p-384')],
    ['Ed25519', chainOf('ed25519', 'ed25519', 'ed25519')],
    ['RSA of 3072 bits', chainOf('rsa-3072', 'rsa-3072', 'rsa-3072')],
    ['RSA above P-384 above Ed25519', chainOf('rsa-2048', 'p-384', 'ed25519')],
    ['Ed25519 above RSA above P-256', chainOf('ed25519', 'rsa-2048', 'p-256')],
    // Nobody signs with the leaf here, so that its key need not have a private part.
    [
      'an RSA leaf of 4096 bits',
      () => askPath({ leaf: { spki: rsaSpki((1n << 4_095n) + 1_235n, 65_537) } }),
    ],
    [
      'the largest exponent',
      () => askPath({ leaf: { spki: rsaSpki((1n << 2_047n) + 1_235n, 0xffff_ffffn) } }),
    ],
    [
      'SHA-384 with RSA',
      () =>
        askPath({ leaf: { algorithm: 'sha384WithRSA' }, caList: { algorithm: 'sha384WithRSA' } }),
    ],
    ['SHA-512 with RSA', () => askPath({ ca: { algorithm: 'sha512WithRSA' } })],
    [
      'SHA-384 under a P-256 key',
      () => askPath({ ca: { key: takeKey('p-256', 1) }, leaf: { algorithm: 'ecdsaSha384' } }),
    ],
  ])
})
