/** Revocation lists as evidence: read once, then held against any number of paths. */
import { FederationError } from '../../../schemas/model/errors.ts'
import type { Certificate } from '../certificate.ts'
import { readCertificate } from '../certificate.ts'
import { readCrl } from './crl.ts'
import type { Crl } from './crl.ts'
import type { WorkMeter } from '../work.ts'

export interface RevocationInput {
  /** DER, in any order. */
  readonly crls: readonly Uint8Array[]
  /**
   * Certificates of keys that sign lists and nothing else, where an authority keeps two (RFC 5280,
   * section 6.3.3 (f)). They are checked like a part of the path.
   */
  readonly crlSigners?: readonly Uint8Array[]
  /** Highest cRLNumber seen per list, as a verdict gave it. */
  readonly knownNumbers?: Readonly<Record<string, string>>
}

export interface RevocationEvidence {
  readonly crls: readonly Crl[]
  readonly signers: readonly Certificate[]
  readonly knownNumbers: Readonly<Record<string, string>>
  /** Why lists could not be read: said when their absence matters. */
  readonly unreadable: readonly FederationError[]
}

/** What was read before is used as it is; the rest is read, and counted, now. */
export function evidenceOf(
  given: RevocationInput | RevocationEvidence,
  meter: WorkMeter,
): RevocationEvidence {
  return 'unreadable' in given ? given : readEvidence(given, meter)
}

/**
 * Reads lists once for many paths. An unreadable one is no reason to refuse a path that the others cover.
 *
 * @throws {FederationError} `CHAIN_TOO_MUCH_WORK`.
 */
export function readEvidence(input: RevocationInput, meter: WorkMeter): RevocationEvidence {
  const { crls: most, crlSigners: mostSigners } = meter.limits
  const { crls, crlSigners = [], knownNumbers = {} } = input
  if (crls.length > most) throw new FederationError('CHAIN_TOO_MUCH_WORK', { what: 'crls' })
  if (crlSigners.length > mostSigners) {
    throw new FederationError('CHAIN_TOO_MUCH_WORK', { what: 'crlSigners' })
  }
  const unreadable: FederationError[] = []
  const read = <T>(make: () => T, problems = unreadable): T[] => {
    try {
      return [make()]
    } catch (failure) {
      const coded = failure instanceof FederationError && failure.code !== 'CHAIN_TOO_MUCH_WORK'
      if (!coded) throw failure
      problems.push(failure)
      return []
    }
  }
  return {
    crls: crls.flatMap((bytes) => read(() => readCrl(bytes, meter))),
    signers: crlSigners.flatMap((bytes) => read(() => readCertificate(bytes, 2, meter), [])),
    knownNumbers,
    unreadable,
  }
}
