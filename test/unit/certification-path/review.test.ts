/** What a verdict must not overlook once it is kept, and names and keys that only look sound. */
import { describe, expect, it } from 'vitest'
import { loadAnchors } from '../../../gateway/certification-path/anchors.ts'
import type { Jurisdiction } from '../../../gateway/certification-path/anchors.ts'
import { createPathCache } from '../../../gateway/certification-path/path-cache.ts'
import type { PathQuestion } from '../../../gateway/certification-path/steps-in-order.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { CERTIFICATE_PURPOSES } from '../../../schemas/model/certificate-purpose.ts'
import { askPath, SHANGHAI } from '../../support/good-path.ts'
import type { GoodPath } from '../../support/good-path.ts'
import { AT } from '../../support/x509/certificate.ts'
import { nameConstraints } from '../../support/x509/constraint-extensions.ts'
import type { NameConstraints } from '../../support/x509/constraint-extensions.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import { bitString, oid, sequence } from '../../support/x509/der-writer.ts'
import { extKeyUsage, keyUsage, subjectAltName } from '../../support/x509/extensions.ts'
import { directoryName, dnsName, emailName, uriName } from '../../support/x509/general-names.ts'
import type { GeneralName } from '../../support/x509/general-names.ts'
import { makeIntermediate, makeLeaf, makeRoot } from '../../support/x509/hierarchy.ts'
import type { Issued, Options } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import type { Name } from '../../support/x509/names.ts'

const DAY_MS = 86_400_000
const day = (n: number): Date => new Date(AT.getTime() + n * DAY_MS)

describe('a verdict that is kept', () => {
  it('cannot be changed by one who asked', () => {
    const { anchors, chain, revocation } = askPath()
    const cache = createPathCache({
      anchors,
      revocation: revocation as { crls: Buffer[] },
      maxEntries: 8,
    })
    const verdict = cache.validate(chain, 'LICENCE_SIGNER', AT)
    const parts = [verdict, verdict.steps, ...verdict.steps, verdict.crlNumbers, verdict.work]
    expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([])
  })
})

/** The last millisecond before it, ISO 8601. */
const justBefore = (end: Date): string => new Date(end.getTime() - 1).toISOString()

describe('the span of a verdict', () => {
  it('ends before a list begins that was given and is not in force yet', () => {
    const question = askPath({
      lists: ({ ca, leaf }) => [
        makeCrl(ca, {
          number: 2,
          thisUpdate: day(3),
          nextUpdate: day(9),
          revoked: [{ serial: leaf.serial }],
        }),
      ],
    })
    expectSame(question, day(4))
  })

  it('begins after a list ended that was given and is no longer in force', () => {
    const question = askPath({
      rootList: { thisUpdate: day(-9) },
      caList: { number: 2, thisUpdate: day(-9) },
      lists: ({ ca, leaf }) => [
        makeCrl(ca, {
          thisUpdate: day(-8),
          nextUpdate: day(-3),
          revoked: [{ serial: leaf.serial }],
        }),
      ],
    })
    expectSame(question, day(-5))
  })

  it('lies within the validity of the certificate whose key signed a list', () => {
    const signerOf = ({ ca }: GoodPath) =>
      makeLeaf(ca, {
        subject: ca.name,
        key: takeKey('rsa-2048', 7),
        extensions: [keyUsage(['cRLSign'])],
        notAfter: day(2),
      })
    const question = askPath({
      question: (good) => {
        const signer = signerOf(good)
        return {
          revocation: {
            crls: [good.rootList, good.caList, makeCrl(signer, { number: 4 })],
            crlSigners: [signer.der],
          },
        }
      },
    })
    const { status, validUntil } = validatePath(question)
    expect({ status, validUntil }).toEqual({ status: 'VALID', validUntil: justBefore(day(2)) })
  })

  it('is not cut short by the list of an authority outside the path', () => {
    const stranger = makeRoot({ subject: [['CN', '虚构他处']], key: takeKey('rsa-2048', 7) })
    const question = askPath({ lists: () => [makeCrl(stranger, { nextUpdate: day(1) })] })
    expect(validatePath(question).validUntil).toBe(justBefore(day(7)))
  })
})

/** Asked at AT first, a cache answers about `later` as a validation does. */
function expectSame(question: PathQuestion, later: Date): void {
  const { anchors, chain } = question
  const revocation = question.revocation as { crls: Buffer[] }
  const cache = createPathCache({ anchors, revocation, maxEntries: 8 })
  expect(cache.validate(chain, 'LICENCE_SIGNER', AT).code).toBe(null)
  expect(validatePath({ ...question, at: later }).code).toBe('CERT_LEAF_REVOKED')
  expect(cache.validate(chain, 'LICENCE_SIGNER', later).code).toBe('CERT_LEAF_REVOKED')
}

const SIGNER: Name = [
  ['C', 'CN'],
  ['ST', '上海市'],
  ['O', '虚构登记机关'],
]

describe('the jurisdiction of an anchor', () => {
  it.each<[string, Options]>([
    [
      'an alternative name of another province',
      {
        extensions: [
          subjectAltName([
            directoryName([
              ['C', 'CN'],
              ['ST', '江苏省'],
            ]),
          ]),
        ],
      },
    ],
    ['a second province', { subject: [...SIGNER, ['ST', '江苏省']] }],
    ['the province twice', { subject: [...SIGNER, ['ST', '上海市']] }],
    [
      'a second country, in one part with another',
      {
        subject: [
          ...SIGNER,
          [
            ['L', 'x'],
            ['C', 'XX'],
          ],
        ],
      },
    ],
  ])('refuses %s', (_, leaf) => {
    expect(validatePath(askPath({ leaf })).code).toBe('CERT_OUTSIDE_JURISDICTION')
  })

  it('holds for the purposes that the anchor states as well', () => {
    const ask = (purpose: string) =>
      validatePath(askPath({ root: { extensions: [extKeyUsage([purpose])] } })).code
    expect(ask('clientAuth')).toBe('CERT_PURPOSE_WRONG')
    expect(ask(CERTIFICATE_PURPOSES.LICENCE_SIGNER)).toBe(null)
  })
})

describe('constraints on hosts', () => {
  const under = (limits: NameConstraints, name: GeneralName | Name) =>
    validatePath(
      askPath({
        ca: { extensions: [nameConstraints(limits)] },
        leaf: Buffer.isBuffer(name) ? { extensions: [subjectAltName([name])] } : { subject: name },
      }),
    ).code

  it.each<[string, GeneralName, GeneralName | Name]>([
    ['a dot at the end', dnsName('bad.example'), dnsName('bad.example.')],
    ['a star for the host that is excluded', dnsName('a.bad.example'), dnsName('*.bad.example')],
    ['no host at all', dnsName('bad.example'), dnsName('')],
    ['a number', dnsName('bad.example'), dnsName('192.0.2.1')],
    [
      'a dot at the end of a common name',
      dnsName('bad.example'),
      [...SIGNER, ['CN', 'bad.example.']],
    ],
    ['a star in a common name', dnsName('a.bad.example'), [...SIGNER, ['CN', '*.bad.example']]],
    ['a percent sign in a URI', uriName('bad.example'), uriName('https://bad%2eexample/')],
    ['a dot behind the host of a URI', uriName('bad.example'), uriName('https://bad.example./')],
    ['a backslash in a URI', uriName('bad.example'), uriName('https://bad.example\\x/')],
    ['quotes in a mailbox', emailName('a@bad.example'), emailName('"a"@bad.example')],
    ['two hosts in a mailbox', emailName('bad.example'), emailName('a@bad.example@x.example')],
    ['a dot behind the host of a mailbox', emailName('bad.example'), emailName('a@bad.example.')],
    [
      'a blank behind a mailbox in the subject',
      emailName('bad.example'),
      [...SIGNER, ['E', 'a@bad.example ']],
    ],
  ])('refuse under an exclusion what only may be the host: %s', (_, base, name) => {
    expect(under({ excluded: [base] }, name)).toBe('CERT_NAME_CONSTRAINT_BROKEN')
  })

  it.each<[string, GeneralName]>([
    ['a host with a dot at the end', dnsName('bad.example.')],
    ['a host with a star', dnsName('*.bad.example')],
    ['an empty mailbox', emailName('')],
    ['a mailbox without its first half', emailName('@bad.example')],
    ['a domain with a dot at the end', emailName('.bad.example.')],
    ['an empty URI', uriName('')],
    ['a host with a port', uriName('bad.example:80')],
    ['a whole URI', uriName('https://bad.example')],
    ['a name with a blank that does not break', directoryName([['O', '虚构\u00a0']])],
    ['a name in full-width letters', directoryName([['O', 'ＡＢ']])],
  ])('cannot be judged when they are written as %s', (_, base) => {
    expect(under({ excluded: [base] }, SIGNER)).toBe('CERT_NAME_CONSTRAINT_UNSUPPORTED')
  })

  it('are not there when a list of them is empty', () => {
    expect(under({ permitted: [] }, SIGNER)).toBe('CERT_EXTENSION_MALFORMED')
  })
})

describe('signers of lists', () => {
  const signer = (parent: Issued, { ca }: GoodPath, key: number): Issued =>
    makeLeaf(parent, {
      subject: ca.name,
      key: takeKey('rsa-2048', key),
      extensions: [keyUsage(['cRLSign'])],
    })

  it('that are revoked take nothing from a path that other lists cover', () => {
    const revocation = (good: GoodPath) => {
      const { ca, rootList } = good
      const revoked = signer(ca, good, 7)
      const list = makeCrl(ca, { revoked: [{ serial: revoked.serial }] })
      return { crls: [rootList, makeCrl(revoked), list], crlSigners: [revoked.der] }
    }
    const question = askPath({ question: (good) => ({ revocation: revocation(good) }) })
    expect(validatePath(question).code).toBe(null)
  })

  it('are looked through until one is sound', () => {
    const revocation = (good: GoodPath) => {
      const [uncovered, sound] = [signer(good.ca, good, 7), signer(good.root, good, 8)]
      const crls = [good.rootList, makeCrl(sound)]
      return { crls, crlSigners: [uncovered.der, sound.der] }
    }
    const question = askPath({ question: (good) => ({ revocation: revocation(good) }) })
    expect(validatePath(question).code).toBe(null)
  })

  it('are no other authority of the same name', () => {
    const revocation = ({ root, ca, rootList }: GoodPath) => {
      const other = makeIntermediate(root, { subject: ca.name, key: takeKey('rsa-2048', 7) })
      return { crls: [rootList, makeCrl(other)], crlSigners: [other.der] }
    }
    const question = askPath({ question: (good) => ({ revocation: revocation(good) }) })
    expect(validatePath(question).code).toBe('CRL_SIGNATURE_INVALID')
  })
})

describe('an Ed25519 key', () => {
  const P = (1n << 255n) - 19n
  const askLeaf = (point: Buffer) =>
    validatePath(
      askPath({ leaf: { spki: sequence(sequence(oid('1.3.101.112')), bitString(point)) } }),
    ).code
  /** Least octet first. */
  const octets = (y: bigint) => Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse()

  it.each<[string, Buffer]>([
    ['the neutral element, under which R = sB fits everything', octets(1n)],
    ['the neutral element with the sign set', octets(1n + (1n << 255n))],
    ['the point of order 2', octets(P - 1n)],
    ['a point of order 4', octets(0n)],
    [
      'a point of order 8',
      Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex'),
    ],
    [
      'another point of order 8',
      Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex'),
    ],
    ['a second spelling of 0', octets(P)],
    ['no point of the curve', octets(2n)],
  ])('is not %s', (_, point) => {
    expect(askLeaf(point)).toBe('CERT_KEY_INVALID')
  })

  it('is whatever OpenSSL makes, and the base point', () => {
    const made = Array.from({ length: 20 }, (_, i) => takeKey('ed25519', i).spki.subarray(-32))
    const base = Buffer.alloc(32, 0x66)
    base[0] = 0x58
    for (const point of [...made, base]) expect(askLeaf(point)).toBe(null)
  })
})

describe('anchors', () => {
  it('of one name and key vouch in one jurisdiction: otherwise the first one would decide', () => {
    const [before, after] = [makeRoot(), makeRoot({ serial: 2 })]
    const load = (jurisdiction: Jurisdiction | null) =>
      loadAnchors([
        { certificate: before.der, jurisdiction: SHANGHAI },
        { certificate: after.der, jurisdiction },
      ])
    expect(() => load(null)).toThrow(expect.objectContaining({ code: 'TRUST_ANCHOR_INVALID' }))
    expect(load(SHANGHAI).anchors).toHaveLength(2)
  })
})
