/**
 * Whether enough witnesses have seen a checkpoint: 3 of 4 here, any rule of C2SP tlog-policy in
 * general. A witness counts once, whatever it is called.
 */
import { cosignedAtSeconds } from './cosignature.ts'
import { isOf, isSignedBy } from './note.ts'
import type { Note, NoteSignature } from './note.ts'
import type { VerifierKey } from './verifier-key.ts'

/** A witness alone, or at least `least` of the members. */
export type Quorum =
  | { readonly witness: VerifierKey }
  | { readonly least: number; readonly members: readonly Quorum[] }

export interface WitnessPolicy {
  readonly quorum: Quorum
  /** Cosignatures of another time say nothing. Inclusive; each may be left open. */
  readonly notBefore?: Date
  readonly notAfter?: Date
}

/**
 * `COUNTED`: holds and counts. `NOT_A_WITNESS`: of a key the policy does not name, such as the log's
 * own. `REPEATED`: holds, but this witness has counted; its earlier time stands.
 */
export type CosignatureOutcome =
  'COUNTED' | 'NOT_A_WITNESS' | 'INVALID' | 'TOO_EARLY' | 'TOO_LATE' | 'REPEATED'

export interface JudgedCosignature {
  readonly name: string
  readonly id: string
  readonly outcome: CosignatureOutcome
  /** Null where it is no witness's, or does not hold. */
  readonly at: Date | null
}

export interface QuorumVerdict {
  readonly reached: boolean
  /** One of each signature line, in their order. */
  readonly cosignatures: readonly JudgedCosignature[]
  /** Names of witnesses that the policy asks and that do not count. */
  readonly missing: readonly string[]
  /**
   * When the quorum had seen it: at the latest by this instant every leaf of the checkpoint was
   * there, unless a quorum's worth of witnesses lies. Null when it is not reached.
   */
  readonly seenBy: Date | null
}

/** @throws nothing for what is in the note. */
export function judgeQuorum(note: Note, policy: WitnessPolicy): QuorumVerdict {
  const witnesses = witnessesOf(policy.quorum)
  const inTime = earliestFirst(note.signatures).map((line) => judge(line, note, witnesses, policy))
  const counted: JudgedCosignature[] = []
  const judged = new Map<NoteSignature, JudgedCosignature>()
  for (const { line, ...one } of inTime) {
    const isRepeated = one.outcome === 'COUNTED' && counted.some((each) => isOf(line, each))
    const outcome = isRepeated ? 'REPEATED' : one.outcome
    judged.set(line, { ...one, outcome })
    if (outcome === 'COUNTED') counted.push({ ...one, outcome })
  }
  const reachedWith = counted.findIndex((_, i) => isReached(policy.quorum, counted.slice(0, i + 1)))
  const needsNone = isReached(policy.quorum, [])
  return {
    reached: needsNone || reachedWith >= 0,
    cosignatures: note.signatures.map((line) => judged.get(line)!),
    missing: witnesses.filter((key) => !isAmong(key, counted)).map(({ name }) => name),
    seenBy: needsNone ? null : (counted[reachedWith]?.at ?? null),
  }
}

/** Each once, in the order of the policy. */
export function witnessesOf(quorum: Quorum): readonly VerifierKey[] {
  return 'witness' in quorum ? [quorum.witness] : quorum.members.flatMap(witnessesOf)
}

/** At least `least` of these: the plain case. */
export function quorumOf(least: number, witnesses: readonly VerifierKey[]): Quorum {
  return { least, members: witnesses.map((witness) => ({ witness })) }
}

function isReached(quorum: Quorum, counted: readonly JudgedCosignature[]): boolean {
  if ('witness' in quorum) return isAmong(quorum.witness, counted)
  return quorum.members.filter((member) => isReached(member, counted)).length >= quorum.least
}

const isAmong = (key: VerifierKey, counted: readonly JudgedCosignature[]): boolean =>
  counted.some(({ name, id }) => name === key.name && id === key.id)

/** So that the line that counts, of several of one witness, is the one with the earliest time. */
function earliestFirst(lines: readonly NoteSignature[]): readonly NoteSignature[] {
  const timeOf = ({ signature }: NoteSignature) => cosignedAtSeconds(signature) ?? 0
  return lines.toSorted((a, b) => timeOf(a) - timeOf(b))
}

type JudgedLine = JudgedCosignature & { readonly line: NoteSignature }

function judge(
  line: NoteSignature,
  note: Note,
  witnesses: readonly VerifierKey[],
  { notBefore, notAfter }: WitnessPolicy,
): JudgedLine {
  const { name, id } = line
  const as = (outcome: CosignatureOutcome, at: Date | null): JudgedLine => {
    return { name, id, outcome, at, line }
  }
  const witness = witnesses.find((key) => isOf(line, key))
  if (witness === undefined) return as('NOT_A_WITNESS', null)
  const seconds = cosignedAtSeconds(line.signature)
  if (seconds === null || !isSignedBy(note.text, line, witness)) return as('INVALID', null)
  const at = new Date(seconds * 1_000)
  if (notBefore !== undefined && at < notBefore) return as('TOO_EARLY', at)
  if (!(notAfter === undefined || at <= notAfter)) return as('TOO_LATE', at)
  return as('COUNTED', at)
}
