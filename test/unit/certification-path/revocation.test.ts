import { describe, expect, it } from 'vitest'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { askChain, askPath, makeSigner } from '../../support/good-path.ts'
import type { Change, GoodPath } from '../../support/good-path.ts'
import { expectRefused } from '../../support/refused-path.ts'
import { AT } from '../../support/x509/certificate.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import type { CrlSpec } from '../../support/x509/crl.ts'
import {
  crlDistributionPoints,
  issuingDistributionPoint,
} from '../../support/x509/crl-extensions.ts'
import { directoryName, uriName } from '../../support/x509/general-names.ts'
import { makeIntermediate, makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { itAccepts, itRefuses } from './case.ts'
import { REVOCATION_CASES, signedApart } from './cases/revocation.ts'
import { named } from './cases/order.ts'
import { pointedRelatively, relative } from './cases/relative-points.ts'
import { after } from './cases/validity.ts'

const POINT = 'http://crl.example.cn/1.crl'
const step = 'REVOCATION'

const only = (point: Parameters<typeof issuingDistributionPoint>[0]): CrlSpec => ({
  extensions: [issuingDistributionPoint(point)],
})

describe('step REVOCATION', () => {
  itRefuses(REVOCATION_CASES)
  itAccepts([
    ['a list in its first second', () => askPath({ caList: { thisUpdate: AT } })],
    [
      'a list a moment before its end',
      () => askPath({ caList: { nextUpdate: after(1_000) }, question: () => ({ at: after(999) }) }),
    ],
    [
      'a list with others on it',
      () =>
        askPath({
          leaf: { serial: 7 },
          caList: { revoked: [{ serial: 6 }, { serial: 8 }, { serial: 0x0700 }] },
        }),
    ],
    [
      'the serial number on the list of another issuer',
      () => askPath({ leaf: { serial: 7 }, rootList: { revoked: [{ serial: 7 }] } }),
    ],
    [
      'sixteen lists',
      () =>
        askPath({
          lists: ({ ca }) => Array.from({ length: 14 }, (_, i) => makeCrl(ca, { number: i + 2 })),
        }),
    ],
    ['a list that cannot be read beside good ones', () => askPath({ lists: () => [Buffer.of(0)] })],
    ['a list too large beside good ones', () => askPath({ lists: () => [Buffer.alloc(2 ** 21)] })],
    [
      'a list that has expired beside a good one',
      () => askPath({ lists: ({ ca }) => [makeCrl(ca, { nextUpdate: after(-1_000) })] }),
    ],
    [
      'a forged list beside a good one',
      () =>
        askPath({
          leaf: { serial: 7 },
          lists: ({ ca }) => [
            makeCrl(ca, { signWith: takeKey('rsa-2048', 9), revoked: [{ serial: 7 }] }),
          ],
        }),
    ],
    [
      'a list of nobody in the path beside good ones',
      () => askPath({ lists: () => [makeCrl(makeRoot({ subject: [['CN', '虚构他人']] }))] }),
    ],
    [
      'a signer of its own for the lists of the authority',
      () => askPath({ caList: null, question: signedApart() }),
    ],
    [
      'a second signer with a weak key beside the good one',
      () => askPath({ question: withWeakSigner }),
    ],
    [
      'a second signer that cannot be read beside the good one',
      () => askPath({ question: withBrokenSigner }),
    ],
  ])
})

describe('partitioned lists', () => {
  itAccepts([
    [
      'a list of authorities for the authority',
      () => askPath({ rootList: only({ onlyContainsCACerts: true }) }),
    ],
    [
      'a list of users for the leaf',
      () => askPath({ caList: only({ onlyContainsUserCerts: true }) }),
    ],
    [
      'two lists whose reasons together are all',
      () =>
        askPath({
          caList: only({ onlySomeReasons: [1, 2, 3] }),
          lists: ({ ca }) => [makeCrl(ca, only({ onlySomeReasons: [4, 5, 6, 7, 8] }))],
        }),
    ],
    [
      'the list of the certificate’s point',
      () => askPath({ ...pointed(POINT), caList: only({ fullName: [uriName(POINT)] }) }),
    ],
    [
      'the list of one of its points',
      () =>
        askPath({ ...pointed(`${POINT}a`, POINT), caList: only({ fullName: [uriName(POINT)] }) }),
    ],
    [
      'the list of a point named by one more part',
      () => askPath({ ...pointedRelatively('虚构一'), caList: relative('虚构一') }),
    ],
    [
      'the same point named in full',
      () =>
        askPath({
          ...pointedRelatively('虚构一'),
          caList: only({
            fullName: [directoryName([...named('虚构签发机构1'), ['OU', '虚构一']])],
          }),
        }),
    ],
    ['a list for every point', () => askPath(pointed(POINT))],
  ])

  it('counts the numbers of each on its own', () => {
    const [one, other] = [
      only({ onlySomeReasons: [1, 2, 3] }),
      only({ onlySomeReasons: [4, 5, 6, 7, 8] }),
    ]
    const question = askPath({
      caList: { ...one, number: 100 },
      lists: ({ ca }) => [makeCrl(ca, { ...other, number: 2 })],
    })
    const { crlNumbers } = validatePath(question)
    expect(Object.values(crlNumbers)).toEqual(['1', '100', '2'])
    expect(validatePath({ ...question, ...withNumbers(question, crlNumbers) }).status).toBe('VALID')
  })
})

describe('an authority that changes its key', () => {
  const otherKey = () => takeKey('rsa-2048', 5)

  /** The new key certified by the old one, and a leaf of the new one. */
  const newWithOld = (listOfNew: CrlSpec = {}) => {
    const root = makeRoot()
    const old = makeIntermediate(root)
    const renewed = makeIntermediate(old, { subject: old.subject, key: otherKey() })
    const leaf = makeSigner(renewed, { serial: 7 })
    const crls = [makeCrl(root), makeCrl(old), makeCrl(renewed, listOfNew)]
    return askChain(root, [renewed, old], leaf, { revocation: { crls } })
  }

  /** The old key of a root certified by its new one, which is the anchor now. */
  const oldWithNew = (listOfNew: CrlSpec = {}) => {
    const old = makeRoot()
    const root = makeRoot({ key: otherKey() })
    const certified = makeIntermediate(root, { subject: old.subject, key: old.key, serial: 9 })
    const ca = makeIntermediate(old)
    const crls = [makeCrl(root, listOfNew), makeCrl(old), makeCrl(ca)]
    return askChain(root, [ca, certified], makeSigner(ca), { revocation: { crls } })
  }

  itAccepts([
    ['the new key under the old', () => newWithOld()],
    ['the old key under the new', () => oldWithNew()],
  ])

  it('revokes on the list of the new key too', () => {
    const verdict = validatePath(newWithOld({ revoked: [{ serial: 7 }] }))
    expectRefused(verdict, { step, code: 'CERT_LEAF_REVOKED' })
  })

  it('can revoke its old key', () => {
    const verdict = validatePath(oldWithNew({ revoked: [{ serial: 9 }] }))
    const facts = { position: 3 }
    expectRefused(verdict, { step, code: 'CERT_INTERMEDIATE_REVOKED', facts })
  })
})

describe('numbers of lists', () => {
  const ask = (change: Change, known: Readonly<Record<string, string>>) => {
    const question = askPath({ leaf: { serial: 7 }, ...change })
    return validatePath({ ...question, ...withNumbers(question, known) })
  }
  const ofAuthority = (numbers: Readonly<Record<string, string>>) => Object.values(numbers)[1]
  const big = (1n << 100n) + 7n

  it('of one verdict are what the next one is held against', () => {
    const first = ask({ caList: { number: big } }, {}).crlNumbers
    expect(ofAuthority(first)).toBe(String(big))
    expect(ask({ caList: { number: big } }, first).crlNumbers).toEqual(first)
    const later = ask({ caList: { number: big + 1n } }, first)
    expect(later.status).toBe('VALID')
    expect(ofAuthority(later.crlNumbers)).toBe(String(big + 1n))
    expectRefused(ask({ caList: { number: big - 1n } }, first), {
      step,
      code: 'CRL_ROLLED_BACK',
      status: 'UNDETERMINED',
      facts: { number: String(big - 1n), seen: String(big) },
    })
  })

  it('are remembered most of all when the list revokes', () => {
    const revoked = ask({ caList: { number: 5, revoked: [{ serial: 7 }] } }, {})
    expect(revoked.code).toBe('CERT_LEAF_REVOKED')
    const back = ask({ caList: { number: 4 } }, revoked.crlNumbers)
    expect(back.code).toBe('CRL_ROLLED_BACK')
  })

  it('keep the highest when several are seen', () => {
    const lists = ({ ca }: GoodPath) => [3, 9, 4].map((number) => makeCrl(ca, { number }))
    expect(ofAuthority(ask({ lists }, {}).crlNumbers)).toBe('9')
  })

  it('of lists that were not believed are not remembered', () => {
    const lists = ({ ca }: GoodPath) => [
      makeCrl(ca, { number: 99, signWith: takeKey('rsa-2048', 9) }),
    ]
    expect(ofAuthority(ask({ lists }, {}).crlNumbers)).toBe('1')
  })

  it('of other lists stay as they were', () => {
    const known = { 'of another authority': '12', garbage: '?' }
    expect(ask({}, known).crlNumbers).toMatchObject(known)
    expect(ask({ caList: null }, known).crlNumbers).toMatchObject(known)
  })

  it('stay as they were when the chain is refused before any list is read', () => {
    const { crlNumbers, code } = ask({ leaf: { notAfter: after(-1_000) } }, { a: '1' })
    expect({ crlNumbers, code }).toEqual({ crlNumbers: { a: '1' }, code: 'CERT_LEAF_EXPIRED' })
  })
})

function pointed(...uris: string[]): Change {
  return { leaf: { extensions: [crlDistributionPoints(uris)] } }
}

function withBrokenSigner(good: GoodPath) {
  const { crls, crlSigners } = signedApart()(good).revocation
  return { revocation: { crls, crlSigners: [Buffer.of(0), ...crlSigners] } }
}

function withWeakSigner(good: GoodPath) {
  const { crls, crlSigners } = signedApart()(good).revocation
  const weak = signedApart({ key: takeKey('rsa-1024', 5) })(good).revocation.crlSigners
  return { revocation: { crls, crlSigners: [...weak, ...crlSigners] } }
}

function withNumbers(
  { revocation }: ReturnType<typeof askPath>,
  knownNumbers: Readonly<Record<string, string>>,
) {
  return { revocation: { crls: revocation.crls as readonly Buffer[], knownNumbers } }
}
