/** Extensions known, unknown and broken; versions; serial numbers. RFC 5280, sections 4.1.2.1, 4.1.2.2, 4.2. */
import {
  certificatePolicies,
  inhibitAnyPolicy,
  policyConstraints,
  policyMappings,
} from '../../support/x509/constraint-extensions.ts'
import { crlDistributionPoints, freshestCrl } from '../../support/x509/crl-extensions.ts'
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
  tlv,
} from '../../support/x509/der-writer.ts'
import {
  anyExtension,
  encodeExtension,
  OIDS,
  subjectAltName,
} from '../../support/x509/extensions.ts'
import type { Extension } from '../../support/x509/extensions.ts'
import {
  directoryName,
  dnsName,
  emailName,
  ipName,
  otherName,
  registeredId,
  uriName,
} from '../../support/x509/general-names.ts'
import { leafOf, linksOf, put } from '../draft.ts'
import type { CertificateDraft } from '../draft.ts'
import { fault, harmless, odd } from '../row.ts'
import type { Row } from '../row.ts'

type Apply = Row['apply']

const anywhere =
  (...extensions: readonly Extension[]): Apply =>
  (draft, random) =>
    put(random.pick(linksOf(draft)), ...extensions)
const onLeaf =
  (...extensions: readonly Extension[]): Apply =>
  (draft) =>
    put(leafOf(draft), ...extensions)

const UNKNOWN = '1.3.6.1.4.1.32473.7.7'
const POLICY = '1.3.6.1.4.1.32473.5.1'
const NETSCAPE_TYPE = '2.16.840.1.113730.1.1'
const PROXY = '1.3.6.1.5.5.7.1.14'
const ADDRESS_BLOCKS = '1.3.6.1.5.5.7.1.7'
const unknown = (critical: boolean): Extension =>
  anyExtension(UNKNOWN, string('utf8', '虚构'), critical)

/** Everything usual stays; these come behind it. */
const withAlso =
  (make: (usual: CertificateDraft) => readonly Extension[]): Apply =>
  (draft, random) => {
    const target = random.pick(linksOf(draft))
    const { tamperFields = (fields: Buffer[]) => fields } = target.options
    target.options.tamperFields = (fields) => {
      const list = tamperFields(fields)
      return [...list.slice(0, -1), appended(list.at(-1)!, make(target))]
    }
  }

/** `[3]` of a certificate with more in it. */
function appended(field: Buffer, more: readonly Extension[]): Buffer {
  const inner = contentOf(contentOf(field))
  return explicit(3, sequence(inner, ...more.map(encodeExtension)))
}

function contentOf(item: Buffer): Buffer {
  return item.subarray(item[1]! < 0x80 ? 2 : 2 + (item[1]! & 0x7f))
}

const field =
  (change: (fields: Buffer[]) => Buffer[]): Apply =>
  (draft, random) => {
    random.pick(linksOf(draft)).options.tamperFields = change
  }

const serial =
  (value: number | bigint | Buffer): Apply =>
  (draft, random) => {
    random.pick(linksOf(draft)).options.serial = value
  }

export const EXTENSION_FAULTS: readonly Row[] = [
  harmless('extension: unknown', anywhere(unknown(false))),
  fault('extension: unknown and critical', anywhere(unknown(true))),
  fault('extension: unknown, twice', anywhere(unknown(false), unknown(false))),
  fault(
    'extension: keyUsage twice',
    withAlso(() => [anyExtension(OIDS.keyUsage, namedBits([0, 5, 6]), true)]),
  ),
  fault(
    'extension: key identifier twice',
    withAlso(() => [anyExtension(OIDS.subjectKeyIdentifier, octetString(Buffer.of(7)), false)]),
  ),
  fault(
    'extension: FALSE written out',
    anywhere(anyExtension(UNKNOWN, nothing(), 'explicit-false')),
  ),
  fault(
    'extension: bytes behind the value',
    onLeaf(anyExtension(OIDS.keyUsage, Buffer.concat([namedBits([0]), nothing()]), true)),
  ),
  fault('extensions: none at all', (draft, random) => {
    random.pick(linksOf(draft)).options.allExtensions = null
  }),
  fault('extensions: an empty list', (draft, random) => {
    random.pick(linksOf(draft)).options.allExtensions = []
  }),
  harmless('policy: stated', anywhere(certificatePolicies([POLICY]))),
  harmless('policy: stated, critical', anywhere(certificatePolicies([POLICY], true))),
  fault('policy: none in the list', anywhere(certificatePolicies([]))),
  fault('policy: constraints', anywhere(policyConstraints({ requireExplicitPolicy: 0 }))),
  fault('policy: mappings', anywhere(policyMappings([[POLICY, POLICY]], false))),
  fault('policy: inhibitAnyPolicy', anywhere(inhibitAnyPolicy(1))),
  harmless(
    'extension: authority information access',
    anywhere(
      anyExtension(
        OIDS.authorityInfoAccess,
        sequence(sequence(oid('1.3.6.1.5.5.7.48.1'), uriName('http://ocsp.example'))),
        false,
      ),
    ),
  ),
  odd(
    'extension: issuerAltName',
    anywhere(anyExtension(OIDS.issuerAltName, sequence(dnsName('ca.example')), false)),
  ),
  fault(
    'extension: issuerAltName, critical',
    anywhere(anyExtension(OIDS.issuerAltName, sequence(dnsName('ca.example')), true)),
  ),
  odd('extension: freshestCRL', anywhere(freshestCrl(['http://crl.example/delta']))),
  harmless(
    'extension: cRLDistributionPoints',
    anywhere(crlDistributionPoints(['http://crl.example/list'])),
  ),
  fault(
    'extension: cRLDistributionPoints broken',
    anywhere(anyExtension(OIDS.cRLDistributionPoints, sequence(integer(1)), false)),
  ),
  fault(
    'extension: proxyCertInfo',
    onLeaf(anyExtension(PROXY, sequence(sequence(oid('1.3.6.1.5.5.7.21.1'))), false)),
  ),
  fault(
    'extension: netscape type of a signer',
    anywhere(anyExtension(NETSCAPE_TYPE, namedBits([0, 1]), false)),
  ),
  fault(
    'extension: netscape type of an authority',
    onLeaf(anyExtension(NETSCAPE_TYPE, namedBits([5, 6, 7]), false)),
  ),
  fault(
    'extension: netscape type broken',
    anywhere(anyExtension(NETSCAPE_TYPE, integer(3), false)),
  ),
  fault(
    'extension: address blocks',
    onLeaf(
      anyExtension(
        ADDRESS_BLOCKS,
        sequence(sequence(octetString(Buffer.of(0, 1)), sequence(bitString(Buffer.of(10))))),
        false,
      ),
    ),
  ),
  fault(
    'extension: precertificate',
    onLeaf(anyExtension('1.3.6.1.4.1.11129.2.4.3', nothing(), true)),
  ),
  harmless(
    'SAN: names of a host, a mailbox, an address, a person',
    onLeaf(
      subjectAltName([
        dnsName('signer.example'),
        emailName('signer@registry.example'),
        uriName('https://signer.example/a?b'),
        ipName('192.0.2.7'),
        directoryName([['CN', '虚构']]),
        registeredId('1.3.6.1.4.1.32473.2'),
      ]),
    ),
  ),
  harmless('SAN: critical', onLeaf(subjectAltName([dnsName('signer.example')], true))),
  odd(
    'SAN: other name',
    onLeaf(subjectAltName([otherName('1.3.6.1.4.1.32473.3', string('utf8', '虚构'))])),
  ),
  fault('SAN: empty', onLeaf(subjectAltName([]))),
  fault('SAN: broken other name', onLeaf(subjectAltName([explicit(0, integer(5))]))),
  fault('SAN: broken registered id', onLeaf(subjectAltName([tlv(0x88)]))),
  fault('SAN: address of five octets', onLeaf(subjectAltName([ipName(Buffer.alloc(5, 1))]))),
  fault('SAN: X.400 address', onLeaf(subjectAltName([implicit(3, sequence(integer(1)))]))),
  fault('SAN: EDI party', onLeaf(subjectAltName([implicit(5, sequence(integer(1)))]))),
  fault('SAN: name of an unknown form', onLeaf(subjectAltName([tlv(0x89, Buffer.of(1))]))),
  fault('SAN: host not in ASCII', onLeaf(subjectAltName([dnsName(Buffer.from('虚构.example'))]))),
  fault('version: 1, with extensions', (draft, random) => {
    random.pick(linksOf(draft)).options.version = null
  }),
  fault('version: 1, without extensions', (draft, random) => {
    const { options } = random.pick(linksOf(draft))
    options.version = null
    options.allExtensions = null
  }),
  fault('version: 2', (draft, random) => {
    random.pick(linksOf(draft)).options.version = 2
  }),
  fault('version: 4', (draft, random) => {
    random.pick(linksOf(draft)).options.version = 4
  }),
  odd('unique ids', (draft, random) => {
    const { options } = random.pick(linksOf(draft))
    options.issuerUniqueId = Buffer.of(1)
    options.subjectUniqueId = Buffer.of(2)
  }),
  harmless('serial number: 20 octets', serial(2n ** 158n + 5n)),
  fault('serial number: 0', serial(0)),
  fault('serial number: negative', serial(-5)),
  fault('serial number: 21 octets', serial(2n ** 161n)),
  fault('serial number: not the shortest', serial(integer(Buffer.of(0, 0, 9)))),
  fault(
    'fields: one more',
    field((fields) => [...fields, nothing()]),
  ),
  fault(
    'fields: serial number missing',
    field((fields) => fields.toSpliced(1, 1)),
  ),
]
