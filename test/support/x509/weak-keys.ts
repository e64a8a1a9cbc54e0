/** RSA keys that work and must not be trusted. */
import {
  checkPrimeSync,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** n from an ordinary key; e = d = 1. */
export function makeExponentOnePair(): KeyPair {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ordinary = privateKey.export({ format: 'jwk' })
  return pairOf({ ...ordinary, e: 'AQ', d: 'AQ', dp: 'AQ', dq: 'AQ' })
}

/**
 * Primes of the form k·M + (65537^a mod M), M the product of the first 126 primes.
 * Source: Nemec et al., "The Return of Coppersmith's Attack", ACM CCS 2017, section 2 (1024-bit primes).
 */
export function makeRocaPair(): KeyPair {
  const [p, q] = [rocaPrime(), rocaPrime()]
  const d = inverse(65_537n, (p - 1n) * (q - 1n))
  if (p === q || d === undefined) return makeRocaPair()
  return pairOf({
    kty: 'RSA',
    n: base64url(p * q),
    e: 'AQAB',
    d: base64url(d),
    p: base64url(p),
    q: base64url(q),
    dp: base64url(d % (p - 1n)),
    dq: base64url(d % (q - 1n)),
    qi: base64url(inverse(q, p)!),
  })
}

function pairOf(key: JsonWebKey): KeyPair {
  const privateKey = createPrivateKey({ key, format: 'jwk' })
  return { privateKey, publicKey: createPublicKey({ key: publicPartOf(key), format: 'jwk' }) }
}

const publicPartOf = ({ kty, n, e }: JsonWebKey): JsonWebKey => ({
  kty: kty ?? 'RSA',
  ...(n === undefined ? {} : { n }),
  ...(e === undefined ? {} : { e }),
})

const M = firstPrimes(126).reduce((product, prime) => product * BigInt(prime), 1n)
/** Both highest bits set, so that the product of two has exactly 2048 bits. */
const LEAST = 3n << 1022n
const MOST = 1n << 1024n

/** About sixty attempts: no candidate is divisible by a small prime. */
function rocaPrime(): bigint {
  for (;;) {
    const k = LEAST / M + 1n + (random(16) % ((MOST - LEAST) / M - 1n))
    const prime = k * M + power(65_537n, random(16), M)
    if (checkPrimeSync(prime)) return prime
  }
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n += 1) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  }
  return primes
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let [square, rest] = [base, exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/** Undefined when there is none. */
function inverse(value: bigint, modulus: bigint): bigint | undefined {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return a === 1n ? ((x % modulus) + modulus) % modulus : undefined
}

const random = (bytes: number): bigint => BigInt(`0x${randomBytes(bytes).toString('hex')}`)

function base64url(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}
