/**
 * The fingerprint of RSA moduli from a faulty key generator. Source: CVE-2017-15361; Nemec and others,
 * "The Return of Coppersmith's Attack", CCS 2017, section 3: such a modulus is a power of 65537 modulo
 * every small prime. A sound key passes all tests below with a probability under 2^-27.
 */
const GENERATOR = 65_537
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157] as const

const PRODUCT = PRIMES.reduce((product, prime) => product * BigInt(prime), 1n)

/** Residues that a power of the generator can have, by prime. */
const POWERS: readonly (readonly [prime: number, residues: ReadonlySet<number>])[] = PRIMES.map(
  (prime) => {
    const residues = new Set<number>()
    for (let power = 1; !residues.has(power); power = (power * (GENERATOR % prime)) % prime) {
      residues.add(power)
    }
    return [prime, residues]
  },
)

export function hasRocaFingerprint(modulus: bigint): boolean {
  const rest = modulus % PRODUCT
  return POWERS.every(([prime, residues]) => residues.has(Number(rest % BigInt(prime))))
}
