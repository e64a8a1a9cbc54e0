import type { WorkLimits } from '../../../../gateway/certification-path/work.ts'
import { askPath } from '../../../support/good-path.ts'
import type { GoodPath } from '../../../support/good-path.ts'
import { nameConstraints } from '../../../support/x509/constraint-extensions.ts'
import { makeCrl } from '../../../support/x509/crl.ts'
import {
  crlDistributionPoints,
  issuingDistributionPoint,
} from '../../../support/x509/crl-extensions.ts'
import { nested } from '../../../support/x509/der-faults.ts'
import { nothing, sequence, tlv } from '../../../support/x509/der-writer.ts'
import { anyExtension, keyUsage, subjectAltName } from '../../../support/x509/extensions.ts'
import { dnsName, uriName } from '../../../support/x509/general-names.ts'
import { makeLeaf } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import { rsaSpki } from '../../../support/x509/public-keys.ts'
import type { Case } from '../case.ts'
import { chainOf, filling } from './form.ts'

const tooMuch = (
  what: keyof WorkLimits,
  step: Case['step'],
  ask: Case['ask'],
): Omit<Case, 'title'> => ({
  step,
  code: 'CHAIN_TOO_MUCH_WORK',
  // In the last step it is evidence of our own that is too much.
  status: step === 'REVOCATION' ? 'UNDETERMINED' : 'INVALID',
  facts: { what },
  ask,
})

const many = <T>(count: number, make: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i))

/** Every limit is reached by what a hostile sender can make. */
const BY_LIMIT: Readonly<Record<keyof WorkLimits, readonly Case[]>> = {
  certificates: [
    { title: 'a chain too long', step: 'FORM', code: 'CHAIN_TOO_LONG', ask: () => chainOf(5) },
  ],
  certificateBytes: [
    {
      title: 'a certificate too large',
      step: 'FORM',
      code: 'CERT_TOO_LARGE',
      ask: () => askPath({ leaf: { extensions: [filling(8_192)] } }),
    },
  ],
  crls: [
    {
      title: 'seventeen lists',
      ...tooMuch('crls', 'REVOCATION', () =>
        askPath({ lists: ({ ca }) => many(15, (i) => makeCrl(ca, { number: i + 2 })) }),
      ),
    },
  ],
  crlBytes: [
    {
      title: 'a list too large',
      step: 'REVOCATION',
      code: 'CRL_TOO_LARGE',
      status: 'UNDETERMINED',
      ask: () => askPath({ caList: null, lists: () => [Buffer.alloc(1_048_577)] }),
    },
  ],
  crlSigners: [
    {
      title: 'five signers of lists',
      ...tooMuch('crlSigners', 'REVOCATION', () => askPath({ question: withSigners(5, 0) })),
    },
  ],
  signatures: [
    {
      title: 'lists that none of many signers signed',
      ...tooMuch('signatures', 'REVOCATION', () => askPath({ question: withSigners(4, 13) })),
    },
  ],
  derElements: [
    {
      title: 'lists full of empty elements',
      ...tooMuch('derElements', 'REVOCATION', () =>
        askPath({ lists: () => [sequence(Buffer.alloc(1_000_000, nothing()))] }),
      ),
    },
    {
      title: 'lists full of entries',
      ...tooMuch('derElements', 'REVOCATION', () => askPath({ lists: ({ ca }) => hugeLists(ca) })),
    },
  ],
  derDepth: [
    {
      title: 'elements in one another without end',
      step: 'FORM',
      code: 'CERT_MALFORMED',
      ask: () => askPath({ question: ({ ca }) => ({ chain: [nested(1_600), ca.der] }) }),
    },
    {
      title: 'the same in a list, thousands deep',
      step: 'REVOCATION',
      code: 'CRL_MALFORMED',
      status: 'UNDETERMINED',
      ask: () => askPath({ caList: null, lists: () => [nested(8_000)] }),
    },
  ],
  nameComparisons: [
    {
      title: 'many names under many constraints',
      ...tooMuch('nameComparisons', 'NAME_CONSTRAINTS', () =>
        askPath({
          ca: { extensions: [nameConstraints({ excluded: many(500, (i) => dnsName(`x${i}`)) })] },
          leaf: { extensions: [subjectAltName(many(500, (i) => dnsName(`y${i}`)))] },
        }),
      ),
    },
    {
      title: 'many points under lists of many names',
      ...tooMuch('nameComparisons', 'REVOCATION', () =>
        askPath({
          leaf: { extensions: [crlDistributionPoints(many(300, (i) => `x:${i}`))] },
          caList: {
            extensions: [
              issuingDistributionPoint({ fullName: many(10_000, (i) => uriName(`y:${i}`)) }),
            ],
          },
        }),
      ),
    },
  ],
  rsaBits: [
    {
      title: 'an RSA key too long',
      step: 'ALGORITHMS',
      code: 'CERT_KEY_TOO_LARGE',
      ask: () => askPath({ leaf: { spki: rsaSpki((1n << 50_000n) + 1n, 65_537) } }),
    },
  ],
}

/** Where one number or name costs the square of its length. */
const LONG: readonly Case[] = [
  {
    title: 'an OBJECT IDENTIFIER of a mebibyte',
    step: 'REVOCATION',
    code: 'CRL_MALFORMED',
    status: 'UNDETERMINED',
    ask: () => askPath({ caList: null, lists: () => [longOid()] }),
  },
  {
    title: 'a number of a list of half a mebibyte',
    step: 'REVOCATION',
    code: 'CRL_MALFORMED',
    status: 'UNDETERMINED',
    ask: () =>
      askPath({
        caList: {
          extensions: [anyExtension('2.5.29.20', tlv(2, Buffer.alloc(500_000, 1)), false)],
        },
      }),
  },
]

export const LIMITS_WITH_CASES = Object.keys(BY_LIMIT)

export const WORK_LIMITS_CASES: readonly Case[] = [...Object.values(BY_LIMIT).flat(), ...LONG]

/** Signers of the authority's name, all in order, and lists signed by none of them. */
function withSigners(signers: number, lists: number) {
  return ({ root, ca, rootList, caList }: GoodPath) => {
    const certificate = (i: number) =>
      makeLeaf(root, {
        subject: ca.subject,
        key: takeKey('p-256', i),
        extensions: [keyUsage(['cRLSign'])],
      }).der
    const stray = many(lists, () => makeCrl(ca, { signWith: takeKey('p-256', 99) }))
    return {
      revocation: { crls: [...stray, rootList, caList], crlSigners: many(signers, certificate) },
    }
  }
}

function hugeLists(ca: GoodPath['ca']): readonly Buffer[] {
  const list = makeCrl(ca, { number: 2, revoked: many(25_000, (i) => ({ serial: 100_000 + i })) })
  return many(5, () => list)
}

function longOid(): Buffer {
  return sequence(sequence(tlv(6, Buffer.concat([Buffer.alloc(1_000_000, 0x81), Buffer.of(1)]))))
}
