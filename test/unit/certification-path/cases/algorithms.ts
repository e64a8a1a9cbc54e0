import { askPath } from '../../../support/good-path.ts'
import { ALGORITHMS } from '../../../support/x509/algorithms.ts'
import type { AlgorithmName } from '../../../support/x509/algorithms.ts'
import { nothing, oid, sequence } from '../../../support/x509/der-writer.ts'
import type { Options } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import type { KeyKind } from '../../../support/x509/keys.ts'
import {
  compressedSpki,
  ecSpki,
  explicitParametersSpki,
  modulusOf,
  offCurveSpki,
  rsaSpki,
} from '../../../support/x509/public-keys.ts'
import type { Case } from '../case.ts'
import type { Rule } from '../rules.ts'

const step = 'ALGORITHMS'

const row = (
  title: string,
  code: Case['code'],
  leaf: () => Options,
  more: Partial<Case> = {},
): Case => ({
  title,
  step,
  code,
  facts: { position: 1 },
  ...more,
  ask: () => askPath({ leaf: leaf() }),
})

const modulus = () => modulusOf(takeKey('rsa-2048', 2))
const rsa = (n: () => bigint, e: bigint | number) => (): Options => ({ spki: rsaSpki(n(), e) })
const point = (bytes: Buffer) => (): Options => ({ spki: ecSpki(bytes) })
const keyOf = (kind: KeyKind) => (): Options => ({ key: takeKey(kind, 2) })

const weak = (algorithm: AlgorithmName, name: string, rule?: Rule): Case =>
  row(`a signature with ${name}`, 'CERT_ALGORITHM_WEAK', () => ({ algorithm }), {
    facts: { position: 1, algorithm: name },
    ...(rule === undefined ? {} : { rule }),
  })

/** Named in the certificate only: that the signature is another's is not looked at any more. */
const unsupported = (title: string, algorithm: Buffer): Case =>
  row(title, 'CERT_ALGORITHM_UNSUPPORTED', () => named(algorithm), { status: 'UNDETERMINED' })

const named = (algorithm: Buffer): Options => ({
  innerAlgorithm: algorithm,
  signatureAlgorithm: algorithm,
})

const SIGNATURES: readonly Case[] = [
  weak('sha1WithRSA', 'sha1WithRSAEncryption', 'SHA-1'),
  weak('md5WithRSA', 'md5WithRSAEncryption', 'MD5'),
  {
    ...weak('ecdsaSha1', 'ecdsa-with-SHA1'),
    ask: () => askPath({ ca: { key: takeKey('p-256', 1) }, leaf: { algorithm: 'ecdsaSha1' } }),
  },
  row(
    'another algorithm outside than inside',
    'CERT_ALGORITHM_MISMATCH',
    () => ({
      signatureAlgorithm: 'sha384WithRSA',
    }),
    { rule: 'outer and inner signature algorithm differ' },
  ),
  row('another algorithm inside than outside', 'CERT_ALGORITHM_MISMATCH', () => ({
    innerAlgorithm: 'sha384WithRSA',
  })),
  row('the same algorithm with other parameters inside', 'CERT_ALGORITHM_MISMATCH', () => ({
    innerAlgorithm: sequence(oid('1.2.840.113549.1.1.11')),
  })),
  row(
    'RSASSA-PSS, as not supported',
    'CERT_ALGORITHM_UNSUPPORTED',
    () => ({ algorithm: 'pssSha256' }),
    { status: 'UNDETERMINED' },
  ),
  row(
    'SHA-224 with RSA, as not supported',
    'CERT_ALGORITHM_UNSUPPORTED',
    () => ({ algorithm: 'sha224WithRSA' }),
    { status: 'UNDETERMINED' },
  ),
  unsupported(
    'SM2 with SM3, as not supported before its signature is looked at',
    ALGORITHMS.sm2Sm3.identifier,
  ),
  unsupported('ECDSA with SHA-512, as not supported', ALGORITHMS.ecdsaSha512.identifier),
  unsupported('DSA with SHA-256, as not supported', ALGORITHMS.dsaSha256.identifier),
  unsupported('Ed448, as not supported', ALGORITHMS.ed448.identifier),
  unsupported(
    'an algorithm nobody knows, as not supported',
    sequence(oid('1.3.6.1.4.1.32473.31.99')),
  ),
  unsupported('RSA without its NULL, as not supported', sequence(oid('1.2.840.113549.1.1.11'))),
  unsupported(
    'ECDSA with parameters, as not supported',
    sequence(oid('1.2.840.10045.4.3.2'), nothing()),
  ),
]

const RSA_KEYS: readonly Case[] = [
  row('an RSA key of 2047 bits', 'CERT_KEY_TOO_SMALL', keyOf('rsa-2047'), {
    rule: 'RSA < 2048',
    facts: { position: 1, bits: 2_047, limit: 2_048 },
  }),
  row('an RSA key of 1024 bits', 'CERT_KEY_TOO_SMALL', keyOf('rsa-1024'), {
    facts: { bits: 1_024 },
  }),
  row(
    'an RSA key of nothing',
    'CERT_KEY_TOO_SMALL',
    rsa(() => 0n, 65_537),
    { facts: { bits: 0 } },
  ),
  row(
    'an RSA key of 4097 bits',
    'CERT_KEY_TOO_LARGE',
    rsa(() => (1n << 4_096n) + 1n, 65_537),
    {
      facts: { position: 1, bits: 4_097, limit: 4_096 },
    },
  ),
  row(
    'an RSA key as large as a certificate can hold',
    'CERT_KEY_TOO_LARGE',
    rsa(() => (1n << 60_000n) + 1n, 65_537),
  ),
  row('exponent 1', 'CERT_KEY_EXPONENT', keyOf('rsa-2048-e1'), { rule: 'e = 1' }),
  row('exponent 3', 'CERT_KEY_EXPONENT', keyOf('rsa-2048-e3'), { rule: 'e = 3' }),
  row('exponent 0', 'CERT_KEY_EXPONENT', rsa(modulus, 0)),
  row('exponent 65535', 'CERT_KEY_EXPONENT', rsa(modulus, 65_535)),
  row('an even exponent', 'CERT_KEY_EXPONENT', rsa(modulus, 65_538)),
  row('an exponent of 33 bits', 'CERT_KEY_EXPONENT', rsa(modulus, (1n << 32n) + 1n)),
  row('an exponent as long as the modulus', 'CERT_KEY_EXPONENT', rsa(modulus, (1n << 2_047n) + 1n)),
  row(
    'an even modulus',
    'CERT_KEY_INVALID',
    rsa(() => modulus() - 1n, 65_537),
  ),
  row('a modulus with the ROCA fingerprint', 'CERT_KEY_ROCA', keyOf('rsa-2048-roca'), {
    rule: 'ROCA',
  }),
]

const EC_KEYS: readonly Case[] = [
  row(
    'a point off its curve',
    'CERT_KEY_INVALID',
    () => ({ spki: offCurveSpki(takeKey('p-256', 2)) }),
    { rule: 'off-curve' },
  ),
  row('the point at infinity', 'CERT_KEY_INVALID', point(Buffer.of(0))),
  row(
    'the point at infinity, filled up to the length of a point',
    'CERT_KEY_INVALID',
    point(Buffer.alloc(65)),
  ),
  row(
    'the point (0, 0)',
    'CERT_KEY_INVALID',
    point(Buffer.concat([Buffer.of(4), Buffer.alloc(64)])),
  ),
  row(
    'coordinates beyond the field',
    'CERT_KEY_INVALID',
    point(Buffer.concat([Buffer.of(4), Buffer.alloc(64, 0xff)])),
  ),
  row('no point', 'CERT_KEY_INVALID', point(Buffer.alloc(0))),
  row('a compressed point', 'CERT_KEY_INVALID', () => ({
    spki: compressedSpki(takeKey('p-256', 2)),
  })),
  row(
    'parameters written out',
    'CERT_CURVE_UNSUPPORTED',
    () => ({ spki: explicitParametersSpki(takeKey('p-256', 2)) }),
    { rule: 'explicit parameters' },
  ),
  row('P-521', 'CERT_CURVE_UNSUPPORTED', keyOf('p-521'), {
    rule: 'unlisted curve',
    facts: { position: 1, curve: '1.3.132.0.35' },
  }),
  row('secp256k1', 'CERT_CURVE_UNSUPPORTED', keyOf('secp256k1')),
  row('a Brainpool curve', 'CERT_CURVE_UNSUPPORTED', keyOf('brainpool-256')),
  row('the SM2 curve', 'CERT_CURVE_UNSUPPORTED', keyOf('sm2'), {
    facts: { curve: '1.2.156.10197.1.301' },
  }),
]

const OTHER_KEYS: readonly Case[] = [
  row('an Ed448 key, as not supported', 'CERT_KEY_UNSUPPORTED', keyOf('ed448'), {
    status: 'UNDETERMINED',
  }),
  row('a DSA key, as not supported', 'CERT_KEY_UNSUPPORTED', keyOf('dsa-2048'), {
    status: 'UNDETERMINED',
  }),
  row(
    'a key for RSASSA-PSS only, as not supported',
    'CERT_KEY_UNSUPPORTED',
    keyOf('rsa-pss-2048'),
    { status: 'UNDETERMINED' },
  ),
  {
    title: 'a weak key of the authority, and says which certificate it is',
    step,
    code: 'CERT_KEY_TOO_SMALL',
    facts: { position: 2, bits: 1_024 },
    ask: () => askPath({ ca: { key: takeKey('rsa-1024', 1) } }),
  },
  {
    title: 'a weak signature under the authority, and says which certificate it is',
    step,
    code: 'CERT_ALGORITHM_WEAK',
    facts: { position: 2 },
    ask: () => askPath({ ca: { algorithm: 'sha1WithRSA' } }),
  },
]

export const ALGORITHMS_CASES: readonly Case[] = [
  ...SIGNATURES,
  ...RSA_KEYS,
  ...EC_KEYS,
  ...OTHER_KEYS,
]
