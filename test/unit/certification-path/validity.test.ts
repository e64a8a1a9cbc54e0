import { describe } from 'vitest'
import { askPath } from '../../support/good-path.ts'
import { AT } from '../../support/x509/certificate.ts'
import { itAccepts, itRefuses } from './case.ts'
import { after, VALIDITY_CASES } from './cases/validity.ts'

const soon = after(1_000)
const soonAsked = { question: () => ({ at: after(999) }) }

describe('step VALIDITY', () => {
  itRefuses(VALIDITY_CASES)
  itAccepts([
    ['a leaf in its first second', () => askPath({ leaf: { notBefore: AT } })],
    ['a leaf a moment before its end', () => askPath({ leaf: { notAfter: soon }, ...soonAsked })],
    [
      'a leaf of one second',
      () => askPath({ leaf: { notBefore: AT, notAfter: soon }, ...soonAsked }),
    ],
    [
      'an authority a moment before its end',
      () => askPath({ ca: { notAfter: soon }, ...soonAsked }),
    ],
    [
      'an anchor a moment before its end',
      () => askPath({ root: { notAfter: soon }, ...soonAsked }),
    ],
    [
      'a leaf that outlives its authority, as long as that lives',
      () => askPath({ ca: { notAfter: after(1_000) } }),
    ],
  ])
})
