import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { loadAnchors } from '../../../gateway/certification-path/anchors.ts'
import { createPathCache } from '../../../gateway/certification-path/path-cache.ts'
import type { PathQuestion } from '../../../gateway/certification-path/steps-in-order.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { PATH_STEPS } from '../../../gateway/certification-path/verdict.ts'
import { WORK_LIMITS } from '../../../gateway/certification-path/work.ts'
import { askPath, goodPath, SHANGHAI } from '../../support/good-path.ts'
import { AT } from '../../support/x509/certificate.ts'
import { after } from './cases/validity.ts'

describe('the verdict on a good path', () => {
  it('has every step in order, passed', () => {
    const { status, code, steps } = validatePath(askPath())
    expect({ status, code }).toEqual({ status: 'VALID', code: null })
    expect(steps).toEqual(
      PATH_STEPS.map((step) => ({ step, outcome: 'PASSED', code: null, message: null, facts: {} })),
    )
  })

  it('names anchor, span, numbers of lists and work', () => {
    const question = askPath({ caList: { number: 7, nextUpdate: after(60_000) } })
    const verdict = validatePath(question)
    expect(verdict.anchor).toBe(question.anchors.anchors[0]!.fingerprint)
    expect(verdict.validFrom).toBe('2025-12-31T00:00:00.000Z')
    expect(verdict.validUntil).toBe('2026-01-01T00:00:59.999Z')
    expect(Object.values(verdict.crlNumbers)).toEqual(['1', '7'])
    expect(verdict.work.signatures).toBe(4)
    expect(verdict.work.bytes).toBe(
      [...question.chain, ...question.revocation.crls].reduce(
        (sum, bytes) => sum + (bytes as Uint8Array).length,
        0,
      ),
    )
  })

  it('says whose key it is, and of none that was not vouched for', () => {
    const question = askPath()
    const x509 = new X509Certificate(question.chain[0]!)
    const { leaf } = validatePath(question)
    expect(leaf?.fingerprint).toBe(x509.fingerprint256.replaceAll(':', '').toLowerCase())
    const spki = x509.publicKey.export({ type: 'spki', format: 'der' })
    expect(leaf?.publicKey).toBe(spki.toString('base64'))
    expect(leaf?.notAfter).toBe(new Date(x509.validTo).toISOString())
    expect(leaf?.subject).toContainEqual({ type: '2.5.4.8', value: '上海市' })
    expect(validatePath({ ...question, revocation: { crls: [] } }).leaf).toBeNull()
    expect(validatePath({ ...question, purpose: 'GRANT_SIGNER' }).leaf).toBeNull()
  })

  it('is the same between the instants it names, and another right outside them', () => {
    const question = askPath({ caList: { thisUpdate: after(-5_000), nextUpdate: after(5_000) } })
    const statusAt = (at: Date) => validatePath({ ...question, at }).status
    expect([-5_000, 4_999].map((ms) => statusAt(after(ms)))).toEqual(['VALID', 'VALID'])
    expect([-5_001, 5_000].map((ms) => statusAt(after(ms)))).toEqual([
      'UNDETERMINED',
      'UNDETERMINED',
    ])
  })

  it('is reproduced from the same question', () => {
    const question = askPath()
    expect(validatePath(question)).toEqual(validatePath(question))
  })
})

describe('what the caller gave', () => {
  it('may be changed afterwards without changing what is kept', () => {
    const { root, ca, leaf, rootList, caList } = goodPath()
    const anchors = loadAnchors([{ certificate: root.der, jurisdiction: SHANGHAI }])
    const revocation = { crls: [rootList, caList] }
    const cache = createPathCache({ anchors, revocation, maxEntries: 4 })
    const chain = [leaf, ca].map(({ der }) => Buffer.from(der))
    const before = cache.validate([leaf.der, ca.der], 'LICENCE_SIGNER', AT)
    for (const bytes of [root.der, rootList, caList, leaf.der, ca.der]) bytes.fill(0)
    expect(before.status).toBe('VALID')
    expect(cache.validate(chain, 'LICENCE_SIGNER', after(1))).toEqual(before)
    expect(cache.validate([leaf.der, ca.der], 'LICENCE_SIGNER', AT).code).toBe('CERT_MALFORMED')
    // Another purpose, so that nothing kept answers: anchors and lists are still what they were.
    const { code } = cache.validate(chain, 'LOG_SIGNER', AT)
    expect(code).toBe('CERT_PURPOSE_WRONG')
    const fresh = createPathCache({ anchors, revocation: { crls: [] }, maxEntries: 4 })
    expect(fresh.validate(chain, 'LICENCE_SIGNER', AT).code).toBe('CRL_MISSING')
  })

  it('is not changed', () => {
    const question = askPath()
    const copy = question.chain.map((der) => Buffer.from(der))
    validatePath(question)
    expect(question.chain.map((der) => Buffer.from(der))).toEqual(copy)
  })

  const STRANGE: readonly [string, Partial<PathQuestion>][] = [
    ['empty bytes', { chain: [new Uint8Array(0), new Uint8Array(0)] }],
    ['bytes of another view', { chain: [new Uint8Array(new ArrayBuffer(64), 8, 16)] }],
    ['text', { chain: [Buffer.from('{"x5c":[]}')] }],
    ['zeros up to the limit', { chain: [Buffer.alloc(8_192), Buffer.alloc(8_192)] }],
    ['bytes FF', { chain: [Buffer.alloc(8_192, 0xff)] }],
    ['no lists', { revocation: { crls: [] } }],
    ['lists of nothing', { revocation: { crls: [Buffer.alloc(0), Buffer.alloc(9)] } }],
    ['signers of nothing', { revocation: { crls: [], crlSigners: [Buffer.alloc(0)] } }],
    ['no anchors', { anchors: loadAnchors([]) }],
    ['no instant', { at: new Date(Number.NaN) }],
    ['the first instant there is', { at: new Date(-8.64e15) }],
    ['the last instant there is', { at: new Date(8.64e15) }],
  ]

  it.each(STRANGE)('may be strange: %s end in a verdict with a code', (_, change) => {
    const { status, code, work } = validatePath({ ...askPath(), ...change })
    expect(status).not.toBe('VALID')
    expect(code).not.toBeNull()
    expect(work.signatures).toBeLessThanOrEqual(WORK_LIMITS.signatures)
  })

  it('is refused without an instant also where an outcome is kept', () => {
    const { anchors, chain, revocation } = askPath()
    const crls = revocation.crls as readonly Buffer[]
    const cache = createPathCache({ anchors, revocation: { crls }, maxEntries: 4 })
    expect(cache.validate(chain, 'LICENCE_SIGNER', AT).status).toBe('VALID')
    expect(cache.validate(chain, 'LICENCE_SIGNER', new Date(Number.NaN)).code).toBe(
      'CHAIN_INSTANT_INVALID',
    )
  })
})
