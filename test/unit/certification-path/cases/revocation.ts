import type { PathQuestion } from '../../../../gateway/certification-path/steps-in-order.ts'
import { validatePath } from '../../../../gateway/certification-path/validate-path.ts'
import { askPath } from '../../../support/good-path.ts'
import type { Change, GoodPath } from '../../../support/good-path.ts'
import { AT } from '../../../support/x509/certificate.ts'
import { makeCrl } from '../../../support/x509/crl.ts'
import type { CrlSpec } from '../../../support/x509/crl.ts'
import {
  certificateIssuer,
  crlDistributionPoints,
  crlNumber,
  deltaCrlIndicator,
  invalidityDate,
  issuingDistributionPoint,
} from '../../../support/x509/crl-extensions.ts'
import { longerLength, replaceBytes } from '../../../support/x509/der-faults.ts'
import { integer, nothing, sequence } from '../../../support/x509/der-writer.ts'
import { anyExtension, authorityKeyIdentifier, keyUsage } from '../../../support/x509/extensions.ts'
import { directoryName, uriName } from '../../../support/x509/general-names.ts'
import { makeIntermediate, makeLeaf, makeRoot } from '../../../support/x509/hierarchy.ts'
import type { Options } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import type { Case } from '../case.ts'
import { named } from './order.ts'
import { pointedRelatively, relative } from './relative-points.ts'
import { after } from './validity.ts'

const step = 'REVOCATION'
const UNKNOWN = '1.3.6.1.4.1.32473.31.99'
const SERIAL = 0x7001
const POINT = 'http://crl.example.cn/1.crl'

const revoked = (title: string, change: Change, more: Partial<Case>): Case => ({
  title,
  step,
  code: 'CERT_LEAF_REVOKED',
  facts: { revokedAt: '2025-12-31T00:00:00.000Z' },
  ask: () => askPath({ leaf: { serial: SERIAL }, ...change }),
  ...more,
})

const onList = (more: CrlSpec = {}): CrlSpec => ({ revoked: [{ serial: SERIAL }], ...more })

const REVOKED: readonly Case[] = [
  revoked('a leaf on its authority’s list', { caList: onList() }, { rule: 'leaf on the CRL' }),
  revoked(
    'an authority on the list of the root',
    { ca: { serial: SERIAL }, leaf: {}, rootList: onList() },
    {
      rule: 'intermediate on the CRL',
      code: 'CERT_INTERMEDIATE_REVOKED',
      facts: { position: 2, revokedAt: '2025-12-31T00:00:00.000Z' },
    },
  ),
  revoked('a leaf on hold', { caList: { revoked: [{ serial: SERIAL, reason: 6 }] } }, {}),
  revoked(
    'a leaf among a thousand others',
    {
      caList: { revoked: Array.from({ length: 1_000 }, (_, i) => ({ serial: SERIAL - 500 + i })) },
    },
    {},
  ),
  revoked(
    'a leaf whose entry says since when it was unsafe',
    { caList: { revoked: [{ serial: SERIAL, extensions: [invalidityDate(after(-9_000))] }] } },
    {},
  ),
  revoked(
    'a leaf that is to be revoked tomorrow',
    { caList: { revoked: [{ serial: SERIAL, on: after(86_400_000) }] } },
    { facts: {} },
  ),
  revoked(
    'a leaf on the second of two lists',
    { lists: ({ ca }) => [makeCrl(ca, onList({ number: 2 }))] },
    {},
  ),
  revoked(
    'a leaf on the first of two lists',
    { caList: onList({ number: 2 }), lists: ({ ca }) => [makeCrl(ca)] },
    {},
  ),
  revoked(
    'a leaf on the list of its point',
    {
      leaf: { serial: SERIAL, extensions: [crlDistributionPoints([POINT])] },
      caList: onList({ extensions: [issuingDistributionPoint({ fullName: [uriName(POINT)] })] }),
    },
    {},
  ),
  revoked(
    'a leaf on a list for some reasons only, beside one for all',
    {
      lists: ({ ca }) => [
        makeCrl(ca, onList({ extensions: [issuingDistributionPoint({ onlySomeReasons: [1] })] })),
      ],
    },
    {},
  ),
]

/** Of the leaf's authority, and nothing else of it. */
const list = (
  title: string,
  code: Case['code'],
  caList: CrlSpec | null,
  more: Partial<Case> = {},
): Case => ({
  title,
  step,
  code,
  status: 'UNDETERMINED',
  ask: () => askPath({ caList }),
  ...more,
})

const TIME: readonly Case[] = [
  list(
    'a list past its nextUpdate',
    'CRL_EXPIRED',
    { nextUpdate: after(-1_000) },
    { rule: 'CRL expired', facts: { nextUpdate: '2025-12-31T23:59:59.000Z' } },
  ),
  list('a list in the second that it names as its last', 'CRL_EXPIRED', { nextUpdate: AT }),
  list('a list without nextUpdate', 'CRL_EXPIRED', { nextUpdate: null }),
  list(
    'a list of the root past its nextUpdate',
    'CRL_EXPIRED',
    {},
    { ask: () => askPath({ rootList: { nextUpdate: after(-1_000) } }) },
  ),
  list(
    'a list from the future',
    'CRL_NOT_YET_VALID',
    { thisUpdate: after(1_000) },
    { rule: 'CRL not yet valid', facts: { thisUpdate: '2026-01-01T00:00:01.000Z' } },
  ),
  list(
    'a list a thousandth of a second before its time',
    'CRL_NOT_YET_VALID',
    { thisUpdate: after(0) },
    {
      ask: () => askPath({ caList: { thisUpdate: after(0) }, question: () => ({ at: after(-1) }) }),
    },
  ),
]

const SIGNER: readonly Case[] = [
  list(
    'a stranger’s list in the place of the authority’s',
    'CRL_WRONG_ISSUER',
    { issuer: named('虚构他人') },
    {
      rule: 'CRL of a wrong issuer',
      facts: { issuer: 'C=CN, ST=上海市, O=虚构登记机关, CN=虚构他人' },
    },
  ),
  list(
    'a list of an authority without cRLSign',
    'CRL_SIGNER_NOT_ALLOWED',
    {},
    {
      rule: 'CRL by a key with no cRLSign',
      ask: () => askPath({ ca: { extensions: [keyUsage(['keyCertSign'])] } }),
    },
  ),
  list(
    'a list of an anchor without cRLSign',
    'CRL_SIGNER_NOT_ALLOWED',
    {},
    { ask: () => askPath({ root: { extensions: [keyUsage(['keyCertSign'])] } }) },
  ),
  list(
    'a list signed by another key',
    'CRL_SIGNATURE_INVALID',
    { signWith: takeKey('rsa-2048', 9) },
    { rule: 'CRL with a bad signature' },
  ),
  list(
    'a list changed after it was signed',
    'CRL_SIGNATURE_INVALID',
    onList({ tamperAfterSigning: emptied }),
  ),
  list('a list signed by the leaf', 'CRL_SIGNATURE_INVALID', { signWith: takeKey('rsa-2048', 2) }),
  list('a list with another algorithm outside than inside', 'CRL_ALGORITHM_UNSUPPORTED', {
    signatureAlgorithm: 'sha384WithRSA',
  }),
  list('a list signed with SHA-1', 'CRL_ALGORITHM_UNSUPPORTED', { algorithm: 'sha1WithRSA' }),
  list('a list signed with RSASSA-PSS', 'CRL_ALGORITHM_UNSUPPORTED', { algorithm: 'pssSha256' }),
  list('a list said to be signed with SM2', 'CRL_ALGORITHM_UNSUPPORTED', {
    innerAlgorithm: 'sm2Sm3',
    signatureAlgorithm: 'sm2Sm3',
  }),
  list(
    'a list of a separate signer that a stranger certified',
    'CRL_SIGNATURE_INVALID',
    {},
    {
      ask: () =>
        askPath({ caList: null, question: signedApart({ signWith: takeKey('rsa-2048', 9) }) }),
    },
  ),
  list(
    'a list of a separate signer without cRLSign',
    'CRL_SIGNATURE_INVALID',
    {},
    {
      ask: () =>
        askPath({
          caList: null,
          question: signedApart({ extensions: [keyUsage(['digitalSignature'])] }),
        }),
    },
  ),
  list('a list of a separate signer that was revoked', 'CRL_SIGNER_REVOKED', null, {
    ask: () => askPath({ rootList: onList(), question: signedApart({ serial: SERIAL }) }),
  }),
  list(
    'a list of a separate signer that has expired',
    'CRL_SIGNATURE_INVALID',
    {},
    { ask: () => askPath({ caList: null, question: signedApart({ notAfter: after(-1_000) }) }) },
  ),
  list(
    'a list of a separate signer that cannot be read',
    'CRL_SIGNATURE_INVALID',
    {},
    { ask: () => askPath({ caList: null, question: signedApart({ trailing: Buffer.of(0) }) }) },
  ),
  list('no list beside a separate signer that cannot be read', 'CRL_MISSING', null, {
    ask: () =>
      askPath({
        caList: null,
        question: ({ rootList }) => ({
          revocation: { crls: [rootList], crlSigners: [Buffer.of(0)] },
        }),
      }),
  }),
]

const UNDERSTOOD: readonly Case[] = [
  list('a list that names another key than its signer’s', 'CRL_ISSUER_KEY_DIFFERS', {
    extensions: [authorityKeyIdentifier({ keyId: Buffer.alloc(20, 1) })],
  }),
  list('a critical number', 'CRL_EXTENSION_UNKNOWN_CRITICAL', {
    extensions: [crlNumber(1, true)],
  }),
  list(
    'an unknown critical extension of the list',
    'CRL_EXTENSION_UNKNOWN_CRITICAL',
    { extensions: [anyExtension(UNKNOWN, nothing(), true)] },
    { rule: 'CRL with an unknown critical extension', facts: { extension: UNKNOWN } },
  ),
  list(
    'an unknown critical extension of an entry',
    'CRL_EXTENSION_UNKNOWN_CRITICAL',
    { revoked: [{ serial: 9, extensions: [anyExtension(UNKNOWN, nothing(), true)] }] },
    { facts: { extension: UNKNOWN } },
  ),
  list('an entry about another issuer’s certificate', 'CRL_EXTENSION_UNKNOWN_CRITICAL', {
    revoked: [{ serial: 9, extensions: [certificateIssuer(named('虚构他人'))] }],
  }),
  list('a delta list', 'CRL_DELTA_UNSUPPORTED', { extensions: [deltaCrlIndicator(1)] }),
  list(
    'a delta list beside the complete one',
    'CRL_DELTA_UNSUPPORTED',
    {},
    {
      ask: () =>
        askPath({
          lists: ({ ca }) => [makeCrl(ca, { number: 2, extensions: [deltaCrlIndicator(1)] })],
        }),
    },
  ),
  list('an indirect list', 'CRL_INDIRECT_UNSUPPORTED', {
    extensions: [issuingDistributionPoint({ indirectCRL: true })],
  }),
  list('a list without number', 'CRL_NUMBER_MISSING', { number: null }),
  list('a list without extensions', 'CRL_NUMBER_MISSING', { allExtensions: null }),
]

const pointed = (...uris: string[]): Change => ({
  leaf: { extensions: [crlDistributionPoints(uris)] },
})
const only = (point: Parameters<typeof issuingDistributionPoint>[0]): CrlSpec => ({
  extensions: [issuingDistributionPoint(point)],
})

const SCOPE: readonly Case[] = [
  list(
    'a list of authorities for a leaf',
    'CRL_SCOPE_MISMATCH',
    only({ onlyContainsCACerts: true }),
    { facts: { position: 1 } },
  ),
  list(
    'a list of attribute certificates',
    'CRL_SCOPE_MISMATCH',
    only({ onlyContainsAttributeCerts: true }),
  ),
  list('a list for some reasons', 'CRL_SCOPE_MISMATCH', only({ onlySomeReasons: [1, 2] })),
  list(
    'two lists whose reasons are not all',
    'CRL_SCOPE_MISMATCH',
    only({ onlySomeReasons: [1, 2, 3] }),
    {
      ask: () =>
        askPath({
          caList: only({ onlySomeReasons: [1, 2, 3] }),
          lists: ({ ca }) => [makeCrl(ca, only({ onlySomeReasons: [4, 5, 6] }))],
        }),
    },
  ),
  list(
    'a list of a point for a leaf without points',
    'CRL_SCOPE_MISMATCH',
    only({ fullName: [uriName(POINT)] }),
  ),
  list(
    'a list of another point',
    'CRL_SCOPE_MISMATCH',
    {},
    {
      ask: () => askPath({ ...pointed(POINT), caList: only({ fullName: [uriName(`${POINT}x`)] }) }),
    },
  ),
  ...[
    ['another part of the issuer’s name', relative('虚构二')],
    ['the issuer’s name itself', only({ fullName: [directoryName(named('虚构签发机构1'))] })],
    [
      'a name as long that begins otherwise',
      only({ fullName: [directoryName([...named('虚构签发机构9'), ['OU', '虚构一']])] }),
    ],
  ].map(([title, caList]) =>
    list(
      `a list of a point named by ${title as string}`,
      'CRL_SCOPE_MISMATCH',
      {},
      {
        ask: () => askPath({ ...pointedRelatively('虚构一'), caList: caList as CrlSpec }),
      },
    ),
  ),
  list(
    'a list of users for an authority',
    'CRL_SCOPE_MISMATCH',
    {},
    {
      facts: { position: 2 },
      ask: () => askPath({ rootList: only({ onlyContainsUserCerts: true }) }),
    },
  ),
]

const bytes = (title: string, change: (der: Buffer) => Buffer): Case =>
  list(title, 'CRL_MALFORMED', null, {
    ask: () => askPath({ caList: null, lists: ({ caList }) => [change(caList)] }),
  })

const FORM: readonly Case[] = [
  list('no list', 'CRL_MISSING', null, { facts: { position: 1 } }),
  list(
    'no list of the root',
    'CRL_MISSING',
    {},
    { facts: { position: 2 }, ask: () => askPath({ rootList: null }) },
  ),
  list(
    'no list at all',
    'CRL_MISSING',
    {},
    { facts: { position: 2 }, ask: () => askPath({ rootList: null, caList: null }) },
  ),
  list('a list of more than a mebibyte', 'CRL_TOO_LARGE', null, {
    facts: { limit: 1_048_576 },
    ask: () => askPath({ caList: null, lists: () => [Buffer.alloc(1_048_577)] }),
  }),
  bytes('no bytes', () => Buffer.alloc(0)),
  bytes('bytes behind the list', (der) => Buffer.concat([der, Buffer.of(0)])),
  bytes('a list cut short', (der) => der.subarray(0, -1)),
  bytes('a length written longer than needed', (der) => longerLength(der)),
  bytes('a certificate in the place of a list', () => makeRoot().der),
  list('a list of version 1', 'CRL_MALFORMED', { version: null, allExtensions: null }),
  list('a list of version 3', 'CRL_MALFORMED', { version: 3 }),
  list('the same extension twice', 'CRL_MALFORMED', { extensions: [crlNumber(1), crlNumber(2)] }),
  list('a negative number', 'CRL_MALFORMED', { number: -1 }),
  list('a number of 21 octets', 'CRL_MALFORMED', { number: 1n << 160n }),
  list('a number that is none', 'CRL_MALFORMED', {
    extensions: [anyExtension('2.5.29.20', nothing(), false)],
  }),
  list('an entry of four fields', 'CRL_MALFORMED', {
    revoked: [sequence(integer(1), nothing(), nothing(), nothing())],
  }),
  list('an entry without date', 'CRL_MALFORMED', { revoked: [sequence(integer(1))] }),
]

const rolledBack = (title: string, caList: CrlSpec, seen: string, more: Partial<Case> = {}): Case =>
  list(title, 'CRL_ROLLED_BACK', caList, {
    facts: { seen },
    ask: () => askPath({ caList, question: knowing(seen) }),
    ...more,
  })

const NUMBERS: readonly Case[] = [
  rolledBack('a list with a lower number than was seen', { number: 6 }, '7', {
    rule: 'CRL rolled back (lower number)',
    facts: { number: '6', seen: '7' },
  }),
  rolledBack(
    'a number lower by one beyond what a double can tell',
    { number: 1n << 64n },
    String((1n << 64n) + 1n),
  ),
  rolledBack('a shorter number that would be higher as text', { number: 9 }, '10'),
  rolledBack('the number 0 after 1', { number: 0 }, '1'),
  ...['', ' 7', '-1', '0x10', '7.5', 'NaN', '9'.repeat(50), null, 7, {}].map((kept) =>
    list(
      `every number when ${JSON.stringify(kept)} is what was remembered`,
      'CRL_KNOWN_NUMBER_INVALID',
      {},
      {
        ask: () => askPath({ question: knowing(kept as string) }),
      },
    ),
  ),
]

const OTHERS: readonly Case[] = [
  list(
    'a list that the leaf’s authority signs about itself',
    'CRL_SIGNATURE_INVALID',
    {},
    {
      ask: () =>
        askPath({ rootList: null, lists: ({ root, ca }) => [makeCrl(root, { signWith: ca.key })] }),
    },
  ),
  list(
    'a list by a key the leaf’s authority certified under the name of the root',
    'CRL_SIGNATURE_INVALID',
    {},
    {
      ask: () =>
        askPath({
          question: ({ root, ca, caList }) => {
            const signer = makeIntermediate(ca, {
              subject: root.subject,
              key: takeKey('rsa-2048', 5),
            })
            const rootList = makeCrl(signer, { issuer: root.name })
            return { revocation: { crls: [rootList, caList], crlSigners: [signer.der] } }
          },
        }),
    },
  ),
]

export const REVOCATION_CASES: readonly Case[] = [
  ...REVOKED,
  ...TIME,
  ...SIGNER,
  ...UNDERSTOOD,
  ...SCOPE,
  ...FORM,
  ...NUMBERS,
  ...OTHERS,
]

/** The authority's list by a key of its name that only signs lists, certified by the root. */
export function signedApart(options: Options = {}) {
  return ({ root, ca, rootList }: GoodPath) => {
    const key = takeKey('rsa-2048', 5)
    const extensions = [keyUsage(['cRLSign'])]
    const signer = makeLeaf(root, { subject: ca.subject, key, extensions, ...options })
    const caList = makeCrl(signer, { issuer: ca.name })
    return { revocation: { crls: [rootList, caList], crlSigners: [signer.der] } }
  }
}

/** As if this had been kept as the number of the authority's list. */
function knowing(kept: string) {
  return ({ rootList, caList }: GoodPath): Partial<PathQuestion> => {
    // The keys of the good path are always the same, and the root's list is looked at first.
    const [, ofAuthority] = Object.keys(validatePath(askPath()).crlNumbers)
    return { revocation: { crls: [rootList, caList], knownNumbers: { [ofAuthority!]: kept } } }
  }
}

/** The list without the leaf. */
function emptied(body: Buffer): Buffer {
  return replaceBytes(body, integer(SERIAL), integer(SERIAL + 1))
}
