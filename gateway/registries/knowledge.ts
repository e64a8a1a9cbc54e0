/**
 * What earlier answers taught and a silent registry cannot say now: relocations (迁移) and removals
 * from lists (移出). Asked when a registry did not answer or a feed carries another authority's
 * listing; learnt whenever a registry answered.
 */
import type { DecisionBase } from '../../schemas/model/record.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { NOTHING_KNOWN, isFresh } from '../survivorship/answer.ts'
import type { Answers, Knowledge, KnownRelocation } from '../survivorship/answer.ts'
import type { EntityView } from '../survivorship/entity-view.ts'
import { withinMs } from './within-ms.ts'

export interface Lesson {
  readonly uscc: Uscc
  readonly relocations: readonly KnownRelocation[]
  readonly removals: readonly string[]
}

/** Port to the store. */
export interface KnowledgeStore {
  /** Null when it could not be read. Never rejects. */
  recall(uscc: Uscc): Promise<Knowledge | null>
  /** Returns at once; what cannot be written now is kept for later, within bounds. */
  learn(lesson: Lesson): void
}

/** For tests and benches that need no memory. */
export const NO_KNOWLEDGE_STORE: KnowledgeStore = {
  recall: () => Promise.resolve(NOTHING_KNOWN),
  learn: () => undefined,
}

/** Comes on top of a registry's whole deadline, so it is short: half of what an answer may add to it. */
const RECALL_WITHIN_MS = 250

export async function knowledgeFor(
  store: KnowledgeStore,
  uscc: Uscc,
  answers: Answers,
): Promise<Knowledge | null> {
  const complete = answers.every(isFresh) && !answers.some(carriesForeignListing)
  if (complete) return NOTHING_KNOWN
  const late = () => new Error('relocation index did not answer in time')
  return withinMs(RECALL_WITHIN_MS, store.recall(uscc), late).catch(() => null)
}

/**
 * What of it may be used for somebody who may not ask these provinces. A relocation from or to one of
 * them is what that province said; a removal tells nothing, it only takes a listing away.
 */
export function forAsker(
  known: Knowledge | null,
  barred: ReadonlyMap<Province, unknown> = new Map(),
): Knowledge | null {
  if (known === null || barred.size === 0) return known
  const isBarred = ({ from, to }: KnownRelocation): boolean =>
    [from, to].some((province) => province !== null && barred.has(province))
  const [withheld, relocations] = [
    known.relocations.filter(isBarred),
    known.relocations.filter((move) => !isBarred(move)),
  ]
  return { ...known, relocations, withheld }
}

/** A feed can lag behind the authority that listed and, since then, removed and forgot. */
function carriesForeignListing({ province, records }: Answers[number]): boolean {
  const isForeign = ({ authority }: DecisionBase): boolean =>
    authority !== null && authority.province !== province
  return records.some(
    (record) =>
      record.abnormalListings.some(isForeign) || record.seriousViolationListings.some(isForeign),
  )
}

/** What a view teaches, or null: most teach nothing, so the cheap question comes first. */
export function lessonOf(view: EntityView): Lesson | null {
  if (!view.evidence.answers.some(mayTeach)) return null
  const relocations = view.finding.moves.map(({ from, to, on }) => ({ from, to, on }))
  const removals = (['abnormalListings', 'seriousViolationListings'] as const).flatMap(
    (name) => view.section(name).removals,
  )
  if (relocations.length === 0 && removals.length === 0) return null
  return { uscc: view.uscc, relocations, removals: [...removals] }
}

function mayTeach(answer: Answers[number]): boolean {
  if (!isFresh(answer)) return false
  return answer.records.some(
    ({ registration, abnormalListings, seriousViolationListings }) =>
      (registration !== null &&
        (registration.movedIn !== null || registration.movedOut !== null)) ||
      abnormalListings.some((row) => row.removedOn !== null) ||
      seriousViolationListings.some((row) => row.removedOn !== null),
  )
}
