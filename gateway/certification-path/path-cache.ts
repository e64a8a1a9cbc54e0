/**
 * Outcomes kept, so that the same chain is not validated for every token it signs.
 *
 * Kept is only what is VALID, under the SHA-256 of the chain, and only between the instants
 * that the verdict itself names: no certificate and no revocation list that it rests on ends before.
 * One cache belongs to one state of trust: other anchors or newer lists mean another cache, so that a
 * revocation is never hidden by what was true before it. Whoever can write into this memory can
 * make any chain count as good; it never leaves the process.
 */
import { hash } from 'node:crypto'
import type { CertificatePurpose } from '../../schemas/model/certificate-purpose.ts'
import type { AnchorSet } from './anchors.ts'
import { readEvidence } from './revocation/evidence.ts'
import type { RevocationInput } from './revocation/evidence.ts'
import { validatePath } from './validate-path.ts'
import type { PathVerdict } from './verdict.ts'
import { WORK_LIMITS, WorkMeter } from './work.ts'

export interface TrustState {
  readonly anchors: AnchorSet
  readonly revocation: RevocationInput
  /** Outcomes kept at most; those not asked for since as many others came go first. */
  readonly maxEntries: number
}

export interface PathCache {
  /** As {@link validatePath}: never throws for what is in the chain. */
  validate(chain: readonly Uint8Array[], purpose: CertificatePurpose, at: Date): PathVerdict
}

interface Kept {
  readonly verdict: PathVerdict
  readonly purpose: CertificatePurpose
  readonly lengths: readonly number[]
  readonly from: number
  readonly until: number
}

/** @throws {FederationError} `CHAIN_TOO_MUCH_WORK` when the lists are too many. */
export function createPathCache({ anchors, revocation: lists, maxEntries }: TrustState): PathCache {
  const revocation = readEvidence(lists, new WorkMeter())
  const kept = createGenerations<Kept>(Math.ceil(maxEntries / 2))

  return {
    validate(chain, purpose, at) {
      const key = fingerprintOf(chain)
      const found = key === null ? undefined : kept.get(key)
      if (found !== undefined && answers(found, chain, purpose, at.getTime())) return found.verdict
      const verdict = validatePath({ chain, anchors, revocation, purpose, at })
      if (key === null || verdict.validFrom === null || verdict.validUntil === null) return verdict
      const [from, until] = [Date.parse(verdict.validFrom), Date.parse(verdict.validUntil)]
      const lengths = chain.map(({ length }) => length)
      freeze(verdict)
      kept.set(key, { verdict, purpose, lengths, from, until })
      return verdict
    },
  }
}

/** All who ask are given this one object: what one of them writes into it, all others would read. */
function freeze(verdict: PathVerdict): void {
  for (const step of verdict.steps) Object.freeze(step)
  for (const part of [verdict.steps, verdict.crlNumbers, verdict.work, verdict]) Object.freeze(part)
}

/** A chain has one purpose. The same bytes cut at another place are another chain. */
function answers(
  { purpose: kept, lengths, from, until }: Kept,
  chain: readonly Uint8Array[],
  purpose: CertificatePurpose,
  instant: number,
): boolean {
  // Written so that an instant that is none (NaN) lies outside.
  const isWithin = instant >= from && instant <= until
  if (purpose !== kept || !isWithin) return false
  return (
    lengths.length === chain.length && lengths.every((length, i) => length === chain[i]!.length)
  )
}

/** Where chains are laid together: hashing them in one piece takes half the time. */
const scratch = Buffer.alloc(WORK_LIMITS.certificates * WORK_LIMITS.certificateBytes)

/** Null for what is longer than any chain that can be valid. */
function fingerprintOf(chain: readonly Uint8Array[]): string | null {
  let end = 0
  for (const certificate of chain) {
    if (end + certificate.length > scratch.length) return null
    scratch.set(certificate, end)
    end += certificate.length
  }
  return hash('sha256', scratch.subarray(0, end), 'hex')
}

/** Two generations: what is asked for moves to the young one; when that is full, the old one goes. */
function createGenerations<T>(size: number) {
  let young = new Map<string, T>()
  let old = new Map<string, T>()
  const set = (key: string, value: T): void => {
    if (young.size >= size) [old, young] = [young, new Map()]
    young.set(key, value)
  }
  const get = (key: string): T | undefined => {
    const found = young.get(key)
    if (found !== undefined) return found
    const older = old.get(key)
    if (older !== undefined) set(key, older)
    return older
  }
  return { get, set }
}
