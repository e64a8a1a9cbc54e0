import { describe, expect, it } from 'vitest'
import { createPathCache } from '../../../gateway/certification-path/path-cache.ts'
import type { PathCache } from '../../../gateway/certification-path/path-cache.ts'
import { goodPath, makeSigner, trust } from '../../support/good-path.ts'
import type { GoodPath } from '../../support/good-path.ts'
import { AT } from '../../support/x509/certificate.ts'
import { makeCrl } from '../../support/x509/crl.ts'

const DAY_MS = 86_400_000

function open(good: GoodPath, maxEntries = 10, crls = [good.rootList, good.caList]): PathCache {
  return createPathCache({ anchors: trust(good.root), revocation: { crls }, maxEntries })
}

describe('an outcome that is kept', () => {
  const good = goodPath()
  const chain = [good.leaf.der, good.ca.der]

  it('is given again, not made again', () => {
    const cache = open(good)
    const first = cache.validate(chain, 'LICENCE_SIGNER', AT)
    expect(first.status).toBe('VALID')
    const copies = chain.map((der) => Buffer.from(der))
    expect(cache.validate(copies, 'LICENCE_SIGNER', AT)).toBe(first)
    expect(cache.size).toBe(1)
  })

  it('is not given for another purpose', () => {
    const cache = open(good)
    cache.validate(chain, 'LICENCE_SIGNER', AT)
    const asked = cache.validate(chain, 'GRANT_SIGNER', AT)
    expect(asked.code).toBe('CERT_PURPOSE_WRONG')
  })

  it('is not given when one bit of the chain differs', () => {
    const cache = open(good)
    cache.validate(chain, 'LICENCE_SIGNER', AT)
    const leaf = Buffer.from(good.leaf.der)
    leaf[leaf.length - 1]! ^= 1
    const asked = cache.validate([leaf, good.ca.der], 'LICENCE_SIGNER', AT)
    expect(asked.code).toBe('CERT_SIGNATURE_INVALID')
  })

  it('is not given for the same bytes cut at another place', () => {
    const cache = open(good)
    cache.validate(chain, 'LICENCE_SIGNER', AT)
    const [leaf, ca] = chain as [Buffer, Buffer]
    const shifted = [Buffer.concat([leaf, ca.subarray(0, 1)]), ca.subarray(1)]
    expect(cache.validate(shifted, 'LICENCE_SIGNER', AT).code).toBe('CERT_MALFORMED')
  })

  it('is not given outside the instants it names', () => {
    const cache = open(good)
    const first = cache.validate(chain, 'LICENCE_SIGNER', AT)
    const after = new Date(Date.parse(first.validUntil!) + 1_000)
    expect(cache.validate(chain, 'LICENCE_SIGNER', after).status).not.toBe('VALID')
    const before = new Date(Date.parse(first.validFrom!) - 1_000)
    expect(cache.validate(chain, 'LICENCE_SIGNER', before).status).not.toBe('VALID')
    const last = new Date(first.validUntil!)
    expect(cache.validate(chain, 'LICENCE_SIGNER', last).status).toBe('VALID')
  })

  it('ends with the first list that ends', () => {
    const soon = new Date(AT.getTime() + DAY_MS)
    const list = makeCrl(good.ca, { nextUpdate: soon })
    const verdict = open(good, 10, [good.rootList, list]).validate(chain, 'LICENCE_SIGNER', AT)
    expect(verdict.validUntil).toBe(soon.toISOString())
  })

  it('is unknown to a cache of newer lists, where the leaf is revoked', () => {
    open(good).validate(chain, 'LICENCE_SIGNER', AT)
    const list = makeCrl(good.ca, { number: 2, revoked: [{ serial: good.leaf.serial }] })
    const newer = open(good, 10, [good.rootList, list])
    expect(newer.validate(chain, 'LICENCE_SIGNER', AT).code).toBe('CERT_LEAF_REVOKED')
  })
})

describe('the cache', () => {
  it('keeps no refusal: whoever sends bad chains does not fill it', () => {
    const good = goodPath({ caList: null })
    const cache = open(good, 10, [good.rootList])
    expect(cache.validate([good.leaf.der, good.ca.der], 'LICENCE_SIGNER', AT).code).toBe(
      'CRL_MISSING',
    )
    expect(cache.size).toBe(0)
  })

  it('lets go of what was asked for longest ago', () => {
    const good = goodPath()
    const cache = open(good, 2)
    const ask = (leaf: Buffer) => cache.validate([leaf, good.ca.der], 'LICENCE_SIGNER', AT)
    const [a, b, c] = [1, 2, 3].map(() => makeSigner(good.ca).der) as [Buffer, Buffer, Buffer]
    const first = ask(a)
    const second = ask(b)
    expect(ask(a)).toBe(first)
    ask(c)
    expect(cache.size).toBe(2)
    expect(ask(a)).toBe(first)
    expect(ask(b)).not.toBe(second)
  })
})
