import { expect, it } from 'vitest'
import {
  certificateIssuer,
  deltaCrlIndicator,
  freshestCrl,
  invalidityDate,
  issuingDistributionPoint,
} from '../../support/x509/crl-extensions.ts'
import { makeCrl, type CrlSpec } from '../../support/x509/crl.ts'
import { flipBit } from '../../support/x509/der-faults.ts'
import { utcTime } from '../../support/x509/der-writer.ts'
import { anyExtension } from '../../support/x509/extensions.ts'
import { uriName } from '../../support/x509/general-names.ts'
import { makeChain } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { describeWithOpenssl, opensslVerify, runOpenssl } from '../../support/x509/openssl.ts'

await describeWithOpenssl('makeCrl', () => {
  const { root, ca, leaf } = makeChain('rsa-2048')
  const verify = (spec: CrlSpec) =>
    opensslVerify({
      chain: [leaf.der, ca.der],
      anchors: [root.der],
      crls: [makeCrl(root), makeCrl(ca, spec)],
    })
  const textOf = async (spec: CrlSpec) => {
    const options = ['-inform', 'DER', '-noout', '-text', '-nameopt', 'utf8']
    const { stdout } = await runOpenssl(['crl', ...options], makeCrl(ca, spec))
    return stdout.replace(/\s+/g, ' ')
  }

  it.each<[string, CrlSpec]>([
    ['as it comes', {}],
    [
      'with other certificates in it',
      { revoked: [{ serial: 1 }, { serial: 2n ** 100n, reason: 1 }] },
    ],
    ['of a high number', { number: 2n ** 150n }],
    ['signed with SHA-384', { algorithm: 'sha384WithRSA' }],
  ])('makes one that OpenSSL accepts: %s', async (_, spec) => {
    expect(await verify(spec)).toEqual({ accepted: true, says: '' })
  })

  it.each<[string, CrlSpec, RegExp]>([
    ['names the leaf', { revoked: [{ serial: leaf.serial }] }, /error 23 at 0/],
    ['is too old', { nextUpdate: new Date('2025-12-31T23:59:59Z') }, /error 12 at 0/],
    ['is not yet good', { thisUpdate: new Date('2026-01-01T00:00:01Z') }, /error 11 at 0/],
    ['is of another issuer', { issuer: [['CN', '虚构他人']] }, /error 3 at 0/],
    ['is signed by another key', { signWith: takeKey('rsa-2048', 9) }, /error 8 at 0/],
    [
      'is changed after signing',
      { tamperAfterSigning: (tbs) => flipBit(tbs, 8 * tbs.length - 1) },
      /error 8 at 0/,
    ],
    [
      'has an unknown critical extension',
      { extensions: [anyExtension('1.2.3.4', Buffer.of(5, 0), true)] },
      /error 36 at 0/,
    ],
  ])('makes one that %s', async (_, spec, reason) => {
    const answer = await verify(spec)
    expect(answer.accepted).toBe(false)
    expect(answer.says).toMatch(reason)
  })

  it.each<[string, CrlSpec, RegExp]>([
    ['the number', { number: 4711 }, /X509v3 CRL Number: 4711/],
    ['no number', { number: null }, /^(?!.*CRL Number)/],
    ['a number in hexadecimal', { number: 2n ** 160n }, /CRL Number: 0x0?1(0{40}) /],
    ['no nextUpdate', { nextUpdate: null }, /Next Update: NONE/],
    ['version 1', { version: 1, allExtensions: null }, /Version 1 /],
    ['version 1 by having no version', { version: null, allExtensions: null }, /Version 1 /],
    ['no entry', {}, /No Revoked Certificates/],
    [
      'a time as it is given',
      { thisUpdate: utcTime('251231000000Z') },
      /Last Update: Dec 31 00:00:00 2025 GMT/,
    ],
    [
      'an entry and its day',
      { revoked: [{ serial: 0x77, on: new Date('2025-03-02T00:00:00Z') }] },
      /Serial Number: 77 Revocation Date: Mar 2 00:00:00 2025 GMT/,
    ],
    ['a reason', { revoked: [{ serial: 1, reason: 6 }] }, /CRL Reason Code: Certificate Hold/],
    [
      'when it became invalid',
      { revoked: [{ serial: 1, extensions: [invalidityDate(new Date('2025-03-02T00:00:00Z'))] }] },
      /Invalidity Date: Mar 2 00:00:00 2025 GMT/,
    ],
    [
      'whose certificate it is',
      { revoked: [{ serial: 1, extensions: [certificateIssuer([['CN', 'Example']])] }] },
      /Certificate Issuer: critical DirName: ?\/?CN ?= ?Example/,
    ],
    [
      'that it is a delta',
      { extensions: [deltaCrlIndicator(3)] },
      /Delta CRL Indicator: critical 3/,
    ],
    [
      'where its delta is',
      { extensions: [freshestCrl(['http://a.example/d'])] },
      /Freshest CRL: Full Name: URI:http:\/\/a\.example\/d/,
    ],
    [
      'its scope',
      {
        extensions: [
          issuingDistributionPoint({
            fullName: [uriName('http://a.example/c')],
            onlyContainsUserCerts: true,
            indirectCRL: true,
            onlySomeReasons: [1],
          }),
        ],
      },
      /Issuing Distribution Point: critical Full Name: URI:http:\/\/a\.example\/c Only User Certificates Indirect CRL Only Some Reasons: Key Compromise/,
    ],
    [
      'a scope of CAs',
      { extensions: [issuingDistributionPoint({ onlyContainsCACerts: true }, false)] },
      /Issuing Distribution Point: Only CA Certificates/,
    ],
  ])('says %s', async (_, spec, text) => {
    expect(await textOf(spec)).toMatch(text)
  })

  it('writes an empty list only when asked', () => {
    expect(makeCrl(ca, { emptyList: true }).length).toBe(makeCrl(ca).length + 2)
  })
})
