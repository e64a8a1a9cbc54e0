import { describe } from 'vitest'
import { askChain, askPath, makeSigner } from '../../support/good-path.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import { basicConstraints } from '../../support/x509/extensions.ts'
import { makeIntermediate, makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { itAccepts, itRefuses } from './case.ts'
import { below, CONSTRAINTS_CASES } from './cases/constraints.ts'

const limitOf = (pathLen: number) => [basicConstraints({ ca: true, pathLen })]

describe('step CONSTRAINTS', () => {
  itRefuses(CONSTRAINTS_CASES)
  itAccepts([
    [
      'an issuing authority that allows none below it',
      () => askPath({ ca: { extensions: limitOf(0) } }),
    ],
    ['one authority below one that allows one', () => below({}, { extensions: limitOf(1) })],
    ['two authorities below an anchor that allows two', () => below({ extensions: limitOf(2) })],
    [
      'a limit larger than any number of certificates',
      () => askPath({ ca: { extensions: limitOf(1_000_000) } }),
    ],
    [
      'a new key under the old one, which counts for no level',
      () => {
        const root = makeRoot({ extensions: limitOf(1) })
        const old = makeIntermediate(root, { extensions: limitOf(0) })
        const renewed = makeIntermediate(old, { subject: old.subject, key: takeKey('rsa-2048', 5) })
        const crls = [root, old, renewed].map((issuer) => makeCrl(issuer))
        return askChain(root, [renewed, old], makeSigner(renewed), { revocation: { crls } })
      },
    ],
  ])
})
