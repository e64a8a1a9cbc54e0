import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeCertificate } from '../../../certs/describe-certificate.ts'
import { chainOf, currentLeaf, derOf, signerOf } from '../../../certs/hierarchy.ts'
import { issueCertificate } from '../../../certs/issue.ts'
import { makeRsaKey } from '../../../certs/keys.ts'
import { withLeaf } from '../../../certs/make.ts'
import { PARTIES, PARTY_FACTS } from '../../../certs/parties.ts'
import type { Party } from '../../../certs/parties.ts'
import { profileOf } from '../../../certs/profiles.ts'
import { PROVINCE_FACTS, PROVINCES } from '../../../schemas/model/province.ts'
import { describeWithOpenssl, opensslVerify } from '../../support/x509/openssl.ts'
import {
  AT,
  WHOLE_SECOND,
  daysAfter,
  makeAll,
  publicPartsOf,
  verdictOf,
} from './whole-hierarchy.ts'
import type { Whole } from './whole-hierarchy.ts'

let all: Readonly<Record<Party, Whole>>
beforeAll(async () => {
  all = await makeAll()
})

const LEAVES = PARTIES.flatMap((party) =>
  PARTY_FACTS[party].purposes.map((purpose) => [party, purpose] as const),
)

describe('a hierarchy', () => {
  it('exists for each province, under its word', () => {
    for (const province of PROVINCES) {
      expect(PARTY_FACTS[PROVINCE_FACTS[province].slug].jurisdiction.ST).toContain(
        PROVINCE_FACTS[province].zh,
      )
    }
  })

  it.each(PARTIES)('%s: root and issuing authority are what the table says', (party) => {
    const [root, issuing] = all[party].hierarchy.authorities.map(({ pem }) =>
      describeCertificate(derOf(pem)),
    )
    expect(root).toMatchObject({
      authority: true,
      pathLength: 1,
      keyUsage: ['keyCertSign', 'cRLSign'],
      key: { type: 'rsa', bits: 3072, exponent: '65537' },
      issuer: root!.subject,
      authorityKey: root!.subjectKey,
      permitted: [],
      purposes: [],
      notBefore: WHOLE_SECOND.toISOString(),
      notAfter: daysAfter(7305, WHOLE_SECOND).toISOString(),
    })
    const { C, ST } = PARTY_FACTS[party].jurisdiction
    expect(issuing).toMatchObject({
      authority: true,
      pathLength: 0,
      keyUsage: ['keyCertSign', 'cRLSign'],
      key: { type: 'rsa', bits: 2048, exponent: '65537' },
      issuer: root!.subject,
      authorityKey: root!.subjectKey,
      permitted: [ST === undefined ? `C=${C}` : `C=${C}, ST=${ST}`],
      purposes: [],
      notAfter: daysAfter(1826, WHOLE_SECOND).toISOString(),
      crlUrls: [`http://crl.ydelta.example/${party}/root-g1.crl`],
    })
  })

  it.each(LEAVES)('%s: %s has one purpose and may only sign', (party, purpose) => {
    const { hierarchy } = all[party]
    const leaf = describeCertificate(derOf(currentLeaf(hierarchy, purpose, AT).pem))
    expect(leaf).toMatchObject({
      authority: false,
      pathLength: null,
      keyUsage: ['digitalSignature'],
      purposes: [purpose],
      key: { type: 'rsa', bits: 2048, exponent: '65537' },
      notAfter: daysAfter(365, WHOLE_SECOND).toISOString(),
      hosts: purpose === 'TLS_SERVER' ? 'DNS:localhost, IP Address:127.0.0.1' : null,
      crlUrls: [`http://crl.ydelta.example/${party}/issuing-g1.crl`],
    })
    expect(leaf.subject).toMatch(/^C=CN, (ST=\p{Script=Han}+, )?O=虚构.*, CN=虚构.* G1$/u)
  })

  it.each(LEAVES)('%s: %s is accepted by our validator and by Node', (party, purpose) => {
    const { hierarchy } = all[party]
    const leaf = currentLeaf(hierarchy, purpose, AT)
    expect(verdictOf(hierarchy, leaf)).toMatchObject({ status: 'VALID', code: null })
    const [own, issuing] = chainOf(hierarchy, leaf).map((der) => new X509Certificate(der))
    expect(own!.checkIssued(issuing!) && own!.verify(issuing!.publicKey)).toBe(true)
    expect(own!.checkPrivateKey(all[party].keys.kept.get(leaf.key!)!)).toBe(true)
  })

  it('shares no key and no serial number, with nobody', () => {
    const certificates = PARTIES.flatMap((party) => {
      const { authorities, certificates } = all[party].hierarchy
      return [...authorities, ...certificates]
    })
    expect(new Set(certificates.map(({ serial }) => serial)).size).toBe(certificates.length)
    expect(new Set(certificates.map(({ key }) => key)).size).toBe(certificates.length)
    for (const { serial } of certificates) expect(serial).toMatch(/^[1-9a-f][0-9a-f]{20,31}$/)
  })

  it('of a province has a witness key, of nobody else', () => {
    for (const party of PARTIES) {
      const { witness } = all[party].hierarchy
      expect(witness !== null).toBe(PARTY_FACTS[party].witness)
      if (witness === null) continue
      expect(witness.verifierKey).toMatch(
        new RegExp(`^witness\\.ydelta\\.example/${party}\\+[0-9a-f]{8}\\+B[A-Za-z0-9+/]{43}$`),
      )
      expect(all[party].keys.kept.get(witness.key)?.asymmetricKeyType).toBe('ed25519')
    }
  })
})

describe('one certificate more', () => {
  const agency = { C: 'CN', ST: '安徽省', O: '虚构示例机关', CN: '虚构示例机关甲' }
  const order = async () => ({
    role: 'AGENCY_CLIENT' as const,
    subject: agency,
    publicKey: (await makeRsaKey(2048)).publicKey,
  })

  it.each([
    ['another province', { ...agency, ST: '江苏省' }, 'CERTS_NAME_OUTSIDE'],
    ['no province', { C: 'CN', O: agency.O, CN: agency.CN }, 'CERTS_NAME_OUTSIDE'],
    ['another country', { ...agency, C: 'US' }, 'CERTS_NAME_OUTSIDE'],
    ['a Cyrillic letter', { ...agency, CN: 'агент' }, 'CERTS_NAME_INVALID'],
    ['a NUL', { ...agency, CN: '甲\u0000' }, 'CERTS_NAME_INVALID'],
    ['a radical in place of its character', { ...agency, O: '\u2f00机关' }, 'CERTS_NAME_INVALID'],
    ['a blank at the end', { ...agency, O: '甲 ' }, 'CERTS_NAME_INVALID'],
    ['an empty part', { ...agency, CN: '' }, 'CERTS_NAME_INVALID'],
    ['too long a part', { ...agency, CN: '甲'.repeat(65) }, 'CERTS_NAME_INVALID'],
  ])('is refused with %s in its name', async (_, subject, code) => {
    const { hierarchy, keys } = all.anhui
    const wanted = withLeaf(hierarchy, { ...(await order()), subject }, keys, AT)
    await expect(wanted).rejects.toMatchObject({ code })
  })

  it('is refused for a purpose that is not the issuer’s', async () => {
    const { hierarchy, keys } = all.anhui
    const wanted = withLeaf(hierarchy, { ...(await order()), role: 'RECEIPT_SIGNER' }, keys, AT)
    await expect(wanted).rejects.toMatchObject({ code: 'CERTS_PROFILE_NOT_ISSUED' })
  })

  it('is accepted, and never outlives its issuer', async () => {
    const { hierarchy, keys } = all.anhui
    const late = daysAfter(1826 - 100)
    const more = await withLeaf(hierarchy, await order(), keys, late)
    const leaf = more.certificates.at(-1)!
    expect(leaf.notAfter).toEqual(more.authorities[1]!.notAfter)
    expect(leaf.generation).toBeNull()
    expect(more.certificates.length).toBe(hierarchy.certificates.length + 1)
  })

  it('is refused once the issuer has expired, or its key is not here', async () => {
    const { hierarchy, keys } = all.anhui
    const expired = withLeaf(hierarchy, await order(), keys, daysAfter(1827))
    await expect(expired).rejects.toMatchObject({ code: 'CERTS_ISSUER_UNUSABLE' })
    const keyless = withLeaf(hierarchy, await order(), all.jiangsu.keys, AT)
    await expect(keyless).rejects.toMatchObject({ code: 'CERTS_KEY_MISSING' })
  })

  it('after 2049 has its end in the other form of time, and is understood', async () => {
    const { hierarchy } = all.anhui
    const { publicKey, privateKey } = await makeRsaKey(2048)
    const { der, notAfter } = issueCertificate({
      ...{ role: 'ROOT', subject: agency, publicKey, issuer: { self: privateKey } },
      ...{ crlUrl: 'http://crl.ydelta.example/x', at: new Date('2035-06-07T08:09:10Z') },
    })
    expect(notAfter.getUTCFullYear()).toBe(2055)
    expect(new X509Certificate(der).validToDate).toEqual(notAfter)
    expect(hierarchy.authorities[0]!.notAfter.getUTCFullYear()).toBe(2046)
  })
})

await describeWithOpenssl('OpenSSL', () => {
  const ask = async (party: Party, chain: readonly Buffer[]) => {
    const { roots, crls } = publicPartsOf(all[party].hierarchy)
    return opensslVerify({ chain, anchors: roots, crls, at: WHOLE_SECOND })
  }

  it.each(LEAVES)('accepts %s: %s', async (party, purpose) => {
    const { hierarchy } = all[party]
    const chain = chainOf(hierarchy, currentLeaf(hierarchy, purpose, AT))
    expect(await ask(party, chain)).toEqual({ accepted: true, says: '' })
  })

  it('refuses what an issuing authority signs outside its province, and so do we', async () => {
    const { hierarchy, keys } = all.zhejiang
    const [, issuing] = hierarchy.authorities
    const { publicKey } = await makeRsaKey(profileOf('LICENCE_SIGNER').bits)
    const subject = { C: 'CN', ST: '上海市', O: '虚构上海市企业登记机关', CN: '虚构冒充者' }
    const { der } = issueCertificate({
      ...{ role: 'LICENCE_SIGNER', subject, publicKey, at: AT },
      issuer: await signerOf(issuing!, keys),
      crlUrl: 'http://crl.ydelta.example/zhejiang/issuing-g1.crl',
    })
    const { accepted, says } = await ask('zhejiang', [der, derOf(issuing!.pem)])
    expect([accepted, says]).toEqual([false, expect.stringMatching(/permitted subtree violation/)])
    const forged = { ...hierarchy.certificates[0]!, pem: new X509Certificate(der).toString() }
    expect(verdictOf(hierarchy, forged)).toMatchObject({ code: 'CERT_NAME_CONSTRAINT_BROKEN' })
  })

  it('refuses a chain of one province below the anchor of another', async () => {
    const { hierarchy } = all.jiangsu
    const chain = chainOf(hierarchy, currentLeaf(hierarchy, 'LICENCE_SIGNER', AT))
    expect(await ask('anhui', chain)).toMatchObject({ accepted: false })
  })
})
