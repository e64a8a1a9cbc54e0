/** How long a verdict stays what it is, when nothing changes but the instant. */
import type { Anchor } from './anchors.ts'
import { sameName } from './name.ts'
import type { Name } from './name.ts'
import type { Path } from './path.ts'
import type { RevocationEvidence } from './revocation/evidence.ts'

/**
 * From the last instant at which a certificate or list began or ended to the next one, ISO 8601. What
 * was not used counts too: a list that is not in force yet may revoke, and so may one that was; and
 * of an anchor's certificates another may take its turn.
 *
 * @param candidates anchors of the name that the path ends in
 */
export function spanOf(
  path: Path,
  candidates: readonly Anchor[],
  evidence: RevocationEvidence,
  at: Date,
) {
  const turns = turningPoints(path, candidates, evidence)
  const instant = at.getTime()
  const from = Math.max(...turns.filter((turn) => turn <= instant))
  const next = Math.min(...turns.filter((turn) => turn > instant))
  return {
    validFrom: new Date(from).toISOString(),
    validUntil: new Date(next - 1).toISOString(),
  }
}

/** Lists and their signers only under the names of the path's authorities: no other can matter to it. */
function turningPoints(
  { links, issuers }: Path,
  candidates: readonly Anchor[],
  evidence: RevocationEvidence,
): number[] {
  const isOfPath = (name: Name): boolean =>
    issuers.some(({ certificate }) => sameName(certificate.subject, name))
  const lists = evidence.crls.filter(({ issuer }) => isOfPath(issuer))
  const signers = evidence.signers.filter(({ subject }) => isOfPath(subject))
  const certificates = [
    ...[...links, ...candidates].map(({ certificate }) => certificate),
    ...signers,
  ]
  return [
    ...certificates.flatMap(({ notBefore, notAfter }) => [notBefore, notAfter]),
    ...lists.flatMap(({ thisUpdate, nextUpdate }) =>
      nextUpdate === null ? [] : [thisUpdate, nextUpdate],
    ),
  ]
}
