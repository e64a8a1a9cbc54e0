/**
 * How much is spent on one question. Whoever sends a chain also decides what it costs to look at it,
 * so every costly act is counted and the count is limited.
 */
import { FederationError } from '../../schemas/model/errors.ts'

export interface WorkLimits {
  /** Certificates in `x5c`, the anchor not among them. */
  readonly certificates: number
  readonly certificateBytes: number
  /** Revocation lists, and the bytes of one. */
  readonly crls: number
  readonly crlBytes: number
  /** Certificates given as signers of revocation lists. */
  readonly crlSigners: number
  /** Public-key operations, the second opinion's not counted: it makes one a certificate. */
  readonly signatures: number
  /** ASN.1 elements of everything read, and how deep they may lie in one another. */
  readonly derElements: number
  readonly derDepth: number
  /** Names held against constraints. */
  readonly nameComparisons: number
  /** RSA keys in bits. */
  readonly rsaBits: number
}

export const WORK_LIMITS: WorkLimits = {
  certificates: 4,
  certificateBytes: 8 * 1024,
  crls: 16,
  crlBytes: 1024 * 1024,
  crlSigners: 4,
  signatures: 64,
  derElements: 300_000,
  derDepth: 16,
  nameComparisons: 4_096,
  rsaBits: 4096,
}

/** What was spent. */
export interface Work {
  readonly signatures: number
  readonly derElements: number
  readonly bytes: number
}

/** Counts as it goes. */
export class WorkMeter implements Work {
  readonly limits: WorkLimits
  signatures = 0
  derElements = 0
  bytes = 0
  #nameComparisons = 0

  constructor(limits: WorkLimits = WORK_LIMITS) {
    this.limits = limits
  }

  /** @throws {FederationError} `CHAIN_TOO_MUCH_WORK`. */
  signature(): void {
    this.signatures += 1
    if (this.signatures > this.limits.signatures) throw tooMuch('signatures')
  }

  /** @throws {FederationError} `CHAIN_TOO_MUCH_WORK`. */
  derElement(): void {
    this.derElements += 1
    if (this.derElements > this.limits.derElements) throw tooMuch('derElements')
  }

  /** @throws {FederationError} `CHAIN_TOO_MUCH_WORK`. */
  nameComparison(): void {
    this.#nameComparisons += 1
    if (this.#nameComparisons > this.limits.nameComparisons) throw tooMuch('nameComparisons')
  }
}

function tooMuch(what: keyof WorkLimits): FederationError {
  return new FederationError('CHAIN_TOO_MUCH_WORK', { what })
}
