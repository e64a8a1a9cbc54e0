/**
 * The steps of a validation, one after the other. Source: RFC 5280, section 6, narrowed: the order
 * given is the path, at most four certificates below the anchor, no policies, complete direct
 * revocation lists. docs/adr/0010 says what is left out and why.
 *
 * Whoever relies on a verdict calls validate-path.ts, which adds the second opinion.
 */
import { hash } from 'node:crypto'
import type { CertificatePurpose } from '../../schemas/model/certificate-purpose.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { NOT_APPLICABLE, Steps } from '../../schemas/model/verdict.ts'
import type { Anchor, AnchorSet } from './anchors.ts'
import { readCertificate } from './certificate.ts'
import type { Certificate } from './certificate.ts'
import { extensionsOf } from './extensions.ts'
import { isInTime } from './in-time.ts'
import { pathOf } from './path.ts'
import type { Link, Path } from './path.ts'
import { evidenceOf } from './revocation/evidence.ts'
import type { RevocationEvidence, RevocationInput } from './revocation/evidence.ts'
import { isSignedBy } from './signature.ts'
import { spanOf } from './span.ts'
import { checkAlgorithms } from './steps/algorithms.ts'
import { checkConstraints } from './steps/constraints.ts'
import { checkKeyIdentifiers } from './steps/key-identifiers.ts'
import { checkNameConstraints } from './steps/name-constraints.ts'
import { checkAlternativeNames, checkNames } from './steps/names.ts'
import { checkOrder } from './steps/order.ts'
import { checkProfile } from './steps/profile.ts'
import { checkPurpose } from './steps/purpose.ts'
import { checkRevocation } from './steps/revocation.ts'
import type { UsedCrl } from './steps/revocation.ts'
import { checkSignatures } from './steps/signatures.ts'
import { checkValidity } from './steps/validity.ts'
import { PATH_STEPS, PATH_UNDETERMINED } from './verdict.ts'
import type { PathStep, PathVerdict, VerifiedLeaf } from './verdict.ts'
import { WORK_LIMITS, WorkMeter } from './work.ts'
import type { WorkLimits } from './work.ts'

export interface PathQuestion {
  /** DER in the order of `x5c`: the leaf, its issuer, and so on; never the anchor. */
  readonly chain: readonly Uint8Array[]
  readonly anchors: AnchorSet
  readonly revocation: RevocationInput | RevocationEvidence
  /** Null asks about the path alone: published vectors, foreign chains. Nobody is let in on it. */
  readonly purpose: CertificatePurpose | null
  readonly at: Date
}

/** Another validator's view: passes, says NOT_APPLICABLE, or throws `CHAIN_SECOND_OPINION`. */
export type SecondOpinion = (path: Path, at: Date) => unknown

export const NO_SECOND_OPINION: SecondOpinion = () => NOT_APPLICABLE

/** Never throws for what is in the question: whatever is wrong with it is the verdict. */
export function runSteps(
  question: PathQuestion,
  askSecondOpinion: SecondOpinion,
  limits: WorkLimits = WORK_LIMITS,
): PathVerdict {
  const { at, purpose, anchors } = question
  const steps = new Steps(PATH_STEPS, PATH_UNDETERMINED)
  const meter = new WorkMeter(limits)
  const chain = steps.run('FORM', () => readChain(question, meter))
  steps.run('NAMES', () => checkNames(chain!))
  steps.run('ALGORITHMS', () => chain!.forEach((each) => checkAlgorithms(each, meter)))
  const candidates = steps.run('ORDER', () => checkOrder(chain!, anchors, meter))
  const path = steps.run('EXTENSIONS', () => link(chain!, candidates!, at, meter))
  steps.run('CONSTRAINTS', () => checkConstraints(path!))
  steps.run('NAME_CONSTRAINTS', () => checkNameConstraints(path!, meter))
  steps.run('PURPOSE', () => checkUse(path!, purpose))
  steps.run('VALIDITY', () => checkValidity(path!, at))
  steps.run('SIGNATURES', () => checkSignatures(path!, meter))
  steps.run('SECOND_OPINION', () => askSecondOpinion(path!, at))
  const used: UsedCrl[] = []
  const span = steps.run('REVOCATION', () => {
    const evidence = evidenceOf(question.revocation, meter)
    checkRevocation(path!, evidence, at, meter, used)
    return spanOf(path!, candidates!, evidence, at)
  })
  return verdictOf(steps, path, { used, span }, question, meter)
}

function readChain({ chain, at }: PathQuestion, meter: WorkMeter): readonly Certificate[] {
  const { certificates: limit } = meter.limits
  // Compared with anything it is neither before nor after: everything would be in time.
  if (Number.isNaN(at.getTime())) throw new FederationError('CHAIN_INSTANT_INVALID')
  if (chain.length === 0) throw new FederationError('CHAIN_EMPTY')
  if (chain.length > limit) {
    throw new FederationError('CHAIN_TOO_LONG', { count: chain.length, limit })
  }
  return chain.map((bytes, i) => readCertificate(bytes, i + 1, meter))
}

function link(
  chain: readonly Certificate[],
  candidates: readonly Anchor[],
  at: Date,
  meter: WorkMeter,
): Path {
  const links = chain.map((certificate): Link => {
    return { certificate, extensions: extensionsOf(certificate, meter) }
  })
  links.forEach(checkAlternativeNames)
  const path = pathOf(links, anchorFor(chain.at(-1)!, candidates, at, meter))
  checkKeyIdentifiers(path)
  return path
}

/**
 * Anchors of one name differ by key while one replaces the other: the signature says which it is. Of
 * several certificates of one key, one in time is taken before one that is not.
 */
function anchorFor(
  last: Certificate,
  candidates: readonly Anchor[],
  at: Date,
  meter: WorkMeter,
): Anchor {
  const [first, ...others] = candidates
  if (others.length === 0) return first!
  const [inTime, rest] = [true, false].map((wanted) =>
    candidates.filter(({ certificate }) => isInTime(certificate, at) === wanted),
  )
  const fits = ({ certificate }: Anchor) => isSignedBy(last, certificate, meter)
  return inTime!.find(fits) ?? rest!.find(fits) ?? first!
}

function checkUse(path: Path, purpose: CertificatePurpose | null): unknown {
  if (purpose === null) return NOT_APPLICABLE
  checkPurpose(path, purpose)
  return checkProfile(path)
}

function verdictOf(
  steps: Steps<PathStep>,
  path: Path | null,
  { used, span }: { used: readonly UsedCrl[]; span: ReturnType<typeof spanOf> | null },
  { revocation }: PathQuestion,
  { signatures, derElements, bytes }: WorkMeter,
): PathVerdict {
  const said = steps.verdict()
  const { validFrom, validUntil } = span ?? { validFrom: null, validUntil: null }
  return {
    ...said,
    leaf: said.status === 'VALID' && path !== null ? leafOf(path) : null,
    anchor: path?.anchor.fingerprint ?? null,
    validFrom,
    validUntil,
    crlNumbers: numbersOf(used, revocation.knownNumbers ?? {}),
    work: { signatures, derElements, bytes },
  }
}

function leafOf({ links: [leaf] }: Path): VerifiedLeaf {
  const { der, subject, key, notAfter } = leaf!.certificate
  return {
    fingerprint: hash('sha256', der, 'hex'),
    subject: subject.parts.flat(),
    publicKey: key.spki.toString('base64'),
    notAfter: new Date(notAfter).toISOString(),
  }
}

function numbersOf(used: readonly UsedCrl[], known: Readonly<Record<string, string>>) {
  const numbers: Record<string, string> = { ...known }
  for (const { crl, numberKey } of used) {
    const seen = BigInt(numbers[numberKey] ?? '0')
    if (crl.number! >= seen) numbers[numberKey] = crl.number!.toString()
  }
  return numbers
}
