import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { askPath, goodPath, trust } from '../../support/good-path.ts'
import { makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { itRefuses } from './case.ts'
import { ORDER_CASES } from './cases/order.ts'

describe('step ORDER', () => {
  itRefuses(ORDER_CASES)

  it.each(['first', 'second'])('finds the anchor that signed, the %s of one name', (which) => {
    const other = makeRoot({ key: takeKey('rsa-2048', 7) })
    const { root } = goodPath()
    const anchors = which === 'first' ? trust(root, other) : trust(other, root)
    const verdict = validatePath(askPath({ question: () => ({ anchors }) }))
    expect(verdict.status).toBe('VALID')
    const known = anchors.anchors.find(({ certificate }) => certificate.der.equals(root.der))
    expect(verdict.anchor).toBe(known?.fingerprint)
    expect(verdict.anchor).toBe(createHash('sha256').update(root.der).digest('hex'))
  })

  it('accepts a chain below one of several anchors', () => {
    const strangers = [8, 9].map((i) =>
      makeRoot({
        key: takeKey('p-256', i),
        subject: [
          ['C', 'CN'],
          ['CN', `虚构根${i}`],
        ],
      }),
    )
    const question = askPath({ question: ({ root }) => ({ anchors: trust(...strangers, root) }) })
    expect(validatePath(question).status).toBe('VALID')
  })
})
