import { FederationError } from '../../../schemas/model/errors.ts'
import type { Anchor, AnchorSet } from '../anchors.ts'
import { isSelfIssued, sameAuthority } from '../certificate.ts'
import type { Certificate } from '../certificate.ts'
import { nameText, sameName } from '../name.ts'
import { isSignedBy } from '../signature.ts'
import type { WorkMeter } from '../work.ts'

/**
 * The order given is the path: each certificate is issued, by name, by the next, the last by an
 * anchor. Nothing is searched or left out, so nobody's extra certificates cost work or change the path.
 *
 * @returns the anchors whose name fits, not none; keys are compared by the signature.
 * @throws {FederationError} `CHAIN_…`, `CERT_SELF_SIGNED`.
 */
export function checkOrder(
  chain: readonly Certificate[],
  trust: AnchorSet,
  meter: WorkMeter,
): readonly Anchor[] {
  refuseAnchors(chain, trust)
  refuseRepetition(chain)
  const [leaf] = chain
  if (leaf !== undefined && isSelfSigned(leaf, meter))
    throw new FederationError('CERT_SELF_SIGNED', {})
  for (const [i, certificate] of chain.slice(0, -1).entries()) {
    if (!sameName(certificate.issuer, chain[i + 1]!.subject)) throw misplaced(chain, i, trust)
  }
  const last = chain.at(-1)!
  if (isSelfSigned(last, meter)) {
    throw new FederationError('CHAIN_CONTAINS_SELF_SIGNED', { position: last.position })
  }
  const found = trust.anchors.filter((anchor) => sameName(anchor.certificate.subject, last.issuer))
  if (found.length > 0) return found
  throw strayEnd(chain, trust)
}

/** Byte for byte, or by its name and key under another wrapping. */
function refuseAnchors(chain: readonly Certificate[], trust: AnchorSet): void {
  for (const certificate of chain) {
    if (trust.anchors.some((anchor) => sameAuthority(anchor.certificate, certificate))) {
      throw new FederationError('CHAIN_CONTAINS_ANCHOR', { position: certificate.position })
    }
  }
}

function refuseRepetition(chain: readonly Certificate[]): void {
  for (const [i, certificate] of chain.entries()) {
    if (chain.slice(0, i).some((earlier) => sameAuthority(earlier, certificate))) {
      throw new FederationError('CHAIN_CYCLE', { position: certificate.position })
    }
  }
}

/** A self-issued certificate may also be a new key under the old one: then it is an ordinary link. */
function isSelfSigned(certificate: Certificate, meter: WorkMeter): boolean {
  return isSelfIssued(certificate) && isSignedBy(certificate, certificate, meter)
}

/** Which of three mistakes it is: certificates exchanged, one too many, one missing. */
function misplaced(
  chain: readonly Certificate[],
  i: number,
  { anchors }: AnchorSet,
): FederationError {
  const { issuer, position } = chain[i]!
  const isIssuer = (other: Certificate | undefined): boolean =>
    other !== undefined && sameName(other.subject, issuer)
  const next = position + 1
  const extra = chain[i + 1]!
  const leadsOn = chain.some((other) => other !== extra && sameName(other.subject, extra.issuer))
  const isNeeded = chain.some((other) => other !== extra && sameName(other.issuer, extra.subject))
  const isEnd = !chain.some(isIssuer) && anchors.some(({ certificate }) => isIssuer(certificate))
  if (isEnd || (isIssuer(chain[i + 2]) && !isNeeded && !leadsOn)) {
    return new FederationError('CHAIN_EXTRA_CERTIFICATE', { position: next })
  }
  if (chain.some(isIssuer)) return new FederationError('CHAIN_OUT_OF_ORDER', { position, next })
  return new FederationError('CHAIN_GAP', { position, issuer: nameText(issuer) })
}

/** The end fits no anchor: it is a stranger's. */
function strayEnd(chain: readonly Certificate[], trust: AnchorSet): FederationError {
  const last = chain.at(-1)!
  return new FederationError('CHAIN_ANCHOR_UNKNOWN', {
    issuer: nameText(last.issuer),
    anchors: trust.anchors.length,
  })
}
