/** What the differential test found accepted here and refused by OpenSSL, each as a case of its own. */
import { askChain, askPath, goodPath, makeSigner } from '../../../support/good-path.ts'
import { nameConstraints } from '../../../support/x509/constraint-extensions.ts'
import type { NameConstraints } from '../../../support/x509/constraint-extensions.ts'
import { makeCrl } from '../../../support/x509/crl.ts'
import type { CrlSpec } from '../../../support/x509/crl.ts'
import { crlNumber, issuingDistributionPoint } from '../../../support/x509/crl-extensions.ts'
import {
  bitString,
  explicit,
  implicit,
  integer,
  namedBits,
  nothing,
  octetString,
  oid,
  sequence,
  string,
} from '../../../support/x509/der-writer.ts'
import {
  anyExtension,
  authorityKeyIdentifier,
  OIDS,
  subjectAltName,
} from '../../../support/x509/extensions.ts'
import type { Extension } from '../../../support/x509/extensions.ts'
import {
  directoryName,
  emailName,
  ipName,
  otherName,
  uriName,
} from '../../../support/x509/general-names.ts'
import type { GeneralName } from '../../../support/x509/general-names.ts'
import { makeIntermediate, makeRoot } from '../../../support/x509/hierarchy.ts'
import type { Options } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import type { Case } from '../case.ts'

const withExtension = (extension: Extension) => () => askPath({ leaf: { extensions: [extension] } })

const notAllowed = (title: string, type: string, value: Buffer): Case => ({
  title: `${title}, although it is not critical`,
  step: 'EXTENSIONS',
  code: 'CERT_EXTENSION_NOT_ALLOWED',
  facts: { position: 1, extension: type },
  ask: withExtension(anyExtension(type, value, false)),
})

const brokenName = (title: string, name: Buffer): Case => ({
  title: `an alternative name that is ${title}`,
  step: 'EXTENSIONS',
  code: 'CERT_EXTENSION_MALFORMED',
  facts: { position: 1, extension: OIDS.subjectAltName },
  ask: withExtension(subjectAltName([name])),
})

const constrained = (title: string, constraints: NameConstraints, name: GeneralName): Case => ({
  title,
  step: 'NAME_CONSTRAINTS',
  code: 'CERT_NAME_CONSTRAINT_BROKEN',
  facts: { position: 1 },
  ask: () =>
    askPath({
      ca: { extensions: [nameConstraints(constraints)] },
      leaf: { extensions: [subjectAltName([name])] },
    }),
})

const onHost = { permitted: [uriName('b.example')] }

const list = (title: string, code: Case['code'], caList: CrlSpec): Case => ({
  title,
  step: 'REVOCATION',
  status: 'UNDETERMINED',
  code,
  ask: () => askPath({ caList }),
})

const ofLeaf = (n: number, reasons: readonly number[]) =>
  sequence(
    explicit(0, implicit(0, sequence(uriName(`http://crl.example.cn/${n}.crl`)))),
    implicit(1, namedBits(reasons)),
  )

/** The authority's old key certifies its new one. */
function newKeyUnderOld(without: Options['without'] = []) {
  const root = makeRoot()
  const [oldKey, newKey] = [takeKey('rsa-2048', 1), takeKey('rsa-2048', 3)]
  const old = makeIntermediate(root, { key: oldKey })
  const { subject } = old
  const renewed = makeIntermediate(old, { key: newKey, subject, without })
  return { root, old, renewed, leaf: makeSigner(renewed) }
}

export const FOUND_BY_OPENSSL_CASES: readonly Case[] = [
  {
    title: 'an authority’s new key under its old one that does not name the old one',
    step: 'PURPOSE',
    code: 'CERT_PROFILE_BROKEN',
    facts: { position: 2 },
    ask: () => {
      const { root, old, renewed, leaf } = newKeyUnderOld(['authorityKeyIdentifier'])
      return askChain(root, [renewed, old], leaf)
    },
  },
  {
    title: 'a leaf whose revocation lists are apart by reason',
    step: 'PURPOSE',
    code: 'CERT_PROFILE_BROKEN',
    facts: { position: 1, rule: '4.2.1.13 a distribution point is for all reasons' },
    ask: withExtension(
      anyExtension(
        OIDS.cRLDistributionPoints,
        sequence(ofLeaf(1, [1, 2]), ofLeaf(2, [3, 4, 5, 6, 7, 8])),
        false,
      ),
    ),
  },
  notAllowed('proxyCertInfo', '1.3.6.1.5.5.7.1.14', sequence(sequence(oid('1.3.6.1.5.5.7.21.1')))),
  notAllowed('a Netscape type', '2.16.840.1.113730.1.1', namedBits([0])),
  notAllowed('a Netscape type that is none', '2.16.840.1.113730.1.1', integer(3)),
  notAllowed(
    'a range of network addresses',
    '1.3.6.1.5.5.7.1.7',
    sequence(sequence(octetString(Buffer.of(0, 1)), sequence(bitString(Buffer.of(10))))),
  ),
  notAllowed('a range of network numbers', '1.3.6.1.5.5.7.1.8', sequence()),
  brokenName('an otherName without type', explicit(0, integer(5))),
  brokenName('an otherName without value', explicit(0, oid('1.3.6.1.4.1.32473.3'))),
  brokenName('an empty registeredID', Buffer.of(0x88, 0)),
  brokenName('an address of five octets', ipName(Buffer.alloc(5, 1))),
  brokenName('an EDI party', implicit(5, sequence(integer(1)))),
  brokenName('an X.400 address', implicit(3, sequence(integer(1)))),
  constrained('a URI with a user, who may be the host', onHost, uriName('https://u@b.example/')),
  constrained('a URI with a fragment behind the host', onHost, uriName('https://b.example#x')),
  constrained('a URI with a colon in its path', onHost, uriName('https://b.example/a:b')),
  constrained(
    'a mailbox in the form for UTF-8 that is excluded',
    { excluded: [emailName('b.example')] },
    otherName('1.3.6.1.5.5.7.8.9', string('utf8', 'a@b.example')),
  ),
  {
    title: 'an e-mail address in the subject that is no IA5String',
    step: 'FORM',
    code: 'CERT_MALFORMED',
    facts: { position: 1 },
    ask: () =>
      askPath({
        leaf: {
          subject: [
            ['C', 'CN'],
            ['ST', '上海市'],
            ['E', 'a@b.example', 'utf8'],
          ],
        },
      }),
  },
  {
    title: 'an anchor on its own list',
    step: 'REVOCATION',
    code: 'CERT_ANCHOR_REVOKED',
    facts: { revokedAt: '2025-12-31T00:00:00.000Z' },
    ask: () => askPath({ root: { serial: 77 }, rootList: { revoked: [{ serial: 77 }] } }),
  },
  {
    title: 'an extension that writes out that it is not critical',
    step: 'FORM',
    code: 'CERT_MALFORMED',
    facts: { position: 1 },
    ask: withExtension(anyExtension('1.3.6.1.4.1.32473.7', nothing(), 'explicit-false')),
  },
  {
    title: 'a list at a point with the name of its issuer, which the leaf does not name',
    step: 'REVOCATION',
    status: 'UNDETERMINED',
    code: 'CRL_SCOPE_MISMATCH',
    ask: () => {
      const fullName = [directoryName(goodPath().ca.subject)]
      return askPath({ caList: { extensions: [issuingDistributionPoint({ fullName })] } })
    },
  },
  {
    title: 'a list that does not say which of its authority’s two keys signed it',
    step: 'REVOCATION',
    status: 'UNDETERMINED',
    code: 'CRL_ISSUER_KEY_UNNAMED',
    ask: () => {
      const { root, old, renewed, leaf } = newKeyUnderOld()
      const unnamed = makeCrl(renewed, { allExtensions: [crlNumber(1)] })
      const crls = [makeCrl(root), makeCrl(old), unnamed]
      return askChain(root, [renewed, old], leaf, { revocation: { crls } })
    },
  },
  list('a list whose number is critical', 'CRL_EXTENSION_UNKNOWN_CRITICAL', {
    extensions: [crlNumber(3, true)],
  }),
  list('a list that names another key than the one that signed it', 'CRL_ISSUER_KEY_DIFFERS', {
    extensions: [authorityKeyIdentifier({ keyId: Buffer.alloc(20, 9) })],
  }),
  {
    title: 'a list that names another certificate of its signer',
    step: 'REVOCATION',
    status: 'UNDETERMINED',
    code: 'CRL_ISSUER_KEY_DIFFERS',
    ask: () => {
      const issuer = [directoryName(goodPath().root.subject)]
      return askPath({ caList: { extensions: [authorityKeyIdentifier({ issuer, serial: 5 })] } })
    },
  },
]
