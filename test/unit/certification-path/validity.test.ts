import { describe } from 'vitest'
import { askPath } from '../../support/good-path.ts'
import { AT } from '../../support/x509/certificate.ts'
import { itAccepts, itRefuses } from './case.ts'
import { after, VALIDITY_CASES } from './cases/validity.ts'

describe('step VALIDITY', () => {
  itRefuses(VALIDITY_CASES)
  itAccepts([
    ['a leaf in its first second', () => askPath({ leaf: { notBefore: AT } })],
    ['a leaf in its last second', () => askPath({ leaf: { notAfter: AT } })],
    [
      'the end of the last second',
      () => askPath({ leaf: { notAfter: AT }, question: () => ({ at: after(999) }) }),
    ],
    ['a leaf of one second', () => askPath({ leaf: { notBefore: AT, notAfter: AT } })],
    ['an authority in its last second', () => askPath({ ca: { notAfter: AT } })],
    ['an anchor in its last second', () => askPath({ root: { notAfter: AT } })],
    [
      'a leaf that outlives its authority, as long as that lives',
      () => askPath({ ca: { notAfter: after(1_000) } }),
    ],
  ])
})
