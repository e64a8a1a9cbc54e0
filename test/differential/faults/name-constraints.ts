/** Name constraints and the names under them. RFC 5280, section 4.2.1.10; RFC 8398, section 6. */
import { nameConstraints } from '../../support/x509/constraint-extensions.ts'
import type { NameConstraints } from '../../support/x509/constraint-extensions.ts'
import { sequence, string } from '../../support/x509/der-writer.ts'
import { anyExtension, OIDS, subjectAltName } from '../../support/x509/extensions.ts'
import {
  directoryName,
  dnsName,
  emailName,
  ipName,
  otherName,
  registeredId,
  uriName,
} from '../../support/x509/general-names.ts'
import type { GeneralName } from '../../support/x509/general-names.ts'
import type { Attribute, Name } from '../../support/x509/names.ts'
import { issuersOf, leafOf, put } from '../draft.ts'
import type { CertificateDraft } from '../draft.ts'
import { fault, harmless, odd } from '../row.ts'
import type { Row } from '../row.ts'

type Apply = Row['apply']

/** An issuer constrains, the leaf bears the names. */
const under =
  (constraints: NameConstraints, ...names: readonly GeneralName[]): Apply =>
  (draft, random) => {
    put(random.pick(issuersOf(draft)), nameConstraints(constraints))
    if (names.length > 0) put(leafOf(draft), subjectAltName(names))
  }

/** The leaf's subject has this too. */
const bearing =
  (constraints: NameConstraints, ...attribute: Attribute): Apply =>
  (draft, random) => {
    under(constraints)(draft, random)
    leafOf(draft).subject = [...leafOf(draft).subject, attribute]
  }

const SHANGHAI: Name = [
  ['C', 'CN'],
  ['ST', '上海市'],
]
const ANHUI: Name = [
  ['C', 'CN'],
  ['ST', '安徽省'],
]
const IN_SHANGHAI: NameConstraints = { permitted: [directoryName(SHANGHAI)] }
/** Only where every subject lies there by now. */
const inShanghai =
  (apply: Apply): Apply =>
  (draft, random) => {
    const lies = ({ subject }: CertificateDraft) =>
      JSON.stringify(subject.slice(0, 2)) === JSON.stringify(SHANGHAI)
    if (draft.certificates.every(lies)) apply(draft, random)
  }
const SMTP_UTF8 = '1.3.6.1.5.5.7.8.9'

/** Constraint, name, and whether it lies in it. */
const CASES: readonly (readonly [string, GeneralName, GeneralName, boolean])[] = [
  ['host in its domain', dnsName('example'), dnsName('signer.example'), true],
  ['host itself', dnsName('signer.example'), dnsName('SIGNER.example'), true],
  ['host elsewhere', dnsName('example'), dnsName('signer.test'), false],
  ['host that ends alike', dnsName('example'), dnsName('anexample'), false],
  ['mailbox itself', emailName('a@b.example'), emailName('a@B.example'), true],
  ['mailbox of another', emailName('a@b.example'), emailName('c@b.example'), false],
  ['mailbox at its host', emailName('b.example'), emailName('c@b.example'), true],
  ['mailbox at a host below', emailName('b.example'), emailName('c@d.b.example'), false],
  ['mailbox in its domain', emailName('.b.example'), emailName('c@d.b.example'), true],
  ['mailbox at the domain itself', emailName('.b.example'), emailName('c@b.example'), false],
  [
    'address in the web at its host',
    uriName('b.example'),
    uriName('https://b.example:8443/x'),
    true,
  ],
  ['address in the web below', uriName('b.example'), uriName('https://a.b.example/x'), false],
  [
    'address in the web in its domain',
    uriName('.b.example'),
    uriName('https://a.b.example/'),
    true,
  ],
]

/** What one reads so and another otherwise, under a permission and under an exclusion alike. */
const DISPUTED: readonly (readonly [string, GeneralName, GeneralName])[] = [
  ['domain with a leading dot', dnsName('.example'), dnsName('signer.example')],
  ['any host', dnsName(''), dnsName('signer.example')],
  ['host with a star', dnsName('example'), dnsName('*.example')],
  ['host with a dot at its end', dnsName('example'), dnsName('signer.example.')],
  ['no mailbox', emailName('b.example'), emailName('nobody')],
  ['host for a mailbox', emailName('b.example'), emailName('b.example')],
  ['mailbox in other letters', emailName('Signer@b.example'), emailName('signer@b.example')],
  ['mailbox with two @', emailName('b.example'), emailName('a@x@b.example')],
  ['address in the web with a user', uriName('b.example'), uriName('https://u@b.example/')],
  [
    'address in the web with user and word',
    uriName('b.example'),
    uriName('https://u:p@b.example/'),
  ],
  ['address in the web with a query alone', uriName('b.example'), uriName('https://b.example?x')],
  [
    'address in the web with a fragment alone',
    uriName('b.example'),
    uriName('https://b.example#x'),
  ],
  ['address in the web without host', uriName('b.example'), uriName('urn:example:x')],
  ['address in the web with an empty host', uriName('b.example'), uriName('file:///x')],
  ['address in the web in brackets', uriName('b.example'), uriName('https://[2001:db8::1]/')],
  [
    'address in the web with a colon in its path',
    uriName('b.example'),
    uriName('https://b.example/a:b'),
  ],
  [
    'person with a plain letter for a Kelvin sign',
    directoryName([['O', 'ban\u212a']]),
    directoryName([['O', 'bank']]),
  ],
  ['address in the web by number', uriName('b.example'), uriName('https://192.0.2.1/')],
  ['address in the web in other letters', uriName('b.example'), uriName('HTTPS://B.EXAMPLE/')],
  [
    'mailbox in UTF-8',
    emailName('b.example'),
    otherName(SMTP_UTF8, string('utf8', '虚构@b.example')),
  ],
  [
    'person in other letters',
    directoryName([['O', 'Registry']]),
    directoryName([['O', ' REGISTRY']]),
  ],
  [
    'person with a Kelvin sign',
    directoryName([['O', 'bank']]),
    directoryName([['O', 'ban\u212a']]),
  ],
  [
    'person behind a wide blank',
    directoryName([['O', 'bank']]),
    directoryName([['O', '\u3000bank']]),
  ],
  ['address', ipName('192.0.2.0/24'), ipName('192.0.2.7')],
  ['registered id', registeredId('1.3.6.1.4.1.32473'), registeredId('1.3.6.1.4.1.32473')],
]

export const CONSTRAINT_FAULTS: readonly Row[] = [
  harmless('constraint: the province, which fits', inShanghai(under(IN_SHANGHAI))),
  harmless(
    'permitted: person in the province',
    inShanghai(under(IN_SHANGHAI, directoryName([...SHANGHAI, ['CN', '虚构']]))),
  ),
  fault(
    'permitted: person elsewhere',
    under(IN_SHANGHAI, directoryName([...ANHUI, ['CN', '虚构']])),
  ),
  fault(
    'excluded: person in the province',
    under({ excluded: [directoryName(ANHUI)] }, directoryName([...ANHUI, ['CN', '虚构']])),
  ),
  fault('constraint: another province', under({ permitted: [directoryName(ANHUI)] })),
  fault('constraint: the province excluded', under({ excluded: [directoryName(SHANGHAI)] })),
  harmless('constraint: another province excluded', under({ excluded: [directoryName(ANHUI)] })),
  harmless(
    'constraint: on a form that nobody bears',
    under({ permitted: [emailName('b.example')] }),
  ),
  ...CASES.flatMap(([name, base, given, lies]) => [
    (lies ? harmless : fault)(`permitted: ${name}`, under({ permitted: [base] }, given)),
    (lies ? fault : harmless)(`excluded: ${name}`, under({ excluded: [base] }, given)),
  ]),
  ...DISPUTED.flatMap(([name, base, given]) => [
    odd(`permitted: ${name}`, under({ permitted: [base] }, given)),
    odd(`excluded: ${name}`, under({ excluded: [base] }, given)),
  ]),
  odd(
    'permitted: one of two',
    under({ permitted: [dnsName('test'), dnsName('example')] }, dnsName('a.example')),
  ),
  fault(
    'permitted and excluded at once',
    under(
      { permitted: [dnsName('example')], excluded: [dnsName('a.example')] },
      dnsName('a.example'),
    ),
  ),
  fault(
    'constraint: second of two names',
    under({ permitted: [dnsName('example')] }, dnsName('a.example'), dnsName('a.test')),
  ),
  fault(
    'permitted: common name that is a host elsewhere',
    bearing({ permitted: [dnsName('example')] }, 'CN', 'signer.test'),
  ),
  odd(
    'permitted: common name that is a host there',
    bearing({ permitted: [dnsName('example')] }, 'CN', 'signer.example'),
  ),
  odd(
    'excluded: common name nearly a host',
    bearing({ excluded: [dnsName('example')] }, 'CN', '-signer-.example'),
  ),
  fault(
    'excluded: common name that is a host',
    bearing({ excluded: [dnsName('example')] }, 'CN', 'signer.example'),
  ),
  fault(
    'permitted: e-mail in the subject elsewhere',
    bearing({ permitted: [emailName('b.example')] }, 'E', 'a@c.example'),
  ),
  odd(
    'permitted: e-mail in the subject in UTF-8',
    bearing(IN_SHANGHAI, 'E', 'a@b.example', 'utf8'),
  ),
  odd(
    'excluded: e-mail in the subject without @',
    bearing({ excluded: [emailName('b.example')] }, 'E', 'nobody'),
  ),
  odd('constraint: not critical', (draft, random) => {
    put(random.pick(issuersOf(draft)), nameConstraints({ excluded: [directoryName(ANHUI)] }, false))
  }),
  odd('constraint: of a leaf', (draft) => put(leafOf(draft), nameConstraints(IN_SHANGHAI))),
  fault('constraint: neither permitted nor excluded', under({})),
  odd('constraint: empty lists', under({ permitted: [], excluded: [] })),
  fault('constraint: minimum', under({ excluded: [{ base: directoryName(ANHUI), minimum: 1 }] })),
  fault('constraint: maximum', under({ excluded: [{ base: directoryName(ANHUI), maximum: 3 }] })),
  fault('constraint: broken', (draft, random) => {
    const broken = sequence(string('utf8', '虚构'))
    put(random.pick(issuersOf(draft)), anyExtension(OIDS.nameConstraints, broken, true))
  }),
]
