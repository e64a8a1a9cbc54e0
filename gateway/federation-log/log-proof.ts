/**
 * Verifies offline that an entry is in the log, and that one checkpoint continues another: what an
 * auditor or a company does with the files it was given. Never throws for what is in the data.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import { NOT_APPLICABLE, Steps } from '../../schemas/model/verdict.ts'
import type { StepVerdict } from '../../schemas/model/verdict.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { verifyConsistency } from './consistency.ts'
import { MEANS_OR_EVIDENCE, checkpointIn, headSteps } from './head-steps.ts'
import { verifyInclusion } from './inclusion.ts'
import { parseLeaf } from './leaf.ts'
import type { Leaf } from './leaf-types.ts'
import type { LogPolicy } from './policy.ts'
import { parseProofFile } from './proof-file.ts'
import type { QuorumVerdict } from './quorum.ts'
import { openDisclosure } from './salted-digest.ts'
import type { Disclosed } from './salted-digest.ts'
import { hashLeaf } from './tree.ts'

/** A tile that is missing has not been looked for where else it may be. */
const UNDETERMINED = new Set<ErrorCode>([...MEANS_OR_EVIDENCE, 'LOG_TILE_MISSING'])

export const ENTRY_STEPS = [
  'FORM',
  'ORIGIN',
  'SIGNATURE',
  'WITNESSES',
  'INCLUSION',
  'LEAF',
  'DISCLOSURES',
] as const
export type EntryStep = (typeof ENTRY_STEPS)[number]

export interface EntryQuestion {
  /** A proof file (proof-file.ts). */
  readonly proof: Uint8Array
  /** The bytes of the leaf; null takes them from the file's `extra` line. */
  readonly entry: Uint8Array | null
  readonly disclosures: readonly string[]
  readonly policy: LogPolicy
  /** Cosignatures of a later time do not count. */
  readonly at: Date
}

export interface EntryVerdict extends StepVerdict<EntryStep> {
  readonly index: number | null
  readonly checkpoint: Checkpoint | null
  /** Each signature line; null when the procedure ended before it. */
  readonly witnesses: QuorumVerdict | null
  /** Null unless it was read; believe it only when the status is VALID. */
  readonly leaf: Leaf | null
  readonly disclosed: readonly Disclosed[]
}

export function verifyEntry(question: EntryQuestion): EntryVerdict {
  const { policy, at } = question
  const steps = new Steps(ENTRY_STEPS, UNDETERMINED)
  const form = steps.run('FORM', () => formOf(question))
  const head = form && headSteps(steps, form.note, policy, at)
  steps.run('INCLUSION', () => {
    const leafHash = hashLeaf(form!.entry)
    verifyInclusion({ ...form!.file, ...form!.checkpoint, leafHash })
  })
  const leaf = steps.run('LEAF', () => parseLeaf(form!.entry))
  const disclosed = steps.run('DISCLOSURES', () => disclosedBy(leaf!, question.disclosures))
  return {
    ...steps.verdict(),
    index: form?.file.index ?? null,
    checkpoint: form?.checkpoint ?? null,
    witnesses: head?.witnesses ?? null,
    leaf,
    disclosed: disclosed === null || disclosed === NOT_APPLICABLE ? [] : disclosed,
  }
}

export const GROWTH_STEPS = [
  'OLD_CHECKPOINT',
  'FORM',
  'ORIGIN',
  'SIGNATURE',
  'WITNESSES',
  'CONSISTENCY',
] as const
export type GrowthStep = (typeof GROWTH_STEPS)[number]

export interface GrowthQuestion {
  /** Kept from an earlier day, with the log's signature; its witnesses were judged then. */
  readonly older: Uint8Array
  readonly newer: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly policy: LogPolicy
  readonly at: Date
}

export interface GrowthVerdict extends StepVerdict<GrowthStep> {
  readonly older: Checkpoint | null
  readonly newer: Checkpoint | null
  readonly witnesses: QuorumVerdict | null
}

/** Whether the newer checkpoint continues the older one. */
export function verifyGrowth({ older, newer, proof, policy, at }: GrowthQuestion): GrowthVerdict {
  const steps = new Steps(GROWTH_STEPS, UNDETERMINED)
  const old = steps.run('OLD_CHECKPOINT', () => openCheckpoint(older, policy.logs).checkpoint)
  const form = steps.run('FORM', () => checkpointIn(newer))
  const head = form && headSteps(steps, form.note, policy, at, old?.origin)
  steps.run('CONSISTENCY', () => {
    const { size, root } = form!.checkpoint
    verifyConsistency({ oldSize: old!.size, oldRoot: old!.root, size, root, proof })
  })
  const witnesses = head?.witnesses ?? null
  return { ...steps.verdict(), older: old, newer: form?.checkpoint ?? null, witnesses }
}

function formOf({ proof, entry }: EntryQuestion) {
  const file = parseProofFile(proof)
  const bytes = entry ?? file.extra
  if (bytes === null) throw new FederationError('LOG_PROOF_MALFORMED', { reason: 'no entry' })
  return { file, entry: bytes, ...checkpointIn(file.checkpoint) }
}

function disclosedBy(leaf: Leaf, disclosures: readonly string[]) {
  if (disclosures.length === 0) return NOT_APPLICABLE
  return disclosures.map((disclosure) => openDisclosure(leaf, disclosure))
}
