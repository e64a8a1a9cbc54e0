import { describe } from 'vitest'
import { askPath } from '../../support/good-path.ts'
import { itAccepts, itRefuses } from './case.ts'
import { chainOf, filling, FORM_CASES } from './cases/form.ts'

describe('step FORM', () => {
  itRefuses(FORM_CASES)
  itAccepts([
    ['the path that every refusal is made from', () => askPath()],
    ['one certificate right below the anchor', () => chainOf(1)],
    ['four certificates below the anchor', () => chainOf(4)],
    ['a certificate of nearly 8 KiB', () => askPath({ leaf: { extensions: [filling(7_000)] } })],
    ['a year after 2049', () => askPath({ leaf: { notAfter: new Date('2051-01-01T00:00:00Z') } })],
    ['unique ids', () => askPath({ leaf: { subjectUniqueId: Buffer.of(0x80) } })],
    [
      'bytes that are no Buffer',
      () => {
        const question = askPath()
        return { ...question, chain: question.chain.map((der) => new Uint8Array(der)) }
      },
    ],
  ])
})
