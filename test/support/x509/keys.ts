/** Key pairs, made when first asked for and then kept: making an RSA key takes a tenth of a second. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { AlgorithmName } from './algorithms.ts'
import { makeExponentOnePair, makeRocaPair, type KeyPair } from './weak-keys.ts'

export interface TestKey {
  readonly kind: KeyKind
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer
  /** What it signs with unless told otherwise. */
  readonly algorithm: AlgorithmName
}

interface Kind {
  readonly make: () => KeyPair
  readonly algorithm: AlgorithmName
}

const KINDS = {
  'rsa-2048': rsa(2048),
  'rsa-3072': rsa(3072),
  'rsa-1024': rsa(1024),
  'rsa-2047': rsa(2047),
  /** Public exponent 3. */
  'rsa-2048-e3': rsa(2048, 3),
  /** Public and private exponent 1: a signature is its own padded hash. */
  'rsa-2048-e1': { make: makeExponentOnePair, algorithm: 'sha256WithRSA' },
  /** With the structure of CVE-2017-15361. */
  'rsa-2048-roca': { make: makeRocaPair, algorithm: 'sha256WithRSA' },
  /** id-RSASSA-PSS as the key's own algorithm. */
  'rsa-pss-2048': {
    make: () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
    algorithm: 'pssSha256',
  },
  'p-256': ec('prime256v1', 'ecdsaSha256'),
  'p-384': ec('secp384r1', 'ecdsaSha384'),
  'p-521': ec('secp521r1', 'ecdsaSha512'),
  secp256k1: ec('secp256k1', 'ecdsaSha256'),
  'brainpool-256': ec('brainpoolP256r1', 'ecdsaSha256'),
  /** Signs ECDSA on the SM2 curve, which is nobody's algorithm: its chains hold for no program. */
  sm2: ec('SM2', 'ecdsaSha256'),
  ed25519: { make: () => generateKeyPairSync('ed25519'), algorithm: 'ed25519' },
  ed448: { make: () => generateKeyPairSync('ed448'), algorithm: 'ed448' },
  'dsa-2048': {
    make: () => generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }),
    algorithm: 'dsaSha256',
  },
} satisfies Record<string, Kind>

export type KeyKind = keyof typeof KINDS

const made = new Map<string, TestKey>()

/** The same key for the same `kind` and `index`, as long as the process lives. */
export function takeKey(kind: KeyKind = 'rsa-2048', index = 0): TestKey {
  const name = `${kind} ${index}`
  const key = made.get(name) ?? makeKey(kind)
  made.set(name, key)
  return key
}

function makeKey(kind: KeyKind): TestKey {
  const { make, algorithm }: Kind = KINDS[kind]
  const { privateKey, publicKey } = make()
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return { kind, privateKey, publicKey, spki, algorithm }
}

function rsa(modulusLength: number, publicExponent = 65_537): Kind {
  return {
    make: () => generateKeyPairSync('rsa', { modulusLength, publicExponent }),
    algorithm: 'sha256WithRSA',
  }
}

function ec(namedCurve: string, algorithm: AlgorithmName): Kind {
  return { make: () => generateKeyPairSync('ec', { namedCurve }), algorithm }
}
