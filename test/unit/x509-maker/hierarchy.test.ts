import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { makeCrl } from '../../support/x509/crl.ts'
import { basicConstraints, keyUsage } from '../../support/x509/extensions.ts'
import {
  makeChain,
  makeIntermediate,
  makeLeaf,
  makeRoot,
  type Issued,
} from '../../support/x509/hierarchy.ts'
import { takeKey, type KeyKind } from '../../support/x509/keys.ts'
import { describeWithOpenssl, opensslVerify } from '../../support/x509/openssl.ts'

const KINDS: readonly KeyKind[] = [
  'rsa-2048',
  'rsa-3072',
  'rsa-1024',
  'rsa-2047',
  'rsa-2048-e3',
  'rsa-2048-e1',
  'rsa-2048-roca',
  'rsa-pss-2048',
  'p-256',
  'p-384',
  'p-521',
  'secp256k1',
  'brainpool-256',
  'ed25519',
  'ed448',
  'dsa-2048',
]

const verify = (root: Issued, cas: readonly Issued[], leaf: Issued) =>
  opensslVerify({
    chain: [leaf, ...cas.toReversed()].map(({ der }) => der),
    anchors: [root.der],
    crls: [root, ...cas].map((ca) => makeCrl(ca)),
  })

await describeWithOpenssl('a chain as it comes', () => {
  it.each(KINDS)('of %s keys is good for OpenSSL and for Node', async (kind) => {
    const { root, ca, leaf } = makeChain(kind)
    expect(await verify(root, [ca], leaf)).toEqual({ accepted: true, says: '' })
    const [atTop, between, atEnd] = [root, ca, leaf].map(({ der }) => new X509Certificate(der))
    expect(atTop!.verify(atTop!.publicKey)).toBe(true)
    expect(between!.verify(atTop!.publicKey)).toBe(true)
    expect(atEnd!.verify(between!.publicKey)).toBe(true)
    expect(atEnd!.checkIssued(between!)).toBe(true)
    expect(between!.ca).toBe(true)
    expect(atEnd!.ca).toBe(false)
  })

  it('has as many intermediates as asked, of mixed keys', async () => {
    const root = makeRoot({ subject: [['C', 'CN'], ['O', '虚构根']] }) // prettier-ignore
    const first = makeIntermediate(root, { key: takeKey('p-384') })
    const second = makeIntermediate(first, { key: takeKey('ed25519') })
    const third = makeIntermediate(second)
    expect(await verify(root, [first, second, third], makeLeaf(third))).toMatchObject({
      accepted: true,
    })
  })

  it('may have an intermediate signed by two roots', async () => {
    const [one, other] = [
      makeRoot(),
      makeRoot({ key: takeKey('p-256'), subject: [['CN', '虚构']] }),
    ]
    const ca = makeIntermediate(one)
    const crossed = makeIntermediate(other, { subject: ca.subject, key: ca.key })
    const leaf = makeLeaf(ca)
    expect(await verify(one, [ca], leaf)).toMatchObject({ accepted: true })
    expect(await verify(other, [crossed], leaf)).toMatchObject({ accepted: true })
    expect(await verify(other, [ca], leaf)).toMatchObject({ accepted: false })
  })

  it.each<[string, Parameters<typeof makeIntermediate>[1], RegExp]>([
    ['no basicConstraints', { without: ['basicConstraints'] }, /error 24 at 1|error 79 at 1/],
    ['cA FALSE', { extensions: [basicConstraints({ ca: false })] }, /error 24 at 1|error 79 at 1/],
    [
      'no keyCertSign',
      { extensions: [keyUsage(['cRLSign'])] },
      /error 32 at 1|error 24 at 1|error 20 at 0/,
    ],
    ['no cRLSign', { extensions: [keyUsage(['keyCertSign'])] }, /error 35 at 0/],
    ['an end before the instant', { notAfter: new Date('2025-12-31T23:59:59Z') }, /error 10 at 1/],
    [
      'a beginning after the instant',
      { notBefore: new Date('2026-01-01T00:00:01Z') },
      /error 9 at 1/,
    ],
    ['another signer', { signWith: takeKey('rsa-2048', 9) }, /error 7 at 1/],
  ])('is refused by OpenSSL with an intermediate of %s', async (_, options, reason) => {
    const root = makeRoot()
    const ca = makeIntermediate(root, options)
    const answer = await verify(root, [ca], makeLeaf(ca))
    expect(answer.accepted).toBe(false)
    expect(answer.says).toMatch(reason)
  })
})
