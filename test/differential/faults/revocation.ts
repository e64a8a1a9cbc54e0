/** Revocation lists, and what certificates say of them. RFC 5280, sections 4.2.1.13, 5 and 6.3. */
import {
  certificateIssuer,
  crlDistributionPoints,
  crlNumber,
  deltaCrlIndicator,
  freshestCrl,
  invalidityDate,
  issuingDistributionPoint,
} from '../../support/x509/crl-extensions.ts'
import type { IssuingDistributionPoint } from '../../support/x509/crl-extensions.ts'
import {
  explicit,
  implicit,
  integer,
  namedBits,
  nothing,
  sequence,
  string,
} from '../../support/x509/der-writer.ts'
import { flipBit } from '../../support/x509/der-faults.ts'
import { anyExtension, authorityKeyIdentifier, OIDS } from '../../support/x509/extensions.ts'
import type { Extension } from '../../support/x509/extensions.ts'
import { directoryName, uriName } from '../../support/x509/general-names.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import { makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import {
  anchorOf,
  authoritiesOf,
  issuersOf,
  leafOf,
  linksOf,
  put,
  putInCrl,
  secondsFromAt,
} from '../draft.ts'
import type { ChainDraft, CrlDraft } from '../draft.ts'
import type { Random } from '../random.ts'
import { fault, harmless, odd } from '../row.ts'
import type { Row } from '../row.ts'

type Apply = Row['apply']

const DAY = 86_400
const UNKNOWN = '1.3.6.1.4.1.32473.7.8'
const REASON = '2.5.29.21'
const LIST = 'http://crl.example/list'

/** One of the lists; nothing where an earlier row took them all away. */
const one =
  (change: (crl: CrlDraft, draft: ChainDraft, random: Random) => void): Apply =>
  (draft, random) => {
    if (draft.crls.length > 0) change(random.pick(draft.crls), draft, random)
  }

const withExtension = (extension: Extension): Apply => one((crl) => putInCrl(crl, extension))

const unknown = (critical: boolean): Extension =>
  anyExtension(UNKNOWN, string('utf8', '虚构'), critical)

type Entry = NonNullable<CrlDraft['spec']['revoked']>[number]

const entry = (crl: CrlDraft, ...entries: readonly Entry[]): void => {
  crl.spec.revoked = [...(crl.spec.revoked ?? []), ...entries]
}

/** On the list of its issuer. */
const revoke = (draft: ChainDraft, level: number, more: object = {}): void => {
  const crl = draft.crls.find((each) => each.level === level - 1)
  if (crl !== undefined) entry(crl, { serial: draft.certificates[level]!.serial, ...more })
}

/** An entry for a certificate that is not in the chain. */
const stranger = (more: object): Apply => one((crl) => entry(crl, { serial: 4, ...more }))

/** One issuer has one more list. */
const beside =
  (spec: (draft: ChainDraft) => CrlDraft['spec']): Apply =>
  (draft, random) => {
    const { level } = random.pick(issuersOf(draft))
    draft.crls.splice(random.below(draft.crls.length + 1), 0, { level, spec: spec(draft) })
  }

const point = (of: IssuingDistributionPoint, critical = true): Extension =>
  issuingDistributionPoint(of, critical)

/** Each issuer has two lists, each about half of what it issued. */
const split =
  (a: IssuingDistributionPoint, b: IssuingDistributionPoint): Apply =>
  (draft) => {
    const second = draft.crls.map((crl): CrlDraft => ({ level: crl.level, spec: { ...crl.spec } }))
    for (const crl of draft.crls) putInCrl(crl, point(a))
    for (const crl of second) putInCrl(crl, point(b))
    draft.crls.push(...second)
  }

/** Everything names a point and every list is of that point. */
const atPoint =
  (said: string, listed: string): Apply =>
  (draft) => {
    for (const certificate of draft.certificates) put(certificate, crlDistributionPoints([said]))
    for (const crl of draft.crls) putInCrl(crl, point({ fullName: [uriName(listed)] }))
  }

/** DistributionPoint with reasons or another issuer. */
const pointOfLeaf =
  (...fields: readonly (readonly Buffer[])[]): Apply =>
  (draft) => {
    const name = explicit(0, implicit(0, sequence(uriName(LIST))))
    const value = sequence(...fields.map((rest) => sequence(name, ...rest)))
    put(leafOf(draft), anyExtension(OIDS.cRLDistributionPoints, value, false))
  }

const SOME_REASONS = implicit(1, namedBits([1, 2]))
const OTHER_REASONS = implicit(1, namedBits([3, 4, 5, 6, 7, 8]))

export const REVOCATION_FAULTS: readonly Row[] = [
  harmless('lists: in another order', (draft) => void draft.crls.reverse()),
  harmless('list: of a stranger too', (draft) => {
    draft.touches.push(({ crls }) => {
      crls.unshift(
        makeCrl(makeRoot({ key: takeKey('p-256', 7), subject: [['CN', '虚构的局外根']] })),
      )
    })
  }),
  harmless(
    'list: an older one too',
    beside(() => ({
      number: 0,
      thisUpdate: secondsFromAt(-3 * DAY),
      nextUpdate: secondsFromAt(DAY),
    })),
  ),
  harmless(
    'list: an expired one too',
    beside(() => ({
      number: 0,
      thisUpdate: secondsFromAt(-30 * DAY),
      nextUpdate: secondsFromAt(-DAY),
    })),
  ),
  fault('list: missing', (draft, random) => {
    draft.crls.splice(random.below(draft.crls.length), 1)
  }),
  fault('lists: none', (draft) => void draft.crls.splice(0)),
  fault(
    'list: expired',
    one(({ spec }) => {
      spec.thisUpdate = secondsFromAt(-30 * DAY)
      spec.nextUpdate = secondsFromAt(-DAY)
    }),
  ),
  fault(
    'list: expired a second ago',
    one(({ spec }) => void (spec.nextUpdate = secondsFromAt(-1))),
  ),
  fault(
    'list: expires at this second',
    one(({ spec }) => void (spec.nextUpdate = secondsFromAt(0))),
  ),
  harmless(
    'list: from this second on',
    one(({ spec }) => void (spec.thisUpdate = secondsFromAt(0))),
  ),
  fault(
    'list: not yet',
    one(({ spec }) => void (spec.thisUpdate = secondsFromAt(1))),
  ),
  fault(
    'list: no nextUpdate',
    one(({ spec }) => void (spec.nextUpdate = null)),
  ),
  fault(
    'list: of another issuer',
    one(({ spec }) => void (spec.issuer = [['CN', '虚构的另一机构']])),
  ),
  fault(
    'list: signature damaged',
    one(({ spec }, _, random) => {
      spec.signature = (right) => flipBit(right, random.below(right.length * 8))
    }),
  ),
  fault(
    'list: body damaged',
    one(({ spec }) => {
      spec.tamperAfterSigning = (tbs) => flipBit(tbs, tbs.length * 8 - 1)
    }),
  ),
  fault(
    'list: signed by another key',
    one((crl, draft) => {
      crl.spec.signWith = takeKey(draft.certificates[crl.level]!.key.kind, 6)
    }),
  ),
  fault(
    'list: signed by the leaf',
    one(({ spec }, draft) => void (spec.signWith = leafOf(draft).key)),
  ),
  fault(
    'list: SHA-1',
    one((crl, draft) => {
      const { key } = draft.certificates[crl.level]!
      if (key.kind.startsWith('rsa')) crl.spec.algorithm = 'sha1WithRSA'
      else crl.spec.signature = Buffer.of(1)
    }),
  ),
  fault(
    'list: algorithm written outside is another',
    one(({ spec }) => {
      spec.signatureAlgorithm = 'sha384WithRSA'
    }),
  ),
  harmless('list: unknown extension', withExtension(unknown(false))),
  fault('list: unknown critical extension', withExtension(unknown(true))),
  fault(
    'list: extension twice',
    one(({ spec }) => {
      spec.extensions = [...(spec.extensions ?? []), unknown(false), unknown(false)]
    }),
  ),
  harmless('list: freshestCRL', withExtension(freshestCrl([LIST]))),
  fault(
    'list: no number',
    one(({ spec }) => void (spec.number = null)),
  ),
  fault('list: critical number', withExtension(crlNumber(3, true))),
  fault('list: negative number', withExtension(crlNumber(-3))),
  fault('list: broken number', withExtension(anyExtension('2.5.29.20', nothing(), false))),
  fault(
    'list: version 1',
    one(({ spec }) => {
      spec.version = null
      spec.allExtensions = null
    }),
  ),
  fault(
    'list: version 1 with extensions',
    one(({ spec }) => void (spec.version = null)),
  ),
  fault(
    'list: no extensions',
    one(({ spec }) => void (spec.allExtensions = null)),
  ),
  odd(
    'list: an empty list of entries',
    one(({ spec }) => void (spec.emptyList = true)),
  ),
  odd(
    'list: no key named',
    one(({ spec }) => void (spec.allExtensions = [crlNumber(2)])),
  ),
  fault(
    'list: another key named',
    withExtension(authorityKeyIdentifier({ keyId: Buffer.alloc(20, 9) })),
  ),
  fault(
    'list: another issuer and serial number named',
    one((crl, draft) => {
      putInCrl(
        crl,
        authorityKeyIdentifier({ issuer: [directoryName(anchorOf(draft).subject)], serial: 5 }),
      )
    }),
  ),
  odd(
    'list: named key critical',
    one((crl, draft) => {
      const issuer = [directoryName(draft.certificates[Math.max(0, crl.level - 1)]!.subject)]
      const { serial } = draft.certificates[crl.level]!
      putInCrl(crl, authorityKeyIdentifier({ issuer, serial }, true))
    }),
  ),
  fault('list: a delta', withExtension(deltaCrlIndicator(1))),
  fault(
    'list: a delta too',
    beside(() => ({ number: 9, extensions: [deltaCrlIndicator(1)] })),
  ),
  fault('list: indirect', withExtension(point({ indirectCRL: true }))),
  fault(
    'list: only of users',
    (draft, random) => {
      const above = draft.crls.filter(({ level }) => level < draft.certificates.length - 2)
      if (above.length > 0) putInCrl(random.pick(above), point({ onlyContainsUserCerts: true }))
    },
    2,
  ),
  fault('list: only of authorities', (draft) => {
    const last = draft.crls.find(({ level }) => level === draft.certificates.length - 2)
    if (last !== undefined) putInCrl(last, point({ onlyContainsCACerts: true }))
  }),
  fault('list: only of attributes', withExtension(point({ onlyContainsAttributeCerts: true }))),
  fault('list: only for some reasons', withExtension(point({ onlySomeReasons: [1, 2] }))),
  fault(
    'list: of users and of authorities at once',
    withExtension(point({ onlyContainsUserCerts: true, onlyContainsCACerts: true })),
  ),
  harmless('list: an empty point', withExtension(point({}))),
  harmless('list: an empty point, not critical', withExtension(point({}, false))),
  harmless(
    'lists: users apart from authorities',
    split({ onlyContainsUserCerts: true }, { onlyContainsCACerts: true }),
  ),
  harmless('list: of the point in the certificates', atPoint(LIST, LIST)),
  fault('list: of another point', atPoint(LIST, 'http://crl.example/other')),
  odd(
    'list: of a point that no certificate names',
    withExtension(point({ fullName: [uriName(LIST)] })),
  ),
  odd(
    'list: of a point with the name of its issuer',
    one((crl, draft) => {
      const { subject } = draft.certificates[crl.level]!
      putInCrl(crl, point({ fullName: [directoryName(subject)] }))
    }),
  ),
  fault('list: broken point', withExtension(anyExtension('2.5.29.28', sequence(integer(1)), true))),
  harmless('points of the leaf: two for all reasons', pointOfLeaf([], [])),
  odd('points of the leaf: for all reasons and for some', pointOfLeaf([SOME_REASONS], [])),
  fault('points of the leaf: each for some reasons', pointOfLeaf([SOME_REASONS], [OTHER_REASONS])),
  fault('points of the leaf: for some reasons', pointOfLeaf([SOME_REASONS])),
  odd(
    'points of the leaf: of another issuer',
    pointOfLeaf([implicit(2, sequence(directoryName([['CN', '虚构']])))]),
  ),
  fault('revoked: the leaf', (draft) => revoke(draft, leafOf(draft).level)),
  fault('revoked: the leaf, on hold', (draft) => revoke(draft, leafOf(draft).level, { reason: 6 })),
  fault('revoked: the leaf, no longer', (draft) =>
    revoke(draft, leafOf(draft).level, { reason: 8 }),
  ),
  fault('revoked: the leaf, from tomorrow on', (draft) =>
    revoke(draft, leafOf(draft).level, { on: secondsFromAt(DAY) }),
  ),
  fault(
    'revoked: an authority',
    (draft, random) => revoke(draft, random.pick(authoritiesOf(draft)).level),
    2,
  ),
  fault('revoked: the anchor, by itself', (draft) => {
    const first = draft.crls.find(({ level }) => level === 0)
    if (first !== undefined) entry(first, { serial: anchorOf(draft).serial })
  }),
  fault(
    'revoked: on one list of two',
    beside((draft) => ({ number: 7, revoked: linksOf(draft).map(({ serial }) => ({ serial })) })),
  ),
  harmless('entry: of another certificate', stranger({ reason: 1 })),
  harmless(
    'entry: with invalidityDate',
    stranger({ extensions: [invalidityDate(secondsFromAt(-DAY))] }),
  ),
  harmless(
    'entries: two of one certificate',
    one((crl) => entry(crl, { serial: 4 }, { serial: 4 })),
  ),
  fault('entry: unknown critical extension', stranger({ extensions: [unknown(true)] })),
  fault(
    'entry: of another issuer',
    stranger({ extensions: [certificateIssuer([['CN', '虚构']])] }),
  ),
  odd(
    'entry: of another issuer, not critical',
    stranger({ extensions: [certificateIssuer([['CN', '虚构']], false)] }),
  ),
  odd('entry: broken reason', stranger({ extensions: [anyExtension(REASON, integer(1), false)] })),
  odd('entry: unknown reason', stranger({ reason: 7 })),
  odd(
    'entry: reason twice',
    stranger({ reason: 1, extensions: [anyExtension(REASON, Buffer.of(0x0a, 1, 1), false)] }),
  ),
  fault(
    'entry: no date',
    one((crl) => entry(crl, sequence(integer(4)))),
  ),
]
