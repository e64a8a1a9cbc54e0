import { describe, expect, it } from 'vitest'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { askPath, goodPath, trust } from '../../support/good-path.ts'
import { makeRoot } from '../../support/x509/hierarchy.ts'
import { itRefuses } from './case.ts'
import { FOUND_BY_OPENSSL_CASES } from './cases/found-by-openssl.ts'

describe('what OpenSSL refuses', () => {
  itRefuses(FOUND_BY_OPENSSL_CASES)
})

describe('what OpenSSL accepts', () => {
  const ended = { notAfter: new Date('2025-12-31T00:00:00Z') }
  const renewed = { notBefore: new Date('2025-06-01T00:00:00Z') }
  const later = { notBefore: new Date('2026-01-15T00:00:00Z') }
  const { root, ca, leaf, rootList, caList } = goodPath({ root: renewed })
  const old = makeRoot(ended)
  const next = makeRoot(later)
  const question = askPath({
    question: () => ({
      chain: [leaf.der, ca.der],
      revocation: { crls: [rootList, caList] },
    }),
  })

  it.each([
    ['the expired one before', [old, root]],
    ['the expired one behind', [root, old]],
    ['one that has not begun before', [next, root]],
  ])('is an anchor with two certificates of one key, %s', (_, roots) => {
    const verdict = validatePath({ ...question, anchors: trust(...roots) })
    expect(verdict).toMatchObject({ status: 'VALID', code: null })
  })

  it('holds until another certificate of the anchor takes its turn', () => {
    const early = makeRoot({ notBefore: new Date('2026-01-03T00:00:00Z') })
    const verdict = validatePath({ ...question, anchors: trust(early, root) })
    expect(verdict.validUntil).toBe('2026-01-02T23:59:59.999Z')
  })
})
