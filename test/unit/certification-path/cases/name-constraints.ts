import { askChain, askPath, makeSigner } from '../../../support/good-path.ts'
import { nameConstraints } from '../../../support/x509/constraint-extensions.ts'
import type { NameConstraints } from '../../../support/x509/constraint-extensions.ts'
import { nothing } from '../../../support/x509/der-writer.ts'
import { subjectAltName } from '../../../support/x509/extensions.ts'
import {
  directoryName,
  dnsName,
  emailName,
  ipName,
  otherName,
  registeredId,
  uriName,
} from '../../../support/x509/general-names.ts'
import type { GeneralName } from '../../../support/x509/general-names.ts'
import { makeIntermediate, makeRoot } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import type { Name } from '../../../support/x509/names.ts'
import type { Case } from '../case.ts'
import { named } from './order.ts'

const step = 'NAME_CONSTRAINTS'
const BROKEN = 'CERT_NAME_CONSTRAINT_BROKEN'

export const SHANGHAI: Name = [
  ['C', 'CN'],
  ['ST', '上海市'],
]
const JIANGSU: Name = [
  ['C', 'CN'],
  ['ST', '江苏省'],
]

/** The authority's constraint, and what the leaf is called beside its subject. */
export const constrained = (limits: NameConstraints, ...alternative: GeneralName[]) =>
  askPath({
    ca: { extensions: [nameConstraints(limits)] },
    leaf: alternative.length === 0 ? {} : { extensions: [subjectAltName(alternative)] },
  })

const breaks = (title: string, limits: NameConstraints, ...names: GeneralName[]): Case => ({
  title,
  step,
  code: BROKEN,
  facts: { position: 1 },
  ask: () => constrained(limits, ...names),
})

const only = (...permitted: GeneralName[]): NameConstraints => ({ permitted })
const never = (...excluded: GeneralName[]): NameConstraints => ({ excluded })

const DIRECTORY: readonly Case[] = [
  {
    ...breaks('a leaf outside the only part its authority permits', only(directoryName(JIANGSU))),
    rule: 'name constraint broken',
  },
  breaks('a leaf in a part that is excluded', never(directoryName(SHANGHAI))),
  breaks('a leaf in a permitted and an excluded part', {
    permitted: [directoryName(SHANGHAI)],
    excluded: [directoryName([...SHANGHAI, ['O', '虚构登记机关']])],
  }),
  breaks(
    'a leaf whose name is shorter than the permitted part',
    only(directoryName([...named('虚构签署人'), ['OU', '虚构']])),
  ),
  breaks(
    'a leaf under the permitted parts in another order',
    only(directoryName(SHANGHAI.toReversed())),
  ),
  breaks(
    'an alternative directory name outside the permitted part',
    only(directoryName(SHANGHAI)),
    directoryName(JIANGSU),
  ),
  {
    title: 'an authority outside what the anchor permits',
    step,
    code: BROKEN,
    facts: { position: 1 },
    ask: () => askPath({ root: { extensions: [nameConstraints(only(directoryName(JIANGSU)))] } }),
  },
  {
    title: 'a lower authority that widens what the upper one permits',
    step,
    code: BROKEN,
    facts: { position: 1 },
    ask: () => {
      const root = makeRoot()
      const upper = makeIntermediate(root, {
        extensions: [nameConstraints(only(directoryName(named('虚构签发机构2'))))],
      })
      const lower = makeIntermediate(upper, {
        extensions: [nameConstraints(only(directoryName(SHANGHAI)))],
      })
      return askChain(root, [lower, upper], makeSigner(lower))
    },
  },
]

const TEXTS: readonly Case[] = [
  breaks(
    'a DNS name outside the permitted domain',
    only(dnsName('example.cn')),
    dnsName('example.com'),
  ),
  breaks(
    'a DNS name that only ends like the permitted domain',
    only(dnsName('example.cn')),
    dnsName('badexample.cn'),
  ),
  breaks('a DNS name in an excluded domain', never(dnsName('example.cn')), dnsName('A.Example.CN')),
  breaks(
    'every DNS name when the empty one is excluded',
    never(dnsName('')),
    dnsName('example.cn'),
  ),
  breaks(
    'one of two DNS names outside',
    only(dnsName('example.cn')),
    dnsName('a.example.cn'),
    dnsName('example.com'),
  ),
  {
    ...breaks(
      'a common name like a host’s outside the permitted domain',
      only(dnsName('example.cn')),
    ),
    ask: () =>
      askPath({
        ca: { extensions: [nameConstraints(only(dnsName('example.cn')))] },
        leaf: { subject: [...SHANGHAI, ['CN', 'www.example.com']] },
      }),
  },
  breaks(
    'an e-mail address of another host',
    only(emailName('example.cn')),
    emailName('a@mail.example.cn'),
  ),
  breaks(
    'an e-mail address of the host itself under a domain',
    only(emailName('.example.cn')),
    emailName('a@example.cn'),
  ),
  breaks('another mailbox', only(emailName('a@example.cn')), emailName('b@example.cn')),
  breaks(
    'a mailbox written with another case',
    only(emailName('a@example.cn')),
    emailName('A@example.cn'),
  ),
  breaks('an excluded mailbox', never(emailName('a@example.cn')), emailName('a@EXAMPLE.cn')),
  breaks(
    'an e-mail address without host under an exclusion',
    never(emailName('example.com')),
    emailName('a'),
  ),
  {
    ...breaks('an e-mail address of the subject outside', only(emailName('example.cn'))),
    ask: () =>
      askPath({
        ca: { extensions: [nameConstraints(only(emailName('example.cn')))] },
        leaf: { subject: [...SHANGHAI, ['E', 'a@example.com']] },
      }),
  },
  breaks(
    'a URI of another host',
    only(uriName('example.cn')),
    uriName('https://example.com/example.cn'),
  ),
  breaks(
    'a URI whose user looks like the host',
    only(uriName('example.cn')),
    uriName('https://example.cn@example.com/'),
  ),
  breaks(
    'a URI in an excluded domain',
    never(uriName('.example.cn')),
    uriName('https://a.example.cn:8443/'),
  ),
  breaks(
    'a URI without host under an exclusion',
    never(uriName('.example.com')),
    uriName('urn:uuid:0'),
  ),
  breaks(
    'a URI of an address under an exclusion',
    never(uriName('.example.com')),
    uriName('https://192.0.2.1/'),
  ),
  breaks(
    'a URI of an address in brackets under an exclusion',
    never(uriName('.example.com')),
    uriName('https://[2001:db8::1]/'),
  ),
]

const unsupported = (title: string, form: string, limits: NameConstraints): Case => ({
  title: `${title}, as not supported`,
  step,
  code: 'CERT_NAME_CONSTRAINT_UNSUPPORTED',
  status: 'UNDETERMINED',
  facts: { position: 2, form },
  ask: () => constrained(limits),
})

const UNSUPPORTED: readonly Case[] = [
  unsupported('a constraint on addresses', '[7]', only(ipName('192.0.2.0/24'))),
  unsupported('an excluded range of addresses', '[7]', never(ipName('192.0.2.0/24'))),
  unsupported('a constraint on another kind of name', '[0]', only(otherName('1.2.3', nothing()))),
  unsupported('a constraint on registered ids', '[8]', never(registeredId('1.2.3'))),
  unsupported('a constraint on X.400 addresses', '[3]', only(Buffer.of(0xa3, 0))),
  unsupported('a constraint on EDI parties', '[5]', only(Buffer.of(0xa5, 0))),
  unsupported('a DNS constraint with a leading dot', '[2] .', never(dnsName('.example.cn'))),
  unsupported('a minimum', 'minimum/maximum', {
    permitted: [{ base: directoryName(SHANGHAI), minimum: 1 }],
  }),
  unsupported('a maximum', 'minimum/maximum', {
    permitted: [{ base: directoryName(SHANGHAI), maximum: 9 }],
  }),
]

const outside = (title: string, ask: Case['ask'], position = 1): Case => ({
  title,
  step,
  code: 'CERT_OUTSIDE_JURISDICTION',
  facts: { position },
  ask,
})

const PROVINCES: readonly Case[] = [
  {
    ...outside('a leaf of Jiangsu below the anchor of Shanghai', () =>
      askPath({ leaf: { subject: named('虚构签署人', '江苏省') } }),
    ),
    rule: 'province A for province B',
  },
  outside(
    'an authority of Jiangsu below the anchor of Shanghai',
    () => askPath({ ca: { subject: named('虚构签发机构', '江苏省') } }),
    2,
  ),
  outside(
    'Jiangsu through a cross-certificate of Shanghai’s root for its issuing authority',
    crossCertified,
  ),
  outside(
    'Jiangsu through a cross-certificate of Shanghai’s root for its root',
    crossCertifiedRoot,
  ),
  outside('a leaf that names no province', () => askPath({ leaf: { subject: [['C', 'CN'], ['CN', '虚构签署人']] } })), // prettier-ignore
  outside('a leaf whose province is one of two values of one part', () => askPath({ leaf: { subject: [['C', 'CN'], [['ST', '上海市'], ['L', '虚构']], ['CN', '虚构']] } })), // prettier-ignore
  outside('a leaf of another country with a province of that name', () => askPath({ leaf: { subject: [['C', 'XX'], ['ST', '上海市'], ['CN', '虚构']] } })), // prettier-ignore
  outside('a leaf whose province only begins like it', () =>
    askPath({ leaf: { subject: named('虚构签署人', '上海市虚构') } }),
  ),
]

export const NAME_CONSTRAINTS_CASES: readonly Case[] = [
  ...DIRECTORY,
  ...TEXTS,
  ...UNSUPPORTED,
  ...PROVINCES,
]

/** Everything of Jiangsu is good; only Shanghai's anchor is asked, and Shanghai's root signs the authority. */
function crossCertified() {
  const shanghai = makeRoot()
  const issuing = makeIntermediate(shanghai, { subject: named('虚构江苏签发机构', '江苏省') })
  return askChain(shanghai, [issuing], makeSigner(issuing, { subject: named('虚构', '江苏省') }))
}

function crossCertifiedRoot() {
  const shanghai = makeRoot()
  const subject = named('虚构江苏根', '江苏省')
  const crossed = makeIntermediate(shanghai, { subject, key: takeKey('rsa-2048', 4) })
  const issuing = makeIntermediate(crossed, { subject: named('虚构江苏签发机构', '江苏省') })
  const leaf = makeSigner(issuing, { subject: named('虚构', '江苏省') })
  return askChain(shanghai, [issuing, crossed], leaf)
}
