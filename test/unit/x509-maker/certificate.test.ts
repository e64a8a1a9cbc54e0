import { verify, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ALGORITHMS } from '../../support/x509/algorithms.ts'
import { AT, makeCertificate } from '../../support/x509/certificate.ts'
import { flipBit, longerLength, replaceBytes } from '../../support/x509/der-faults.ts'
import { integer, string, utcTime } from '../../support/x509/der-writer.ts'
import { anyExtension, basicConstraints, keyUsage } from '../../support/x509/extensions.ts'
import { makeIntermediate, makeLeaf, makeRoot, type Options } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'

const root = makeRoot()
const plain: Options = { serial: 77, allExtensions: null }
const leafOf = (options: Options) => makeLeaf(root, { ...plain, ...options })
const usual = leafOf({}).der
/** Body and signature of a certificate whose parts have lengths of two octets. */
const partsOf = (der: Buffer) => {
  const body = der.subarray(4, 8 + der.readUInt16BE(6))
  return { body, signature: der.subarray(-256) }
}
const isSignedWell = (der: Buffer) => {
  const { body, signature } = partsOf(der)
  return verify('sha256', body, root.key.publicKey, signature)
}

describe('a certificate as it comes', () => {
  it('is the same for the same words', () => {
    expect(leafOf({}).der.equals(usual)).toBe(true)
    expect(isSignedWell(usual)).toBe(true)
  })

  it('has a serial number of its own', () => {
    const serials = [makeLeaf(root), makeLeaf(root), makeIntermediate(root)].map(
      (each) => each.serial,
    )
    expect(new Set(serials).size).toBe(3)
  })

  it('has a key of its own at each depth', () => {
    const ca = makeIntermediate(root)
    const keys = [root, ca, makeIntermediate(ca), makeLeaf(ca)].map((each) => each.key)
    expect(new Set(keys).size).toBe(3) // the second intermediate and the leaf are both at depth 2
    expect(takeKey('rsa-2048', 2)).toBe(keys[3])
  })

  it('is good at the instant', () => {
    const { validFromDate, validToDate } = new X509Certificate(usual)
    expect(validFromDate.getTime()).toBeLessThan(AT.getTime())
    expect(validToDate.getTime()).toBeGreaterThan(AT.getTime())
  })
})

describe('a fault that is asked for', () => {
  it.each<[string, Options, string]>([
    ['a negative serial number', { serial: -5 }, '0201fb300d'],
    ['a serial number of zero', { serial: 0 }, '020100300d'],
    ['a serial number longer than needed', { serial: longerLength(integer(5)) }, '02810105300d'],
    ['a serial number that is a string', { serial: string('utf8', 'x') }, '0c0178300d'],
    ['version 1', { version: 1 }, 'a003020100'],
    ['version 4', { version: 4 }, 'a003020103'],
    ['no extensions in their field', { allExtensions: [] }, 'a3023000'],
    ['a time without seconds', { notAfter: utcTime('2701010000Z') }, '170b323730313031303030305a'],
    [
      'unique identifiers',
      { issuerUniqueId: Buffer.of(1), subjectUniqueId: Buffer.of(2) },
      '8102000182020002',
    ],
    [
      'SHA-1 in the body only',
      { innerAlgorithm: 'sha1WithRSA' },
      '02014d300d06092a864886f70d010105',
    ],
  ])('%s is in the body, under a right signature', (_, options, hex) => {
    const { der } = leafOf(options)
    expect(partsOf(der).body.includes(Buffer.from(hex, 'hex'))).toBe(true)
    expect(partsOf(usual).body.includes(Buffer.from(hex, 'hex'))).toBe(false)
    expect(isSignedWell(der)).toBe(true)
  })

  it('may be another algorithm outside the body', () => {
    const { der } = leafOf({ signatureAlgorithm: 'sha384WithRSA' })
    expect(partsOf(der).body.equals(partsOf(usual).body)).toBe(true)
    expect(der.includes(ALGORITHMS.sha384WithRSA.identifier)).toBe(true)
    expect(isSignedWell(der)).toBe(true)
  })

  it.each(['md5WithRSA', 'sha1WithRSA', 'sha224WithRSA', 'sha512WithRSA', 'pssSha256'] as const)(
    'may be a right signature by %s',
    (algorithm) => {
      const certificate = new X509Certificate(leafOf({ algorithm }).der)
      expect(certificate.verify(root.key.publicKey)).toBe(true)
    },
  )

  it('may be no version', () => {
    expect(leafOf({ version: null }).der).toHaveLength(usual.length - 5)
  })

  it.each<[string, Options]>([
    ['another key', { signWith: takeKey('rsa-2048', 9) }],
    ['bytes of its own', { signature: Buffer.alloc(256) }],
    ['one bit changed', { signature: (right) => flipBit(right, 2000) }],
    [
      'the body changed afterwards',
      { tamperAfterSigning: (tbs) => flipBit(tbs, 8 * tbs.length - 1) },
    ],
  ])('may be a signature by %s', (_, options) => {
    expect(isSignedWell(leafOf(options).der)).toBe(false)
  })

  it('may be a body changed before it is signed', () => {
    const [from, to] = [Buffer.from('虚构'), Buffer.from('示例')]
    const { der } = leafOf({ tamper: (tbs) => replaceBytes(tbs, from, to) })
    expect(der.includes(to)).toBe(true)
    expect(isSignedWell(der)).toBe(true)
  })

  it('may be fields in another order, fewer or more', () => {
    const { der } = leafOf({
      tamperFields: ([version, ...rest]) => [...rest, version!, integer(1)],
    })
    expect(partsOf(der).body.subarray(-8).toString('hex')).toBe('a003020102020101')
    expect(isSignedWell(der)).toBe(true)
  })

  it('may be bytes behind the signature or behind everything', () => {
    const inside = leafOf({ trailingInside: integer(1) }).der
    expect(inside.subarray(-3).equals(integer(1))).toBe(true)
    expect(inside.readUInt16BE(2)).toBe(usual.readUInt16BE(2) + 3)
    const behind = leafOf({ trailing: Buffer.of(0) }).der
    expect(behind.equals(Buffer.concat([usual, Buffer.of(0)]))).toBe(true)
  })

  it('may be anything that makeCertificate is told', () => {
    const der = makeCertificate({
      subject: Buffer.of(0x30, 0),
      issuer: [['CN', '虚构']],
      signWith: takeKey('ed25519'),
      spki: takeKey('p-256').spki,
      serial: 1,
      notBefore: AT,
      notAfter: AT,
    })
    const certificate = new X509Certificate(der)
    expect(certificate.issuer).toBe('CN=虚构')
    expect(certificate.publicKey.asymmetricKeyType).toBe('ec')
    expect(certificate.verify(takeKey('ed25519').publicKey)).toBe(true)
  })
})

describe('the extensions', () => {
  const count = (der: Buffer, hex: string) => der.toString('hex').split(hex).length - 1
  const [BASIC, USAGE, OWN] = ['0603551d13', '0603551d0f', '06032a0304']
  const own = anyExtension('1.2.3.4', Buffer.of(5, 0), false)

  it.each<[string, Options, readonly number[]]>([
    ['are the usual ones', {}, [1, 1, 0]],
    ['get one more', { extensions: [own] }, [1, 1, 1]],
    [
      'get another in the place of a usual one',
      { extensions: [basicConstraints({ ca: false })] },
      [1, 1, 0],
    ],
    [
      'have a usual one twice when it is given twice',
      { extensions: [keyUsage([]), keyUsage([])] },
      [1, 2, 0],
    ],
    ['have an unknown one twice', { extensions: [own, own] }, [1, 1, 2]],
    ['lack what is left out', { without: ['keyUsage', 'basicConstraints'] }, [0, 0, 0]],
    ['are exactly those given', { allExtensions: [own] }, [0, 0, 1]],
    ['are missing', { allExtensions: null }, [0, 0, 0]],
  ])('%s', (_, options, counts) => {
    const { der } = makeIntermediate(root, options)
    expect([BASIC, USAGE, OWN].map((hex) => count(der, hex))).toEqual(counts)
  })
})
