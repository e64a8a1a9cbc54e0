/**
 * Outcomes kept, so that the same chain is not validated for every token it signs.
 *
 * Kept is only what is VALID, under the SHA-256 of purpose and chain, and only between the instants
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
import { WorkMeter } from './work.ts'

export interface TrustState {
  readonly anchors: AnchorSet
  readonly revocation: RevocationInput
  /** Outcomes kept; the one asked for longest ago goes first. */
  readonly maxEntries: number
}

export interface PathCache {
  /** As {@link validatePath}: never throws for what is in the chain. */
  validate(chain: readonly Uint8Array[], purpose: CertificatePurpose, at: Date): PathVerdict
  readonly size: number
}

interface Kept {
  readonly verdict: PathVerdict
  readonly from: number
  readonly until: number
}

/** @throws {FederationError} `CHAIN_TOO_MUCH_WORK` when the lists are too many. */
export function createPathCache({ anchors, revocation: lists, maxEntries }: TrustState): PathCache {
  const kept = new Map<string, Kept>()
  const revocation = readEvidence(lists, new WorkMeter())

  function keep(key: string, verdict: PathVerdict): void {
    if (verdict.validFrom === null || verdict.validUntil === null) return
    const [from, until] = [Date.parse(verdict.validFrom), Date.parse(verdict.validUntil)]
    kept.set(key, { verdict, from, until })
    if (kept.size > maxEntries) kept.delete(kept.keys().next().value!)
  }

  return {
    validate(chain, purpose, at) {
      const key = keyOf(chain, purpose)
      const found = kept.get(key)
      const instant = at.getTime()
      if (found !== undefined && instant >= found.from && instant <= found.until) {
        kept.delete(key)
        kept.set(key, found) // now the youngest
        return found.verdict
      }
      const verdict = validatePath({ chain, anchors, revocation, purpose, at })
      keep(key, verdict)
      return verdict
    },
    get size() {
      return kept.size
    },
  }
}

/** Lengths go in too: the same bytes cut at another place are another chain. */
function keyOf(chain: readonly Uint8Array[], purpose: CertificatePurpose): string {
  const lengths = chain.map(({ length }) => length).join(',')
  return hash('sha256', Buffer.concat([Buffer.from(`${purpose}:${lengths}:`), ...chain]), 'hex')
}
