import { describe, expect, it } from 'vitest'
import { withOtherS } from '../high-s.ts'
import { readTree, writeTree } from './der-tree.ts'
import { makeSet, PARTS } from './good-sets.ts'
import { MUTATORS } from './mutators.ts'
import { anchorsOf, ask, runMutations } from './run.ts'

const KINDS = ['rsa-2048', 'p-256', 'ed25519'] as const

describe('mutations of certificates and lists', () => {
  it.each(KINDS)('begin with a chain of %s that is VALID', (kind) => {
    const good = makeSet(kind, 0)
    expect(ask(good, anchorsOf(good.anchor))).toMatchObject({ status: 'VALID', code: null })
  })

  it.each(KINDS)('begin with DER of %s that is written as it was read', (kind) => {
    const good = makeSet(kind, 0)
    for (const part of PARTS) expect(writeTree(readTree(good[part]))).toEqual(good[part])
  })

  it('are refused with a code each, within the bounds of work', { timeout: 120_000 }, () => {
    const { problems, refused, mutators } = runMutations('short', 2_000)
    expect(problems).toEqual([])
    expect(mutators).toEqual(new Set(Object.keys(MUTATORS)))
    // Many get beyond the reading of DER: to names, keys, extensions, signatures, lists.
    expect(Object.keys(refused).length).toBeGreaterThan(20)
  })
})

/**
 * RFC 5280 and FIPS 186 allow both spellings, so both are VALID: nobody gains what he had no
 * certificate for. But a certificate's hash is no name for what it says: whoever counts, blocks or
 * remembers certificates does it by issuer and serial number, or by key.
 */
describe('an ECDSA signature with n - s in the place of s', () => {
  const good = makeSet('p-256', 0)
  const respelled = (der: Buffer): Buffer => {
    const tree = readTree(der)
    const signature = tree.children[2]!
    // Its inside was taken for DER, which it is.
    signature.content = Buffer.concat([Buffer.of(0), withOtherS(signature.content.subarray(1))])
    signature.children = []
    return writeTree(tree)
  }

  it.each(PARTS.filter((part) => part !== 'anchor'))('is accepted in the %s', (part) => {
    const other = respelled(good[part])
    expect(other.equals(good[part])).toBe(false)
    const verdict = ask({ ...good, [part]: other }, anchorsOf(good.anchor))
    expect(verdict).toMatchObject({ status: 'VALID' })
  })

  it('in an anchor leaves it the same key', () => {
    const [anchor] = anchorsOf(respelled(good.anchor)).anchors
    const [original] = anchorsOf(good.anchor).anchors
    expect(anchor!.certificate.key.spki).toEqual(original!.certificate.key.spki)
  })
})
