import { beforeAll, describe, expect, it } from 'vitest'
import { describeCrl } from '../../../certs/describe-crl.ts'
import { authorityOf, chainOf, currentLeaf, derOf } from '../../../certs/hierarchy.ts'
import type { Hierarchy } from '../../../certs/hierarchy.ts'
import { isRotationDue, refreshCrls, revoke, rotate } from '../../../certs/maintain.ts'
import { describeWithOpenssl, opensslVerify, runOpenssl } from '../../support/x509/openssl.ts'
import { MemoryKeys } from './memory-keys.ts'
import {
  AT,
  WHOLE_SECOND,
  daysAfter,
  makeWhole,
  publicPartsOf,
  verdictOf,
} from './whole-hierarchy.ts'
import type { Whole } from './whole-hierarchy.ts'

let whole: Whole
beforeAll(async () => {
  whole = await makeWhole('shanghai')
})

const crlOf = (hierarchy: Hierarchy, id: string) =>
  describeCrl(derOf(authorityOf(hierarchy, id).crl.pem))
const signerIn = (hierarchy: Hierarchy) => currentLeaf(hierarchy, 'LICENCE_SIGNER', AT)

describe('revocation', () => {
  it('stands on the issuer’s next list, with serial number, instant and reason', async () => {
    const { hierarchy, keys } = whole
    const { serial } = signerIn(hierarchy)
    const at = daysAfter(1)
    const spelled = `0x00${serial.toUpperCase()}`
    const after = await revoke(hierarchy, { serial: spelled, reason: 'keyCompromise' }, keys, at)
    expect(crlOf(after, 'issuing-g1')).toMatchObject({
      number: '2',
      thisUpdate: '2026-03-03T01:02:03.000Z',
      nextUpdate: '2026-03-10T01:02:03.000Z',
      authorityKey: authorityOf(after, 'issuing-g1').key,
      revoked: [{ serial, revokedAt: '2026-03-03T01:02:03.000Z', reason: 'keyCompromise' }],
    })
    expect(crlOf(after, 'root-g1')).toMatchObject({ number: '1', revoked: [] })
    expect(crlOf(hierarchy, 'issuing-g1')).toMatchObject({ number: '1', revoked: [] })
    expect(verdictOf(after, signerIn(hierarchy), at)).toMatchObject({ code: 'CERT_LEAF_REVOKED' })
    expect(() => signerIn(after)).toThrow(
      expect.objectContaining({ code: 'CERTS_SIGNER_UNUSABLE' }),
    )
  })

  it('of an issuing authority stands on the root’s list, and it issues nothing more', async () => {
    const { hierarchy, keys } = whole
    const { serial } = authorityOf(hierarchy, 'issuing-g1')
    const after = await revoke(hierarchy, { serial, reason: 'cACompromise' }, keys, AT)
    expect(crlOf(after, 'root-g1')).toMatchObject({ number: '2', revoked: [{ serial }] })
    expect(verdictOf(after, signerIn(hierarchy))).toMatchObject({
      code: 'CERT_INTERMEDIATE_REVOKED',
    })
    await expect(rotate(after, 'GRANT_SIGNER', keys, AT)).rejects.toMatchObject({
      code: 'CERTS_ISSUER_UNUSABLE',
    })
    const renewed = await rotate(after, 'ISSUING', keys, AT)
    const again = await rotate(renewed, 'LICENCE_SIGNER', keys, AT)
    expect(verdictOf(again, signerIn(again))).toMatchObject({ status: 'VALID' })
  })

  it('without a reason says none, as the standard asks', async () => {
    const { hierarchy, keys } = whole
    const { serial } = signerIn(hierarchy)
    const after = await revoke(hierarchy, { serial, reason: 'unspecified' }, keys, AT)
    const list = derOf(authorityOf(after, 'issuing-g1').crl.pem)
    expect(list.includes(Buffer.from('0603551d15', 'hex'))).toBe(false) // id-ce-cRLReasons
    expect(crlOf(after, 'issuing-g1').revoked).toHaveLength(1)
  })

  it('is refused for a serial number nobody has, for one that is revoked, and for a root', async () => {
    const { hierarchy, keys } = whole
    const order = (serial: string) => ({ serial, reason: 'superseded' as const })
    const once = await revoke(hierarchy, order(signerIn(hierarchy).serial), keys, AT)
    await expect(revoke(once, order('abc'), keys, AT)).rejects.toMatchObject({
      code: 'CERTS_SERIAL_UNKNOWN',
    })
    const again = revoke(once, order(signerIn(hierarchy).serial), keys, AT)
    await expect(again).rejects.toMatchObject({ code: 'CERTS_ALREADY_REVOKED' })
    const root = revoke(once, order(authorityOf(once, 'root-g1').serial), keys, AT)
    await expect(root).rejects.toMatchObject({ code: 'CERTS_ROOT_NOT_REVOCABLE' })
  })
})

describe('lists', () => {
  it.each([
    ['while fresh, stay', 3, []],
    ['past half a week, the issuing authority’s is renewed', 3.5, ['issuing-g1']],
    ['past half of 90 days, both are', 45, ['root-g1', 'issuing-g1']],
    ['after its end, an issuing authority signs no more', 1827, ['root-g1']],
  ])('%s', async (_, days, expected) => {
    const { hierarchy, keys } = whole
    const at = daysAfter(days, new Date('2026-03-02T01:02:03Z'))
    const { hierarchy: after, renewed, keyless } = await refreshCrls(hierarchy, keys, at)
    expect([renewed, keyless]).toEqual([expected, []])
    if (expected.length === 0) expect(after).toBe(hierarchy)
    for (const id of expected) {
      expect(authorityOf(after, id).crl).toMatchObject({ number: 2, thisUpdate: at })
    }
  })

  it('are all renewed when asked for, with the next number', async () => {
    const { hierarchy, keys } = whole
    const first = await refreshCrls(hierarchy, keys, AT, true)
    const { hierarchy: second } = await refreshCrls(first.hierarchy, keys, AT, true)
    expect(second.authorities.map(({ crl }) => crl.number)).toEqual([3, 3])
  })

  it('keep what was revoked before', async () => {
    const { hierarchy, keys } = whole
    const { serial } = signerIn(hierarchy)
    const revoked = await revoke(hierarchy, { serial, reason: 'superseded' }, keys, AT)
    const { hierarchy: later } = await refreshCrls(revoked, keys, daysAfter(5))
    expect(crlOf(later, 'issuing-g1')).toMatchObject({ number: '3', revoked: [{ serial }] })
  })

  it('of a root whose key was carried away stay; the other is renewed', async () => {
    const { hierarchy, keys } = whole
    const without = new MemoryKeys()
    const { key } = authorityOf(hierarchy, 'root-g1')
    for (const [id, kept] of keys.kept) if (id !== key) without.kept.set(id, kept)
    const refreshed = await refreshCrls(hierarchy, without, daysAfter(50))
    expect([refreshed.renewed, refreshed.keyless]).toEqual([['issuing-g1'], ['root-g1']])
    expect(authorityOf(refreshed.hierarchy, 'root-g1').crl.number).toBe(1)
  })
})

describe('rotation', () => {
  it('puts a new signer beside the old one, and both are good', async () => {
    const { hierarchy, keys } = whole
    const old = signerIn(hierarchy)
    const at = daysAfter(340)
    const after = await rotate(hierarchy, 'LICENCE_SIGNER', keys, at)
    const { hierarchy: fresh } = await refreshCrls(after, keys, at, true)
    const made = signerIn(fresh)
    const kept = fresh.certificates.find(({ serial }) => serial === old.serial)!
    expect(made).toMatchObject({ generation: 2, supersededAt: null, issuer: 'issuing-g1' })
    expect(made.subject).toMatch(/ G2$/)
    expect(made.key).not.toBe(old.key)
    expect(kept).toMatchObject({ supersededAt: at, retiresAt: old.notAfter }) // sooner than 30 days
    for (const leaf of [made, kept]) {
      expect(verdictOf(fresh, leaf, at)).toMatchObject({ status: 'VALID' })
    }
  })

  it('lets the old signer sign for 30 days more, unless told otherwise', async () => {
    const { hierarchy, keys } = whole
    const retirement = async (overlap?: number) => {
      const after = await rotate(hierarchy, 'GRANT_SIGNER', keys, AT, overlap)
      return after.certificates.find(({ supersededAt }) => supersededAt !== null)?.retiresAt
    }
    expect(await retirement()).toEqual(daysAfter(30))
    expect(await retirement(7)).toEqual(daysAfter(7))
  })

  it('of an issuing authority leaves all below the old one good until its end', async () => {
    const { hierarchy, keys } = whole
    const old = signerIn(hierarchy)
    const after = await rotate(hierarchy, 'ISSUING', keys, daysAfter(10))
    const renewed = await rotate(after, 'LICENCE_SIGNER', keys, daysAfter(10))
    const lastDay = daysAfter(364)
    const { hierarchy: later, renewed: lists } = await refreshCrls(renewed, keys, lastDay)
    expect(lists).toEqual(['root-g1', 'issuing-g1', 'issuing-g2'])
    const made = signerIn(later)
    expect(made.issuer).toBe('issuing-g2')
    for (const leaf of [old, made]) {
      expect(verdictOf(later, leaf, lastDay)).toMatchObject({ status: 'VALID' })
    }
    const old2 = authorityOf(later, 'issuing-g1')
    expect(old2.supersededAt).toEqual(daysAfter(10))
  })

  it('of a root is a new anchor beside the old one; what is below follows when it is rotated', async () => {
    const { hierarchy, keys } = whole
    const first = await rotate(hierarchy, 'ROOT', keys, AT)
    expect(verdictOf(first, signerIn(first))).toMatchObject({ status: 'VALID' })
    const second = await rotate(await rotate(first, 'ISSUING', keys, AT), 'GRANT_SIGNER', keys, AT)
    expect(authorityOf(second, 'root-g2').issuer).toBe('root-g2')
    expect(authorityOf(second, 'issuing-g2').issuer).toBe('root-g2')
    for (const leaf of [signerIn(second), currentLeaf(second, 'GRANT_SIGNER', AT)]) {
      expect(verdictOf(second, leaf)).toMatchObject({ status: 'VALID' })
    }
    const names = second.authorities.map(({ pem }) => derOf(pem).toString('latin1'))
    expect(new Set(names).size).toBe(4)
  })

  it.each([
    ['LICENCE_SIGNER', 334, false],
    ['LICENCE_SIGNER', 336, true],
    ['ISSUING', 1826 - 396, false],
    ['ISSUING', 1826 - 394, true],
    ['ROOT', 7305 - 2222, false],
    ['ROOT', 7305 - 2220, true],
  ] as const)('of %s on day %i is due: %s', (role, days, due) => {
    const { authorities, certificates } = whole.hierarchy
    const one = [...authorities, ...certificates].find((each) => each.role === role)!
    expect(isRotationDue(one, daysAfter(days))).toBe(due)
  })
})

await describeWithOpenssl('OpenSSL', () => {
  it('reads our lists, and what is on them it refuses', async () => {
    const { hierarchy, keys } = whole
    const leaf = signerIn(hierarchy)
    const order = { serial: leaf.serial, reason: 'superseded' } as const
    const after = await revoke(hierarchy, order, keys, AT)
    const { roots, crls } = publicPartsOf(after)
    const { stdout } = await runOpenssl(
      ['crl', '-noout', '-text'],
      Buffer.from(authorityOf(after, 'issuing-g1').crl.pem),
    )
    expect(stdout).toMatch(/Version 2[^]*CRL Number: *\n *2\n[^]*Superseded/)
    expect(stdout.toLowerCase()).toContain(leaf.serial)
    const question = { chain: chainOf(after, leaf), anchors: roots, crls, at: WHOLE_SECOND }
    const { accepted, says } = await opensslVerify(question)
    expect([accepted, says]).toEqual([false, expect.stringContaining('certificate revoked')])
  })

  it('accepts what stands below a second root and a second issuing authority', async () => {
    const { hierarchy, keys } = whole
    let after = await rotate(hierarchy, 'ROOT', keys, AT)
    after = await rotate(after, 'ISSUING', keys, AT)
    after = await rotate(after, 'LICENCE_SIGNER', keys, AT)
    const { roots, crls } = publicPartsOf(after)
    for (const leaf of [signerIn(after), signerIn(hierarchy)]) {
      const question = { chain: chainOf(after, leaf), anchors: roots, crls, at: WHOLE_SECOND }
      expect(await opensslVerify(question)).toEqual({ accepted: true, says: '' })
    }
  })
})
