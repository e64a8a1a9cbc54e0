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
    expect(verdict.validUntil).toBe(new Date(soon.getTime() - 1).toISOString())
  })

  it('is unknown to a cache of newer lists, where the leaf is revoked', () => {
    open(good).validate(chain, 'LICENCE_SIGNER', AT)
    const list = makeCrl(good.ca, { number: 2, revoked: [{ serial: good.leaf.serial }] })
    const newer = open(good, 10, [good.rootList, list])
    expect(newer.validate(chain, 'LICENCE_SIGNER', AT).code).toBe('CERT_LEAF_REVOKED')
  })
})

describe('the cache', () => {
  it('keeps no refusal: a list that comes later is not too late', () => {
    const good = goodPath()
    const chain = [good.leaf.der, good.ca.der]
    const cache = open(good, 10, [good.rootList])
    const refused = cache.validate(chain, 'LICENCE_SIGNER', AT)
    expect(refused.code).toBe('CRL_MISSING')
    expect(cache.validate(chain, 'LICENCE_SIGNER', AT)).not.toBe(refused)
  })

  it('lets go of what nobody asked for, and keeps what is asked for', () => {
    const good = goodPath()
    const cache = open(good, 4)
    const ask = (leaf: Buffer) => cache.validate([leaf, good.ca.der], 'LICENCE_SIGNER', AT)
    const [often, once, ...others] = Array.from({ length: 6 }, () => makeSigner(good.ca).der)
    const [kept, lost] = [ask(often!), ask(once!)]
    for (const other of others) {
      ask(other)
      expect(ask(often!)).toBe(kept)
    }
    expect(ask(once!)).not.toBe(lost)
  })

  it('asks about a chain that is longer than any can be', () => {
    const good = goodPath()
    const cache = open(good)
    const long = Array.from({ length: 6 }, () => Buffer.alloc(8_000))
    expect(cache.validate(long, 'LICENCE_SIGNER', AT).code).toBe('CHAIN_TOO_LONG')
    expect(cache.validate([], 'LICENCE_SIGNER', AT).code).toBe('CHAIN_EMPTY')
  })
})
