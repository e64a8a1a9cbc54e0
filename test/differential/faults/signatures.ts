/** Signatures and their algorithms. RFC 5280, section 4.1.1; RFC 4055, 5758, 8410. */
import { bitString, nothing, oid, sequence } from '../../support/x509/der-writer.ts'
import { flipBit } from '../../support/x509/der-faults.ts'
import type { AlgorithmName } from '../../support/x509/algorithms.ts'
import { takeKey } from '../../support/x509/keys.ts'
import type { TestKey } from '../../support/x509/keys.ts'
import { issuerOf, linksOf } from '../draft.ts'
import type { CertificateDraft, ChainDraft } from '../draft.ts'
import { withHighS } from '../high-s.ts'
import type { Random } from '../random.ts'
import { fault, harmless } from '../row.ts'
import type { Row } from '../row.ts'

/** One certificate is signed with this; its issuer gets the key for it. */
const signedWith =
  (key: () => TestKey, algorithm: AlgorithmName) =>
  (draft: ChainDraft, random: Random): void => {
    const child = random.pick(linksOf(draft))
    issuerOf(draft, child).key = key()
    child.options.algorithm = algorithm
  }

const rsa = () => takeKey('rsa-2048', 5)
const p256 = () => takeKey('p-256', 5)

const one = (change: (options: CertificateDraft['options'], random: Random) => void) => {
  return (draft: ChainDraft, random: Random): void =>
    change(random.pick(linksOf(draft)).options, random)
}

const IDENTIFIERS = {
  rsaWithoutNull: sequence(oid('1.2.840.113549.1.1.11')),
  ecdsaWithNull: sequence(oid('1.2.840.10045.4.3.2'), nothing()),
  unknown: sequence(oid('1.3.6.1.4.1.32473.9.9')),
}

const writtenAs =
  (key: () => TestKey, identifier: Buffer) =>
  (draft: ChainDraft, random: Random): void => {
    const child = random.pick(linksOf(draft))
    issuerOf(draft, child).key = key()
    child.options.innerAlgorithm = child.options.signatureAlgorithm = identifier
  }

export const SIGNATURE_FAULTS: readonly Row[] = [
  harmless('signature: SHA-384 with RSA', signedWith(rsa, 'sha384WithRSA')),
  harmless('signature: SHA-512 with RSA', signedWith(rsa, 'sha512WithRSA')),
  harmless('signature: SHA-384 with P-256', signedWith(p256, 'ecdsaSha384')),
  harmless('signature: ECDSA with the other s', (draft, random) => {
    const child = random.pick(linksOf(draft))
    issuerOf(draft, child).key = p256()
    child.options.signature = withHighS
  }),
  fault(
    'signature: one bit differs',
    one((options, random) => {
      options.signature = (right) => flipBit(right, random.below(right.length * 8))
    }),
  ),
  fault(
    'signature: zeros',
    one((options) => {
      options.signature = (right) => Buffer.alloc(right.length)
    }),
  ),
  fault(
    'signature: none',
    one((options) => {
      options.signature = Buffer.alloc(0)
    }),
  ),
  fault(
    'signature: byte behind it',
    one((options) => {
      options.signature = (right) => Buffer.concat([right, Buffer.of(0)])
    }),
  ),
  fault('signature: of another key', (draft, random) => {
    const child = random.pick(linksOf(draft))
    child.options.signWith = takeKey(issuerOf(draft, child).key.kind, 6)
  }),
  fault('signature: of the certificate itself', (draft, random) => {
    const child = random.pick(linksOf(draft))
    child.options.signWith = child.key
  }),
  fault(
    'signature: of another body',
    one((options) => {
      options.tamperAfterSigning = (tbs) => flipBit(tbs, tbs.length * 8 - 3)
    }),
  ),
  fault(
    'signature: not whole octets',
    one((options) => {
      options.trailingInside = bitString(Buffer.of(0x80), 7)
    }),
  ),
  fault('algorithm: written outside is another', (draft, random) => {
    signedWith(rsa, 'sha256WithRSA')(draft, random)
    for (const { options } of linksOf(draft)) options.signatureAlgorithm ??= 'sha384WithRSA'
  }),
  fault('algorithm: written inside is another', (draft, random) => {
    signedWith(rsa, 'sha256WithRSA')(draft, random)
    for (const { options } of linksOf(draft)) options.innerAlgorithm ??= 'sha384WithRSA'
  }),
  fault('algorithm: RSA without NULL', writtenAs(rsa, IDENTIFIERS.rsaWithoutNull)),
  fault('algorithm: ECDSA with NULL', writtenAs(p256, IDENTIFIERS.ecdsaWithNull)),
  fault('algorithm: unknown', writtenAs(p256, IDENTIFIERS.unknown)),
  fault('algorithm: MD5', signedWith(rsa, 'md5WithRSA')),
  fault('algorithm: SHA-1 with RSA', signedWith(rsa, 'sha1WithRSA')),
  fault('algorithm: SHA-1 with ECDSA', signedWith(p256, 'ecdsaSha1')),
  fault('algorithm: SHA-224', signedWith(rsa, 'sha224WithRSA')),
  fault('algorithm: RSASSA-PSS', signedWith(rsa, 'pssSha256')),
  fault('algorithm: SHA-512 with ECDSA', signedWith(p256, 'ecdsaSha512')),
]
