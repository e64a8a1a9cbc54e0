import { askChain, askPath, goodPath, makeSigner } from '../../../support/good-path.ts'
import type { GoodPath } from '../../../support/good-path.ts'
import { indefiniteLength, longerLength, nested } from '../../../support/x509/der-faults.ts'
import {
  boolean,
  explicit,
  generalizedTime,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  utcTime,
} from '../../../support/x509/der-writer.ts'
import { anyExtension } from '../../../support/x509/extensions.ts'
import { makeIntermediate, makeRoot } from '../../../support/x509/hierarchy.ts'
import type { Options } from '../../../support/x509/hierarchy.ts'
import type { Case } from '../case.ts'

const step = 'FORM'

const leafBytes = (change: (leaf: Buffer) => Uint8Array) => () =>
  askPath({ question: ({ leaf, ca }: GoodPath) => ({ chain: [change(leaf.der), ca.der] }) })

/** Fields of a TBSCertificate with a version in front. */
const FIELD = { serial: 1, validity: 4, subject: 5 } as const

const withField = (at: keyof typeof FIELD, value: (field: Buffer) => Buffer): Options => ({
  tamperFields: (fields) => fields.with(FIELD[at], value(fields[FIELD[at]]!)),
})

const commonName = (type: number, ...value: number[]): Options => ({
  subject: sequence(setOf(sequence(oid('2.5.4.3'), Buffer.from([type, value.length, ...value])))),
})

const MALFORMED_BYTES: readonly [string, (leaf: Buffer) => Uint8Array][] = [
  ['no bytes at all', () => Buffer.alloc(0)],
  ['one byte', () => Buffer.of(0x30)],
  ['bytes that are no certificate', () => Buffer.from('不是证书', 'utf8')],
  ['an empty SEQUENCE', () => sequence()],
  ['PEM in the place of DER', pem],
  ['bytes behind the certificate', (der) => Buffer.concat([der, Buffer.of(0)])],
  ['a certificate cut short', (der) => der.subarray(0, -1)],
  ['a length in the indefinite form', indefiniteLength],
  ['a length written longer than needed', (der) => longerLength(der)],
  ['SEQUENCEs deep in one another', () => nested(40)],
  ['SEQUENCEs as deep as a certificate may be long', () => nested(1_600)],
  ['a revocation list in the place of a certificate', () => goodPath().caList],
]

const MALFORMED: readonly [string, Options][] = [
  ['a fourth part behind the signature', { trailingInside: sequence() }],
  ['a subject nested too deep', { subject: nested(20) }],
  ['text that is not UTF-8', commonName(0x0c, 0xc3, 0x28)],
  ['UTF-8 written longer than needed', commonName(0x0c, 0xc0, 0x80)],
  ['half a character of UTF-16', commonName(0x1e, 0xd8, 0x00)],
  ['a PrintableString with other characters', commonName(0x13, 0x40)],
  ['an e-mail address that is no IA5String', { subject: [['E', 'a@example.cn', 'utf8']] }],
  ['a UniversalString', { subject: [['CN', '虚构', 'universal']] }],
  ['a part of the subject without attribute', { subject: sequence(setOf()) }],
  ['a serial number that is no INTEGER', { serial: octetString(Buffer.of(1)) }],
  ['a serial number with a zero in front', { serial: integer(Buffer.of(0, 1)) }],
  ['a day that does not exist', { notBefore: utcTime('250230000000Z') }],
  ['a time without seconds', { notBefore: utcTime('2501010000Z') }],
  ['a time of a zone', { notBefore: utcTime('250101000000+0800') }],
  ['a fraction of a second', { notBefore: generalizedTime('20250101000000.5Z') }],
  ['a third time', withField('validity', thirdTime)],
  ['no subject', { tamperFields: (fields) => fields.toSpliced(FIELD.subject, 1) }],
  ['a field behind the extensions', { tamperFields: (fields) => [...fields, integer(1)] }],
  ['two lists of extensions', { tamperFields: (fields) => fields.with(-1, twice(fields.at(-1)!)) }],
  ['a list of extensions without any', { allExtensions: [] }],
  ['a criticality that is neither 00 nor FF', { allExtensions: [oddCriticality()] }],
]

export const FORM_CASES: readonly Case[] = [
  {
    title: 'a chain without certificates',
    step,
    code: 'CHAIN_EMPTY',
    ask: () => askPath({ question: () => ({ chain: [] }) }),
  },
  {
    title: 'a fifth certificate below the anchor',
    step,
    code: 'CHAIN_TOO_LONG',
    facts: { count: 5, limit: 4 },
    ask: () => chainOf(5),
  },
  {
    title: 'a thousand certificates',
    step,
    code: 'CHAIN_TOO_LONG',
    facts: { count: 1_000 },
    ask: () =>
      askPath({
        question: ({ leaf }) => ({ chain: Array.from({ length: 1_000 }, () => leaf.der) }),
      }),
  },
  {
    title: 'a certificate of more than 8 KiB',
    step,
    code: 'CERT_TOO_LARGE',
    facts: { position: 1, limit: 8_192 },
    ask: () => askPath({ leaf: { extensions: [filling(8_192)] } }),
  },
  {
    title: 'an instant that is none',
    step,
    code: 'CHAIN_INSTANT_INVALID',
    status: 'UNDETERMINED',
    ask: () => askPath({ question: () => ({ at: new Date(Number.NaN) }) }),
  },
  ...MALFORMED_BYTES.map(([title, change]): Case => ({
    title,
    step,
    code: 'CERT_MALFORMED',
    ask: leafBytes(change),
  })),
  ...MALFORMED.map(([title, leaf]): Case => ({
    title,
    step,
    code: 'CERT_MALFORMED',
    facts: { position: 1 },
    ask: () => askPath({ leaf }),
  })),
  {
    title: 'an unreadable authority, and says which certificate it is',
    step,
    code: 'CERT_MALFORMED',
    facts: { position: 2 },
    ask: () => askPath({ ca: { trailing: Buffer.of(0) } }),
  },
  ...[1, 2, 4].map((version): Case => ({
    title: `version ${version}, as not supported`,
    step,
    code: 'CERT_VERSION_UNSUPPORTED',
    status: 'UNDETERMINED',
    facts: { position: 1, version },
    ask: () => askPath({ leaf: { version } }),
  })),
  {
    title: 'no version, which means 1, as not supported',
    step,
    code: 'CERT_VERSION_UNSUPPORTED',
    status: 'UNDETERMINED',
    facts: { version: 1 },
    ask: () => askPath({ leaf: { version: null, allExtensions: null } }),
  },
]

/** A good chain of `length` certificates below the anchor. */
export function chainOf(length: number) {
  const root = makeRoot()
  const authorities = [root]
  while (authorities.length < length) authorities.unshift(makeIntermediate(authorities[0]!))
  return askChain(root, authorities.slice(0, -1), makeSigner(authorities[0]!))
}

export const filling = (bytes: number) =>
  anyExtension('1.3.6.1.4.1.32473.31.99', octetString(Buffer.alloc(bytes)), false)

/** The list in [3], once more behind itself. */
function twice(field: Buffer): Buffer {
  const long = field[1]! >= 0x80 ? field[1]! & 0x7f : 0
  const list = field.subarray(2 + long)
  return explicit(3, list, list)
}

function thirdTime(validity: Buffer): Buffer {
  const times = validity.subarray(2)
  return sequence(times, times.subarray(0, times.length / 2))
}

function oddCriticality(): Buffer {
  const flag = boolean(true)
  flag[2] = 1
  return sequence(oid('1.3.6.1.4.1.32473.31.99'), flag, octetString(explicit(0)))
}

function pem(der: Buffer): Buffer {
  const text = der.toString('base64')
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`)
}
