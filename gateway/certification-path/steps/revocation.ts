/** Whether a certificate of the path was revoked. Source: RFC 5280, section 6.3, complete lists only. */
import { FederationError } from '../../../schemas/model/errors.ts'
import { nameText, sameName } from '../name.ts'
import type { Link, Path } from '../path.ts'
import type { Crl } from '../revocation/crl.ts'
import { ALL_REASONS } from '../revocation/distribution-point.ts'
import type { RevocationEvidence } from '../revocation/evidence.ts'
import { coverageOf } from '../revocation/scope.ts'
import { separateSigners, signersInPath } from '../revocation/signers.ts'
import type { SeparateSigner } from '../revocation/signers.ts'
import { checkForm, checkNumber, numberKeyOf, signerOf } from '../revocation/standing.ts'
import type { WorkMeter } from '../work.ts'

/** A list that was believed. */
export interface UsedCrl {
  readonly crl: Crl
  /** Under which its number is remembered. */
  readonly numberKey: string
}

/**
 * Every certificate but the anchor is covered, for all reasons, by lists of its issuer that are well
 * signed, in time and no older than what was seen, and stands on none of them.
 *
 * @param used gets every list that was believed, also when the path is refused in the end: the
 * number of a list that revokes must be remembered most of all.
 * @throws {FederationError} `CERT_LEAF_REVOKED`, `CERT_INTERMEDIATE_REVOKED`, `CERT_ANCHOR_REVOKED`, `CRL_…`,
 * `CHAIN_TOO_MUCH_WORK`.
 */
export function checkRevocation(
  path: Path,
  evidence: RevocationEvidence,
  at: Date,
  meter: WorkMeter,
  used: UsedCrl[],
): void {
  // From the anchor down: what a revoked authority says of others does not count.
  for (let i = path.links.length - 1; i >= 0; i -= 1) {
    const check: Check = { path, evidence, at, meter, used }
    checkOne(path.links[i]!, check, () => signersFor(i, check))
  }
}

interface Check {
  readonly path: Path
  readonly evidence: RevocationEvidence
  readonly at: Date
  readonly meter: WorkMeter
  readonly used: UsedCrl[]
}

function* signersFor(i: number, check: Check): Iterable<Link> {
  const { path, evidence, at, meter } = check
  yield* signersInPath(path, i)
  const problems: FederationError[] = []
  for (const signer of separateSigners(path, i, evidence.signers, at, meter)) {
    const problem = problemOf(signer, check)
    if (problem === null) yield signer.link
    else problems.push(problem)
  }
  // Another one may be sound, so that none of them ends the search: why there was none is said last.
  if (problems[0] !== undefined) throw problems[0]
}

/** Why a separate signer does not count. It says nothing against the path itself. */
function problemOf({ link, issuer }: SeparateSigner, check: Check): FederationError | null {
  try {
    // Nobody vouches for himself: only the one who certified the key says that it is not revoked.
    checkOne(link, check, () => [issuer])
    return null
  } catch (failure) {
    if (isProblemOfList(failure)) return failure
    if (!(failure instanceof FederationError) || failure.code !== 'CERT_INTERMEDIATE_REVOKED') {
      throw failure
    }
    const { revokedAt = '' } = failure.details
    return new FederationError('CRL_SIGNER_REVOKED', { revokedAt })
  }
}

function checkOne(link: Link, check: Check, signers: () => Iterable<Link>): void {
  const { evidence } = check
  const { certificate } = link
  const problems: FederationError[] = []
  let covered = 0
  for (const crl of evidence.crls) {
    if (!sameName(crl.issuer, certificate.issuer)) continue
    // It may revoke what the complete list beside it does not, so it is not passed over.
    if (crl.isDelta) throw new FederationError('CRL_DELTA_UNSUPPORTED')
    refuseUnnamedKey(crl, check.path)
    try {
      covered |= coverageBy(crl, link, check, signers)
    } catch (failure) {
      if (!isProblemOfList(failure)) throw failure
      problems.push(failure)
      continue
    }
    const revokedAt = crl.revoked.get(certificate.serial)
    if (revokedAt !== undefined) throw revoked(certificate.position, revokedAt)
  }
  if (covered !== ALL_REASONS) throw problems[0] ?? uncovered(link, covered, check)
}

/** @throws {FederationError} why the list is of no use here. */
function coverageBy(crl: Crl, link: Link, check: Check, signers: () => Iterable<Link>): number {
  checkForm(crl, check.at)
  const coverage = coverageOf(crl, link, check.meter)
  const { position } = link.certificate
  if (coverage === 0) throw new FederationError('CRL_SCOPE_MISMATCH', { position })
  const signer = signerOf(crl, signers(), check.meter)
  const numberKey = numberKeyOf(crl, signer.certificate)
  checkNumber(crl, numberKey, check.evidence.knownNumbers)
  check.used.push({ crl, numberKey })
  refuseRevokedAnchor(crl, signer)
  return coverage
}

/**
 * An authority that changed its key says in its lists which one it means: RFC 5280, section 5.2.1, asks
 * that of every list. Without it programs try the wrong key, and take a good list for a forged one.
 */
function refuseUnnamedKey({ authorityKeyId, issuer }: Crl, { issuers }: Path): void {
  if (authorityKeyId !== null) return
  const keys = issuers.filter(({ certificate }) => sameName(certificate.subject, issuer))
  if (keys.length > 1) throw new FederationError('CRL_ISSUER_KEY_UNNAMED')
}

/** Nobody is above the anchor; what it says against itself still counts. */
function refuseRevokedAnchor(crl: Crl, { certificate }: Link): void {
  if (certificate.position !== 0) return
  const revokedAt = crl.revoked.get(certificate.serial)
  if (revokedAt === undefined) return
  throw new FederationError('CERT_ANCHOR_REVOKED', {
    subject: nameText(certificate.subject),
    revokedAt: new Date(revokedAt).toISOString(),
  })
}

function isProblemOfList(failure: unknown): failure is FederationError {
  return failure instanceof FederationError && failure.code.startsWith('CRL_')
}

function revoked(position: number, at: number): FederationError {
  const revokedAt = new Date(at).toISOString()
  return position === 1
    ? new FederationError('CERT_LEAF_REVOKED', { revokedAt })
    : new FederationError('CERT_INTERMEDIATE_REVOKED', { position, revokedAt })
}

/** Nothing of this issuer's was of use: some of its reasons only, something unreadable, a stranger's list, or none. */
function uncovered(link: Link, covered: number, { evidence, path }: Check): FederationError {
  const { position } = link.certificate
  if (covered !== 0) return new FederationError('CRL_SCOPE_MISMATCH', { position })
  const [unreadable] = evidence.unreadable
  if (unreadable !== undefined) return unreadable
  const stranger = evidence.crls.find(
    ({ issuer }) => !path.issuers.some(({ certificate }) => sameName(certificate.subject, issuer)),
  )
  return stranger === undefined
    ? new FederationError('CRL_MISSING', { position })
    : new FederationError('CRL_WRONG_ISSUER', { issuer: nameText(stranger.issuer) })
}
