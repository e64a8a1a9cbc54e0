import { askPath } from '../../../support/good-path.ts'
import type { Change } from '../../../support/good-path.ts'
import {
  inhibitAnyPolicy,
  policyConstraints,
  policyMappings,
} from '../../../support/x509/constraint-extensions.ts'
import {
  boolean,
  explicit,
  implicit,
  integer,
  nothing,
  octetString,
  sequence,
} from '../../../support/x509/der-writer.ts'
import { nested } from '../../../support/x509/der-faults.ts'
import {
  anyExtension,
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  OIDS,
  subjectAltName,
  subjectKeyIdentifier,
} from '../../../support/x509/extensions.ts'
import type { Extension } from '../../../support/x509/extensions.ts'
import { directoryName, dnsName, emailName, uriName } from '../../../support/x509/general-names.ts'
import { makeIntermediate } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import type { Case } from '../case.ts'
import { named } from './order.ts'

const step = 'EXTENSIONS'
const UNKNOWN = '1.3.6.1.4.1.32473.31.99'

const onLeaf = (...extensions: Extension[]): Change => ({ leaf: { extensions } })
const onCa = (...extensions: Extension[]): Change => ({ ca: { extensions } })

const row = (
  title: string,
  code: Case['code'],
  change: () => Change,
  more: Partial<Case> = {},
): Case => ({ title, step, code, facts: { position: 1 }, ...more, ask: () => askPath(change()) })

const UNDERSTOOD: readonly Case[] = [
  row(
    'an unknown critical extension',
    'CERT_EXTENSION_UNKNOWN_CRITICAL',
    () => onLeaf(anyExtension(UNKNOWN, nothing(), true)),
    {
      rule: 'unknown critical extension',
      facts: { position: 1, extension: UNKNOWN },
    },
  ),
  row(
    'an unknown critical extension of the authority',
    'CERT_EXTENSION_UNKNOWN_CRITICAL',
    () => onCa(anyExtension(UNKNOWN, nothing(), true)),
    { facts: { position: 2 } },
  ),
  row(
    'a known extension that nothing here reads, made critical',
    'CERT_EXTENSION_UNKNOWN_CRITICAL',
    () => onLeaf(anyExtension(OIDS.issuerAltName, sequence(dnsName('example.cn')), true)),
  ),
  row(
    'the same extension twice',
    'CERT_EXTENSION_DUPLICATE',
    () => onLeaf(keyUsage(['digitalSignature']), keyUsage(['digitalSignature'])),
    {
      rule: 'duplicate extension',
      facts: { position: 1, extension: OIDS.keyUsage },
    },
  ),
  row('an unknown extension twice', 'CERT_EXTENSION_DUPLICATE', () =>
    onLeaf(anyExtension(UNKNOWN, nothing(), false), anyExtension(UNKNOWN, nothing(), false)),
  ),
  row(
    'basicConstraints twice, the first FALSE',
    'CERT_EXTENSION_DUPLICATE',
    () => onCa(basicConstraints({ ca: false }), basicConstraints({ ca: true })),
    { facts: { position: 2 } },
  ),
  ...[true, false].flatMap((critical) => [
    row(
      `policyMappings, ${criticality(critical)}`,
      'CERT_EXTENSION_NOT_ALLOWED',
      () => onCa(policyMappings([['1.2.3', '1.2.4']], critical)),
      { facts: { position: 2, extension: OIDS.policyMappings } },
    ),
    row(
      `policyConstraints, ${criticality(critical)}`,
      'CERT_EXTENSION_NOT_ALLOWED',
      () => onCa(policyConstraints({ requireExplicitPolicy: 0 }, critical)),
      { facts: { position: 2 } },
    ),
    row(
      `inhibitAnyPolicy, ${criticality(critical)}`,
      'CERT_EXTENSION_NOT_ALLOWED',
      () => onCa(inhibitAnyPolicy(0, critical)),
      { facts: { position: 2 } },
    ),
  ]),
  ...[
    ['addresses of networks', '1.3.6.1.5.5.7.1.7'],
    ['numbers of networks', '1.3.6.1.5.5.7.1.8'],
    ['proxyCertInfo, with which a leaf issues', '1.3.6.1.5.5.7.1.14'],
    ['Netscape’s type', '2.16.840.1.113730.1.1'],
  ].map(([title, extension]) =>
    row(
      title!,
      'CERT_EXTENSION_NOT_ALLOWED',
      () => onLeaf(anyExtension(extension!, nothing(), false)),
      { facts: { position: 1, extension: extension! } },
    ),
  ),
]

const VALUES: readonly [string, string, Buffer][] = [
  ['a subjectKeyIdentifier that is no OCTET STRING', OIDS.subjectKeyIdentifier, integer(1)],
  ['a keyUsage that is no BIT STRING', OIDS.keyUsage, octetString(Buffer.of(0x80))],
  ['a keyUsage with a bit that is not used', OIDS.keyUsage, Buffer.of(3, 2, 7, 0x81)],
  ['a keyUsage with zeros at the end', OIDS.keyUsage, Buffer.of(3, 3, 0, 0x80, 0)],
  ['a subjectAltName without a name', OIDS.subjectAltName, sequence()],
  ['a subjectAltName with something else', OIDS.subjectAltName, sequence(integer(1))],
  [
    'a DNS name outside ASCII',
    OIDS.subjectAltName,
    sequence(implicit(2, octetString(Buffer.from('虚构')))),
  ],
  [
    'a directoryName of two names',
    OIDS.subjectAltName,
    sequence(explicit(4, sequence(), sequence())),
  ],
  ['a basicConstraints that is no SEQUENCE', OIDS.basicConstraints, boolean(true)],
  [
    'a basicConstraints of three fields',
    OIDS.basicConstraints,
    sequence(boolean(true), integer(0), integer(0)),
  ],
  ['a negative pathLenConstraint', OIDS.basicConstraints, sequence(boolean(true), integer(-1))],
  ['a nameConstraints without subtrees', OIDS.nameConstraints, sequence()],
  ['a nameConstraints of another field', OIDS.nameConstraints, sequence(explicit(2, sequence()))],
  [
    'a nameConstraints of two permitted parts',
    OIDS.nameConstraints,
    sequence(explicit(0), explicit(0)),
  ],
  ['a subtree without base', OIDS.nameConstraints, sequence(explicit(0, sequence()))],
  ['a constraint on what is no name', OIDS.nameConstraints, constraintOn(0xa9)],
  ['a cRLDistributionPoints without points', OIDS.cRLDistributionPoints, sequence()],
  [
    'a point with its fields out of order',
    OIDS.cRLDistributionPoints,
    sequence(sequence(implicit(1, Buffer.of(3, 1, 0)), explicit(0))),
  ],
  [
    'a point with an unknown field',
    OIDS.cRLDistributionPoints,
    sequence(sequence(implicit(1, Buffer.of(3, 2, 1, 6)), implicit(9, nothing()))),
  ],
  ['a point whose name is no choice', OIDS.cRLDistributionPoints, sequence(sequence(explicit(0)))],
  ['a certificatePolicies without policies', OIDS.certificatePolicies, sequence()],
  [
    'an authorityKeyIdentifier of an unknown field',
    OIDS.authorityKeyIdentifier,
    sequence(implicit(3, nothing())),
  ],
  [
    'an authorityKeyIdentifier of two keys',
    OIDS.authorityKeyIdentifier,
    sequence(implicit(0, octetString(Buffer.of(1))), implicit(0, octetString(Buffer.of(1)))),
  ],
  ['an extKeyUsage without purposes', OIDS.extKeyUsage, sequence()],
  ['an extKeyUsage with something else', OIDS.extKeyUsage, sequence(integer(1))],
  [
    'an OBJECT IDENTIFIER longer than any',
    OIDS.extKeyUsage,
    sequence(
      Buffer.concat([Buffer.of(6, 0x81, 0xc8, 0x2a), Buffer.alloc(198, 0x81), Buffer.of(1)]),
    ),
  ],
  ['bytes behind the value', OIDS.basicConstraints, Buffer.concat([sequence(), nothing()])],
  ['no value', OIDS.basicConstraints, Buffer.alloc(0)],
  ['a value nested too deep', OIDS.nameConstraints, nested(40)],
]

const KEYS: readonly Case[] = [
  {
    title: 'an authority of the right name with another key than the leaf names',
    rule: 'same DN with another key',
    step,
    code: 'CHAIN_ISSUER_KEY_DIFFERS',
    facts: { position: 1 },
    ask: () =>
      askPath({
        question: ({ root, ca, leaf }) => ({
          chain: [
            leaf.der,
            makeIntermediate(root, { subject: ca.subject, key: takeKey('rsa-2048', 3) }).der,
          ],
        }),
      }),
  },
  row('a leaf that names another key than its issuer’s', 'CHAIN_ISSUER_KEY_DIFFERS', () =>
    onLeaf(authorityKeyIdentifier({ keyId: Buffer.alloc(20, 1) })),
  ),
  row('an authority that says its key is another', 'CHAIN_ISSUER_KEY_DIFFERS', () =>
    onCa(subjectKeyIdentifier(Buffer.alloc(20, 1))),
  ),
  row('a leaf that names another certificate of its issuer', 'CHAIN_ISSUER_KEY_DIFFERS', () => ({
    ca: { serial: 5 },
    leaf: {
      extensions: [authorityKeyIdentifier({ issuer: [directoryName(named('虚构根'))], serial: 6 })],
    },
  })),
  row('a leaf that names another issuer of its issuer', 'CHAIN_ISSUER_KEY_DIFFERS', () => ({
    ca: { serial: 5 },
    leaf: {
      extensions: [
        authorityKeyIdentifier({ issuer: [directoryName(named('虚构别根'))], serial: 5 }),
      ],
    },
  })),
  row(
    'an authority that names another key than the anchor’s',
    'CHAIN_ISSUER_KEY_DIFFERS',
    () => onCa(authorityKeyIdentifier({ keyId: Buffer.alloc(20, 1) })),
    { facts: { position: 2 } },
  ),
]

const suspect = (title: string, name: Buffer, character: string): Case =>
  row(title, 'CERT_NAME_SUSPECT', () => onLeaf(subjectAltName([name])), {
    facts: { position: 1, character },
  })

const NAMES: readonly Case[] = [
  suspect('NUL in a DNS name', dnsName('good.example.cn\0.example.com'), 'U+0000'),
  suspect('a blank in a DNS name', dnsName('good.example.cn '), 'U+0020'),
  suspect('a line break in an e-mail address', emailName('a@example.cn\n'), 'U+000A'),
  suspect('NUL in a URI', uriName('https://example.cn\0@example.com/'), 'U+0000'),
  suspect(
    'a Cyrillic letter in an alternative directory name',
    directoryName(named('虚构а')),
    'U+0430',
  ),
]

export const EXTENSIONS_CASES: readonly Case[] = [
  ...UNDERSTOOD,
  ...VALUES.map(([title, extension, value]) =>
    row(title, 'CERT_EXTENSION_MALFORMED', () => onLeaf(anyExtension(extension, value, false)), {
      facts: { position: 1, extension },
    }),
  ),
  ...KEYS,
  ...NAMES,
]

function criticality(critical: boolean): string {
  return critical ? 'critical' : 'also when not critical'
}

/** Permits one name of this tag, which holds nothing. */
function constraintOn(tag: number): Buffer {
  return sequence(explicit(0, sequence(Buffer.of(tag, 0))))
}
