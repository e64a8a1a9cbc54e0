/** Who may issue, what a key is for, which key issued. RFC 5280, sections 4.2.1.1 to 4.2.1.3, 4.2.1.9, 4.2.1.12. */
import { CERTIFICATE_PURPOSES } from '../../../schemas/model/certificate-purpose.ts'
import { boolean, integer, octetString, sequence } from '../../support/x509/der-writer.ts'
import {
  anyExtension,
  authorityKeyIdentifier,
  basicConstraints,
  extKeyUsage,
  keyIdOf,
  keyUsage,
  OIDS,
  subjectKeyIdentifier,
} from '../../support/x509/extensions.ts'
import type { Extension } from '../../support/x509/extensions.ts'
import { directoryName } from '../../support/x509/general-names.ts'
import { takeKey } from '../../support/x509/keys.ts'
import {
  anchorOf,
  authoritiesOf,
  drop,
  issuerOf,
  issuersOf,
  leafOf,
  linksOf,
  put,
} from '../draft.ts'
import type { ChainDraft } from '../draft.ts'
import type { Random } from '../random.ts'
import { fault, harmless, odd } from '../row.ts'
import type { Row } from '../row.ts'

type Apply = Row['apply']

const onIssuer =
  (...extensions: readonly Extension[]): Apply =>
  (draft, random) =>
    put(random.pick(issuersOf(draft)), ...extensions)
const onAuthority =
  (...extensions: readonly Extension[]): Apply =>
  (draft, random) =>
    put(random.pick(authoritiesOf(draft)), ...extensions)
const onLeaf =
  (...extensions: readonly Extension[]): Apply =>
  (draft) =>
    put(leafOf(draft), ...extensions)
const without =
  (name: keyof typeof OIDS, of: (draft: ChainDraft) => ReturnType<typeof issuersOf>): Apply =>
  (draft, random) =>
    drop(random.pick(of(draft)), name)

const rawConstraints = (...fields: readonly Buffer[]): Extension =>
  anyExtension(OIDS.basicConstraints, sequence(...fields), true)

/** How many authorities stand below an issuer of this level. */
const room = (draft: ChainDraft, level: number): number => draft.certificates.length - 2 - level

/** What `more` says beyond the room there is. */
const pathLength =
  (more: number): Apply =>
  (draft, random) => {
    const able = issuersOf(draft).filter(({ level }) => room(draft, level) + more >= 0)
    const { level } = random.pick(able)
    const pathLen = room(draft, level) + more
    put(draft.certificates[level]!, basicConstraints({ ca: true, pathLen }))
  }

const SIGNER = CERTIFICATE_PURPOSES.LICENCE_SIGNER
const AUTHORITY_USES = ['keyCertSign', 'cRLSign'] as const

/** What one certificate says of its issuer's key, given the truth. */
const saidOfIssuer =
  (say: (keyId: Buffer, draft: ChainDraft, level: number) => Extension): Apply =>
  (draft: ChainDraft, random: Random) => {
    const child = random.pick(linksOf(draft))
    const { key, options } = issuerOf(draft, child)
    put(child, say(keyIdOf(options.spki ?? key.spki), draft, child.level))
  }

export const AUTHORITY_FAULTS: readonly Row[] = [
  harmless('CA: room for exactly what is below', pathLength(0)),
  harmless('CA: room for more', pathLength(2)),
  fault('CA: one authority too many below', pathLength(-1), 2),
  fault(
    'CA: room for none, above two',
    (draft) => {
      put(anchorOf(draft), basicConstraints({ ca: true, pathLen: 0 }))
    },
    3,
  ),
  fault('CA: false', onAuthority(basicConstraints({ ca: false })), 2),
  fault('CA: false, with room', onAuthority(basicConstraints({ ca: false, pathLen: 3 })), 2),
  fault('CA: basicConstraints missing', without('basicConstraints', authoritiesOf), 2),
  fault(
    'CA: basicConstraints missing in the anchor',
    without('basicConstraints', (d) => [anchorOf(d)]),
  ),
  fault('CA: basicConstraints not critical', onIssuer(basicConstraints({ ca: true }, false))),
  fault('CA: room below zero', onIssuer(rawConstraints(boolean(true), integer(-1)))),
  odd('CA: room beyond counting', onIssuer(rawConstraints(boolean(true), integer(2n ** 70n)))),
  fault('CA: FALSE written out', onAuthority(basicConstraints({ ca: 'explicit-false' })), 2),
  harmless('leaf: says that it is no CA', onLeaf(basicConstraints({ ca: false }))),
  harmless(
    'leaf: says that it is no CA, not critical',
    onLeaf(basicConstraints({ ca: false }, false)),
  ),
  odd('leaf: FALSE written out', onLeaf(basicConstraints({ ca: 'explicit-false' }))),
  fault('leaf: pathLenConstraint', onLeaf(basicConstraints({ ca: false, pathLen: 0 }))),
  fault(
    'leaf: CA',
    onLeaf(basicConstraints({ ca: true }), keyUsage(['keyCertSign', 'digitalSignature'])),
  ),
  fault('leaf: may sign certificates', onLeaf(keyUsage(['digitalSignature', 'keyCertSign']))),
  harmless(
    'leaf: more key usages',
    onLeaf(keyUsage(['digitalSignature', 'nonRepudiation', 'decipherOnly'])),
  ),
  odd('leaf: may sign lists', onLeaf(keyUsage(['digitalSignature', 'cRLSign']))),
  fault('leaf: no digitalSignature', onLeaf(keyUsage(['nonRepudiation']))),
  fault(
    'leaf: no keyUsage',
    without('keyUsage', (draft) => [leafOf(draft)]),
  ),
  fault('leaf: empty keyUsage', onLeaf(keyUsage([]))),
  harmless('keyUsage: not critical', onIssuer(keyUsage(AUTHORITY_USES, false))),
  harmless(
    'keyUsage: also signs data',
    onIssuer(keyUsage([...AUTHORITY_USES, 'digitalSignature'])),
  ),
  fault('keyUsage: no keyCertSign', onIssuer(keyUsage(['cRLSign', 'digitalSignature']))),
  fault(
    'keyUsage: no keyCertSign, with room',
    onIssuer(keyUsage(['cRLSign']), basicConstraints({ ca: true, pathLen: 5 })),
  ),
  fault('keyUsage: no cRLSign', onIssuer(keyUsage(['keyCertSign']))),
  fault('keyUsage: missing', without('keyUsage', issuersOf)),
  fault(
    'keyUsage: bits that it does not use',
    onIssuer(anyExtension(OIDS.keyUsage, Buffer.of(3, 2, 1, 0x07), true)),
  ),
  fault(
    'EKU: missing in the leaf',
    without('extKeyUsage', (draft) => [leafOf(draft)]),
  ),
  fault('EKU: another purpose', onLeaf(extKeyUsage(['clientAuth']))),
  fault('EKU: any purpose', onLeaf(extKeyUsage(['any']))),
  fault('EKU: a second purpose', onLeaf(extKeyUsage([SIGNER, 'codeSigning']))),
  fault('EKU: empty', onLeaf(extKeyUsage([]))),
  harmless('EKU: critical', onLeaf(extKeyUsage([SIGNER], true))),
  harmless(
    'EKU: of an authority, with the purpose',
    onAuthority(extKeyUsage(['OCSPSigning', SIGNER])),
    2,
  ),
  fault('EKU: of an authority, without the purpose', onAuthority(extKeyUsage(['serverAuth'])), 2),
  fault('EKU: of an authority, any', onAuthority(extKeyUsage(['any'])), 2),
  harmless(
    'AKI: issuer and serial number too',
    saidOfIssuer((keyId, draft, level) => {
      const issuer = draft.certificates[level - 1]!
      const above = draft.certificates[Math.max(0, level - 2)]!
      return authorityKeyIdentifier({
        keyId,
        issuer: [directoryName(above.subject)],
        serial: issuer.serial,
      })
    }),
  ),
  fault(
    'AKI: another serial number',
    saidOfIssuer((keyId, draft, level) => {
      const above = draft.certificates[Math.max(0, level - 2)]!
      return authorityKeyIdentifier({ keyId, issuer: [directoryName(above.subject)], serial: 77 })
    }),
  ),
  fault(
    'AKI: another issuer',
    saidOfIssuer((keyId, draft, level) => {
      const { serial } = draft.certificates[level - 1]!
      return authorityKeyIdentifier({
        keyId,
        issuer: [directoryName([['CN', '虚构的另一机构']])],
        serial,
      })
    }),
  ),
  fault(
    'AKI: another key',
    saidOfIssuer(() => authorityKeyIdentifier({ keyId: keyIdOf(takeKey('p-256', 7).spki) })),
  ),
  fault(
    'AKI: no key',
    saidOfIssuer((_, draft, level) => {
      const above = draft.certificates[Math.max(0, level - 2)]!
      return authorityKeyIdentifier({
        issuer: [directoryName(above.subject)],
        serial: draft.certificates[level - 1]!.serial,
      })
    }),
  ),
  fault(
    'AKI: nothing in it',
    saidOfIssuer(() => authorityKeyIdentifier({})),
  ),
  fault(
    'AKI: critical',
    saidOfIssuer((keyId) => authorityKeyIdentifier({ keyId }, true)),
  ),
  fault('AKI: missing', without('authorityKeyIdentifier', linksOf)),
  fault(
    'AKI: missing where an authority changes its key',
    (draft, random) => {
      const target = random.pick(authoritiesOf(draft))
      target.subject = issuerOf(draft, target).subject
      drop(target, 'authorityKeyIdentifier')
    },
    2,
  ),
  harmless(
    'AKI: missing in the anchor',
    without('authorityKeyIdentifier', (draft) => [anchorOf(draft)]),
  ),
  harmless(
    'SKI: missing in the leaf',
    without('subjectKeyIdentifier', (draft) => [leafOf(draft)]),
  ),
  fault('SKI: missing in an issuer', without('subjectKeyIdentifier', issuersOf)),
  fault('SKI: critical', (draft, random) => {
    const target = random.pick(draft.certificates)
    put(target, subjectKeyIdentifier(keyIdOf(target.key.spki), true))
  }),
  fault('SKI: another than the one named below', (draft, random) => {
    put(random.pick(issuersOf(draft)), subjectKeyIdentifier(Buffer.alloc(20, 7)))
  }),
  fault('SKI: no OCTET STRING', (draft) => {
    put(leafOf(draft), anyExtension(OIDS.subjectKeyIdentifier, integer(5), false))
  }),
  odd('SKI: empty in the leaf', (draft) => {
    put(leafOf(draft), anyExtension(OIDS.subjectKeyIdentifier, octetString(Buffer.alloc(0)), false))
  }),
]
