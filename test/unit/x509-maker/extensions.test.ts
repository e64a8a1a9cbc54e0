import { describe, expect, it } from 'vitest'
import {
  certificatePolicies,
  inhibitAnyPolicy,
  nameConstraints,
  policyConstraints,
  policyMappings,
} from '../../support/x509/constraint-extensions.ts'
import { crlDistributionPoints } from '../../support/x509/crl-extensions.ts'
import { nothing, octetString, string } from '../../support/x509/der-writer.ts'
import {
  anyExtension,
  authorityKeyIdentifier,
  basicConstraints,
  encodeExtension,
  extKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
  type Extension,
} from '../../support/x509/extensions.ts'
import {
  directoryName,
  dnsName,
  emailName,
  ipName,
  otherName,
  registeredId,
  uriName,
} from '../../support/x509/general-names.ts'
import { makeLeaf, makeRoot } from '../../support/x509/hierarchy.ts'
import { describeWithOpenssl, runOpenssl } from '../../support/x509/openssl.ts'

const root = makeRoot()
const withOnly = (...allExtensions: Extension[]) => makeLeaf(root, { allExtensions }).der

await describeWithOpenssl('an extension, as OpenSSL reads it', () => {
  const textOf = async (der: Buffer) => {
    const options = ['-inform', 'DER', '-noout', '-text', '-certopt', 'ext_dump']
    const { stdout } = await runOpenssl(['x509', ...options], der)
    return stdout.replace(/\s+/g, ' ')
  }

  it.each<[Extension, RegExp]>([
    [basicConstraints({ ca: true, pathLen: 3 }), /Basic Constraints: critical CA:TRUE, pathlen:3 /],
    [basicConstraints({ ca: false }, false), /Basic Constraints: CA:FALSE /],
    [
      keyUsage(['digitalSignature', 'nonRepudiation', 'decipherOnly']),
      /Key Usage: critical Digital Signature, Non Repudiation, Decipher Only /,
    ],
    [
      extKeyUsage(['serverAuth', 'any', '1.2.3.4'], true),
      /Extended Key Usage: critical TLS Web Server Authentication, Any Extended Key Usage, 1\.2\.3\.4 /,
    ],
    [subjectKeyIdentifier(Buffer.of(1, 2, 3)), /Subject Key Identifier: 01:02:03 /],
    [
      authorityKeyIdentifier({
        keyId: Buffer.of(4, 5),
        issuer: [directoryName([['CN', 'Example']])],
        serial: 0x55,
      }),
      /Authority Key Identifier: keyid:04:05 DirName:\/?CN ?= ?Example serial:55 /,
    ],
    [
      subjectAltName(
        [
          dnsName('a.example'),
          emailName('a@b.example'),
          uriName('http://a.example/'),
          ipName('192.0.2.1'),
          registeredId('1.2.3'),
        ],
        true,
      ),
      /Alternative Name: critical DNS:a\.example, email:a@b\.example, URI:http:\/\/a\.example\/, IP Address:192\.0\.2\.1, Registered ID:1\.2\.3 /,
    ],
    [subjectAltName([otherName('1.2.3.4', string('utf8', 'x'))]), /Alternative Name: othername:/],
    [
      nameConstraints({
        permitted: [dnsName('example'), directoryName([['C', 'CN']])],
        excluded: [ipName('192.0.2.0/24'), emailName('b.example')],
      }),
      /Name Constraints: critical Permitted: DNS:example DirName: ?C ?= ?CN Excluded: IP:192\.0\.2\.0\/255\.255\.255\.0 email:b\.example /,
    ],
    [
      certificatePolicies(['1.2.3.4', '2.5.29.32.0']),
      /Certificate Policies: Policy: 1\.2\.3\.4 Policy: X509v3 Any Policy /,
    ],
    [policyMappings([['1.2.3.4', '1.2.3.5']]), /Policy Mappings: critical 1\.2\.3\.4:1\.2\.3\.5 /],
    [
      policyConstraints({ requireExplicitPolicy: 0, inhibitPolicyMapping: 2 }),
      /Policy Constraints: critical Require Explicit Policy:0, Inhibit Policy Mapping:2 /,
    ],
    [inhibitAnyPolicy(1), /Inhibit Any Policy: critical 1 /],
    [
      crlDistributionPoints(['http://a.example/c']),
      /CRL Distribution Points: Full Name: URI:http:\/\/a\.example\/c /,
    ],
    [anyExtension('1.2.3.4', nothing(), true), /1\.2\.3\.4: critical 0000 - 05 00/],
  ])('%#', async (extension, text) => {
    expect(await textOf(withOnly(extension))).toMatch(text)
  })
})

describe('an extension', () => {
  it.each([
    [true, '0101ff'],
    [false, ''],
    ['explicit-false', '010100'],
  ] as const)('is critical: %s', (critical, flag) => {
    const written = encodeExtension(anyExtension('1.2.3', nothing(), critical))
    expect(written.toString('hex')).toMatch(new RegExp(`^30..06022a03${flag}04020500$`))
  })

  it.each([
    [{ ca: false }, '3000'],
    [{ ca: 'explicit-false' }, '3003010100'],
    [{ ca: false, pathLen: 0 }, '3003020100'],
    [{ ca: true, pathLen: -1 }, '30060101ff0201ff'],
  ] as const)('basicConstraints %j', (limits, hex) => {
    expect(basicConstraints(limits).value.toString('hex')).toBe(hex)
  })

  it.each([
    [
      'a minimum and a maximum',
      { permitted: [{ base: dnsName('a'), minimum: 1, maximum: 2 }] },
      'a00b3009820161800101810102',
    ],
    ['an empty list', { permitted: [] }, 'a000'],
    ['no list', {}, ''],
  ])('nameConstraints of %s', (_, constraints, hex) => {
    expect(nameConstraints(constraints).value.subarray(2).toString('hex')).toBe(hex)
  })

  it('can be what it is not', () => {
    const der = withOnly(anyExtension('2.5.29.19', octetString(Buffer.of(1)), false))
    expect(der.includes(Buffer.from('0603551d130403040101', 'hex'))).toBe(true)
  })
})
