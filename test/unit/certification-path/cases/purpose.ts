import { CERTIFICATE_PURPOSES } from '../../../../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../../../../schemas/model/certificate-purpose.ts'
import { loadAnchors } from '../../../../gateway/certification-path/anchors.ts'
import { askPath } from '../../../support/good-path.ts'
import type { Change } from '../../../support/good-path.ts'
import { implicit, namedBits, sequence } from '../../../support/x509/der-writer.ts'
import {
  anyExtension,
  authorityKeyIdentifier,
  basicConstraints,
  extKeyUsage,
  keyIdOf,
  keyUsage,
  OIDS,
  subjectKeyIdentifier,
} from '../../../support/x509/extensions.ts'
import type { Issued } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import type { Case } from '../case.ts'

const step = 'PURPOSE'
export const PURPOSES = Object.keys(CERTIFICATE_PURPOSES) as CertificatePurpose[]
const LICENCE_SIGNER = CERTIFICATE_PURPOSES.LICENCE_SIGNER

const row = (
  title: string,
  code: Case['code'],
  change: Change,
  more: Partial<Case> = {},
): Case => ({ title, step, code, ...more, ask: () => askPath(change) })

const leafFor = (...purposes: string[]): Change => ({
  leaf: { extensions: [extKeyUsage(purposes)] },
})

const OTHERS = PURPOSES.filter((purpose) => purpose !== 'LICENCE_SIGNER')

const PURPOSE: readonly Case[] = [
  row('a certificate for code signing', 'CERT_PURPOSE_WRONG', leafFor('codeSigning'), {
    rule: 'wrong EKU',
    facts: { position: 1 },
  }),
  ...OTHERS.map((purpose) =>
    row(
      `a certificate for ${purpose} as a licence signer`,
      'CERT_PURPOSE_WRONG',
      leafFor(CERTIFICATE_PURPOSES[purpose]),
      { facts: { position: 1 } },
    ),
  ),
  ...OTHERS.map((purpose): Case => ({
    ...row(`a licence signer as ${purpose}`, 'CERT_PURPOSE_WRONG', {}, { facts: { position: 1 } }),
    ask: () => askPath({ question: () => ({ purpose }) }),
  })),
  row(
    'a certificate for two purposes',
    'CERT_PURPOSE_WRONG',
    leafFor(LICENCE_SIGNER, 'clientAuth'),
  ),
  row(
    'a certificate for the same purpose twice',
    'CERT_PURPOSE_WRONG',
    leafFor(LICENCE_SIGNER, LICENCE_SIGNER),
  ),
  row(
    'a certificate for a purpose that begins like the right one',
    'CERT_PURPOSE_WRONG',
    leafFor(`${LICENCE_SIGNER}.1`),
  ),
  row(
    'an authority for another purpose',
    'CERT_PURPOSE_WRONG',
    { ca: { extensions: [extKeyUsage(['serverAuth'])] } },
    { facts: { position: 2 } },
  ),
  row(
    'an authority for any purpose',
    'CERT_PURPOSE_WRONG',
    { ca: { extensions: [extKeyUsage(['any'])] } },
    { facts: { position: 2 } },
  ),
  row('a certificate for any purpose', 'CERT_PURPOSE_ANY', leafFor('any'), { rule: 'any EKU' }),
  row(
    'a certificate for any purpose beside the right one',
    'CERT_PURPOSE_ANY',
    leafFor(LICENCE_SIGNER, 'any'),
  ),
  row('a certificate without purpose', 'CERT_PURPOSE_MISSING', {
    leaf: { without: ['extKeyUsage'] },
  }),
]

const USE: readonly Case[] = [
  row(
    'a leaf without digitalSignature',
    'CERT_NO_DIGITAL_SIGNATURE',
    { leaf: { extensions: [keyUsage(['nonRepudiation', 'keyEncipherment'])] } },
    { rule: 'leaf without digitalSignature' },
  ),
  row('a leaf without keyUsage', 'CERT_NO_DIGITAL_SIGNATURE', { leaf: { without: ['keyUsage'] } }),
  row('an authority as leaf', 'CERT_LEAF_IS_CA', {
    leaf: {
      extensions: [basicConstraints({ ca: true }), keyUsage(['digitalSignature', 'keyCertSign'])],
    },
  }),
]

const rule = (section: string, title: string, position: number, change: Change): Case =>
  row(title, 'CERT_PROFILE_BROKEN', change, {
    facts: { position, rule: section },
  })

const PROFILE: readonly Case[] = [
  rule(
    '4.2.1.9 basicConstraints of an authority is critical',
    'an authority whose basicConstraints is not critical',
    2,
    { ca: { extensions: [basicConstraints({ ca: true }, false)] } },
  ),
  rule(
    '4.2.1.3 keyUsage of an authority is there and includes keyCertSign',
    'an authority without keyUsage',
    2,
    { ca: { without: ['keyUsage'] } },
  ),
  rule(
    '4.2.1.2 an authority has a subjectKeyIdentifier',
    'an authority without subjectKeyIdentifier',
    2,
    { ca: { without: ['subjectKeyIdentifier'] } },
  ),
  rule(
    '4.2.1.2 an authority has a subjectKeyIdentifier',
    'an anchor without subjectKeyIdentifier',
    0,
    { root: { without: ['subjectKeyIdentifier'] } },
  ),
  rule('4.2.1.9 only an authority has a pathLenConstraint', 'a leaf with a pathLenConstraint', 1, {
    leaf: { extensions: [basicConstraints({ ca: false, pathLen: 0 })] },
  }),
  rule('4.2.1.3 only an authority has keyCertSign', 'a leaf with keyCertSign', 1, {
    leaf: { extensions: [keyUsage(['digitalSignature', 'keyCertSign'])] },
  }),
  rule('4.1.2.4 and 4.1.2.6 issuer and subject are not empty', 'a leaf without a name', 1, {
    leaf: { subject: [] },
    question: ({ root }) => ({ anchors: everywhere(root) }),
  }),
  rule(
    '4.2.1.1 what another issued names its key in authorityKeyIdentifier',
    'a leaf without authorityKeyIdentifier',
    1,
    { leaf: { without: ['authorityKeyIdentifier'] } },
  ),
  rule(
    '4.2.1.1 what another issued names its key in authorityKeyIdentifier',
    'a leaf that names its issuer by serial number only',
    1,
    { ca: { serial: 5 }, leaf: { extensions: [authorityKeyIdentifier({ serial: 5 })] } },
  ),
  rule(
    '4.2.1.1 and 4.2.1.2 key identifiers are not critical',
    'a critical authorityKeyIdentifier',
    1,
    { leaf: { extensions: [criticalKeyId()] } },
  ),
  rule(
    '4.2.1.1 and 4.2.1.2 key identifiers are not critical',
    'a critical subjectKeyIdentifier',
    1,
    { leaf: { extensions: [subjectKeyIdentifier(Buffer.alloc(20, 1), true)] } },
  ),
  rule(
    '4.2.1.13 a distribution point is for all reasons',
    'a distribution point for one reason only',
    1,
    { leaf: { extensions: [anyExtension(OIDS.cRLDistributionPoints, partialPoint(), false)] } },
  ),
  ...[
    ['0', 0],
    ['negative', -1],
    ['of 21 octets', 1n << 160n],
  ].map(([title, serial]) =>
    rule(
      '4.1.2.2 serial numbers are positive and at most 20 octets',
      `a serial number ${title}`,
      1,
      { leaf: { serial: serial as number | bigint } },
    ),
  ),
]

export const PURPOSE_CASES: readonly Case[] = [...PURPOSE, ...USE, ...PROFILE]

function criticalKeyId() {
  return authorityKeyIdentifier({ keyId: keyIdOf(takeKey('rsa-2048', 1).spki) }, true)
}

/** The name of the leaf shall be all that is wrong with it. */
function everywhere({ der }: Issued) {
  return loadAnchors([{ certificate: der, jurisdiction: null }])
}

/** For keyCompromise. */
function partialPoint(): Buffer {
  return sequence(sequence(implicit(1, namedBits([1]))))
}
