import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeLeaf, makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey, type KeyKind } from '../../support/x509/keys.ts'
import {
  compressedSpki,
  ecSpki,
  explicitParametersSpki,
  modulusOf,
  offCurveSpki,
  rsaSpki,
} from '../../support/x509/public-keys.ts'

const read = (key: Buffer): KeyObject => createPublicKey({ key, type: 'spki', format: 'der' })
const ec = takeKey('p-256')
const rsa = takeKey('rsa-2048')

describe('a key pair', () => {
  it.each<[KeyKind, number, bigint]>([
    ['rsa-2048', 2048, 65_537n],
    ['rsa-3072', 3072, 65_537n],
    ['rsa-1024', 1024, 65_537n],
    ['rsa-2047', 2047, 65_537n],
    ['rsa-2048-e3', 2048, 3n],
    ['rsa-2048-e1', 2048, 1n],
    ['rsa-2048-roca', 2048, 65_537n],
  ])('%s has that size and exponent', (kind, modulusLength, publicExponent) => {
    const { publicKey } = takeKey(kind)
    expect(publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength, publicExponent })
  })

  it('is the same again for the same index, another for another', () => {
    expect(takeKey('p-256', 1)).toBe(takeKey('p-256', 1))
    expect(takeKey('p-256', 1).spki.equals(takeKey('p-256', 2).spki)).toBe(false)
  })

  it('has the mark of CVE-2017-15361, which an ordinary one lacks', () => {
    expect(
      [takeKey('rsa-2048-roca'), takeKey('rsa-2048')].map((key) => isRoca(modulusOf(key))),
    ).toEqual([true, false])
  })
})

describe('a public key by hand', () => {
  it('has any RSA exponent', () => {
    const exponents = [1, 2, 65_537, 2n ** 64n + 1n]
    const written = exponents.map((e) => read(rsaSpki(modulusOf(rsa), e)).asymmetricKeyDetails)
    expect(written.map((details) => details?.publicExponent)).toEqual(exponents.map(BigInt))
    expect(rsaSpki(modulusOf(rsa), 65_537).equals(rsa.spki)).toBe(true)
  })

  it('may be a point in 33 bytes, the same key', () => {
    expect(compressedSpki(ec).length).toBe(ec.spki.length - 32)
    expect(read(compressedSpki(ec)).equals(ec.publicKey)).toBe(true)
  })

  it('may spell the curve out, the same key', () => {
    const key = read(explicitParametersSpki(ec)).export({ type: 'spki', format: 'der' })
    expect(explicitParametersSpki(ec).length).toBeGreaterThan(300)
    expect(key.subarray(-65).equals(ec.spki.subarray(-65))).toBe(true)
  })

  it.each([
    ['a point off the curve', offCurveSpki(ec)],
    ['no point', ecSpki(Buffer.alloc(0))],
  ])('may be %s, which Node refuses', (_, spki) => {
    expect(() => read(spki)).toThrow()
    const certificate = new X509Certificate(makeLeaf(makeRoot(), { spki }).der)
    expect(() => certificate.publicKey).toThrow()
  })

  it('may be the point at infinity, which Node takes', () => {
    expect(read(ecSpki(Buffer.of(0))).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  })
})

/** Modulo each of these primes the modulus is a power of 65537, which few numbers are. CVE-2017-15361. */
function isRoca(modulus: bigint): boolean {
  return [
    3n,
    5n,
    7n,
    11n,
    13n,
    17n,
    19n,
    37n,
    53n,
    61n,
    71n,
    73n,
    79n,
    97n,
    103n,
    107n,
    109n,
    127n,
    151n,
    157n,
  ].every((prime) => {
    const powers = new Set<bigint>()
    for (let power = 1n; !powers.has(power); power = (power * 65_537n) % prime) powers.add(power)
    return powers.has(modulus % prime)
  })
}
