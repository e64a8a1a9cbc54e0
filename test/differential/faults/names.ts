/** Names, and whether two are the same. RFC 5280, sections 4.1.2.4, 4.1.2.6 and 7.1. */
import { sequence, string } from '../../support/x509/der-writer.ts'
import { subjectAltName } from '../../support/x509/extensions.ts'
import { dnsName } from '../../support/x509/general-names.ts'
import type { Attribute, Name } from '../../support/x509/names.ts'
import { authoritiesOf, issuerOf, issuersOf, leafOf, linksOf, put } from '../draft.ts'
import type { CertificateDraft, ChainDraft } from '../draft.ts'
import type { Random } from '../random.ts'
import { fault, harmless, odd } from '../row.ts'
import type { Row } from '../row.ts'

type Change = (attribute: Attribute) => Attribute

const each = (name: Name, change: Change): Name =>
  name.map((part) => (isAttribute(part) ? change(part) : part.map(change)))

const isAttribute = (part: Attribute | readonly Attribute[]): part is Attribute =>
  typeof part[0] === 'string'

/** One certificate writes its issuer's name in another way than the issuer does. */
const spelled = (change: Change) => (draft: ChainDraft, random: Random) => {
  const child = random.pick(linksOf(draft))
  child.options.issuer = each(issuerOf(draft, child).subject, change)
}

const commonName = (draft: CertificateDraft, ...attribute: Attribute): void => {
  draft.subject = [...draft.subject.slice(0, -1), attribute]
}

const asciiOnly = (value: string | Buffer): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)

export const NAME_FAULTS: readonly Row[] = [
  harmless(
    'name: issuer in other letters',
    spelled(([type, value, as]) =>
      withType(type, typeof value === 'string' ? value.toUpperCase() : value, as),
    ),
  ),
  harmless(
    'name: issuer with further blanks',
    spelled(([type, value, as]) =>
      type === 'C' || typeof value !== 'string'
        ? withType(type, value, as)
        : withType(type, `  ${value.replaceAll(' ', '   ')} `, as),
    ),
  ),
  harmless(
    'name: issuer in other string types',
    spelled(([type, value]) => [type, value, asciiOnly(value) ? 'utf8' : 'bmp']),
  ),
  harmless('name: part of several attributes', (draft, random) => {
    const target = random.pick(draft.certificates)
    const [country, state, ...rest] = target.subject as readonly Attribute[]
    target.subject = [country!, state!, rest]
  }),
  harmless('name: only a common name', (draft, random) => {
    const target = random.pick(issuersOf(draft))
    target.subject = [['CN', `Fictitious Authority ${target.level}`, 'printable']]
  }),
  harmless(
    'name: authority with a new key under its old one',
    (draft, random) => {
      const target = random.pick(authoritiesOf(draft))
      target.subject = issuerOf(draft, target).subject
    },
    2,
  ),
  odd('name: leaf has the name of its issuer', (draft) => {
    leafOf(draft).subject = issuerOf(draft, leafOf(draft)).subject
  }),
  fault('name: issuer is another', (draft, random) => {
    const child = random.pick(linksOf(draft))
    child.options.issuer = [
      ...issuerOf(draft, child).subject.slice(0, -1),
      ['CN', '虚构的另一机构'],
    ]
  }),
  fault('name: issuer is shorter', (draft, random) => {
    const child = random.pick(linksOf(draft))
    child.options.issuer = issuerOf(draft, child).subject.slice(0, -1)
  }),
  fault('name: issuer has its parts in another order', (draft, random) => {
    const child = random.pick(linksOf(draft))
    child.options.issuer = issuerOf(draft, child).subject.toReversed()
  }),
  fault('name: issuer empty', (draft, random) => {
    random.pick(linksOf(draft)).options.issuer = []
  }),
  fault('name: subject of an issuer empty', (draft, random) => {
    random.pick(issuersOf(draft)).subject = []
  }),
  fault('name: subject of the leaf empty', (draft) => {
    leafOf(draft).subject = []
  }),
  fault('name: subject of the leaf empty, critical alternative name', (draft) => {
    leafOf(draft).subject = []
    put(leafOf(draft), subjectAltName([dnsName('signer.example')], true))
  }),
  fault('name: NUL inside', (draft, random) => {
    commonName(random.pick(draft.certificates), 'CN', '虚构\0机构')
  }),
  fault('name: Cyrillic letter', (draft, random) => {
    commonName(random.pick(draft.certificates), 'CN', 'Fictitious \u0430uthority')
  }),
  fault('name: invisible character', (draft, random) => {
    commonName(random.pick(draft.certificates), 'CN', '虚构\u200b机构')
  }),
  fault('name: string type of no name', (draft, random) => {
    commonName(
      random.pick(draft.certificates),
      'CN',
      '12345',
      random.pick(['numeric', 'universal']),
    )
  }),
  fault('name: character outside its string type', (draft, random) => {
    commonName(random.pick(draft.certificates), 'CN', 'Fictitious_Authority@1', 'printable')
  }),
  fault('name: UTF-8 cut short', (draft, random) => {
    commonName(random.pick(draft.certificates), 'CN', Buffer.of(0xe8, 0x99))
  }),
  odd('name: issuer in Latin-1', (draft, random) => {
    const target = random.pick(issuersOf(draft))
    commonName(target, 'CN', 'Fictitious Authority', 'teletex')
  }),
  odd('name: e-mail address in the subject', (draft) => {
    leafOf(draft).subject = [...leafOf(draft).subject, ['E', 'signer@registry.example']]
  }),
  fault('name: a part without attribute', (draft) => {
    const { options } = leafOf(draft)
    options.tamperFields = (fields) => fields.toSpliced(5, 1, sequence(Buffer.of(0x31, 0x00)))
  }),
  fault('name: no sequence', (draft) => {
    const { options } = leafOf(draft)
    options.tamperFields = (fields) => fields.toSpliced(5, 1, string('utf8', '虚构'))
  }),
]

function withType(type: string, value: string | Buffer, as: Attribute[2]): Attribute {
  return as === undefined ? [type, value] : [type, value, as]
}
