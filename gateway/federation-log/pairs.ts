/**
 * Whether every answer has its question: an intent (查询意图) goes before its outcome (查询结果), each
 * has one, and an answer that was shared or kept cites the intent under which it was really fetched.
 * What a gateway answers without a leaf shows here, or in a province's promise list (omission.ts).
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import { Findings } from './findings.ts'
import type { SeenLeaf } from './findings.ts'
import type { IntentLeaf, OutcomeLeaf, ProvinceAnswer } from './leaf-types.ts'

interface KnownIntent {
  readonly index: number
  readonly id: string
  readonly at: string
  readonly provinces: readonly Province[]
  /** Index of its outcome; null: none yet. */
  outcome: number | null
}

export interface PairCounts {
  readonly intents: number
  readonly outcomes: number
  /** Of the outcomes those that say UNKNOWN: the process ended before it could say. */
  readonly unknown: number
  /** Intents without outcome that are young enough. */
  readonly pending: number
}

export class Pairs {
  readonly findings = new Findings()
  readonly #intents = new Map<string, KnownIntent>()
  #outcomes = 0
  #unknown = 0

  see({ leaf, leafHash, index }: SeenLeaf): void {
    if (leaf.type === 'INTENT') this.#intend(leaf, leafHash, index)
    if (leaf.type === 'OUTCOME') this.#conclude(leaf, index)
  }

  /**
   * Called once, after the last leaf. `dueBefore`: an intent of before this instant must have its
   * outcome.
   *
   * @returns what was seen; {@link findings} holds `LOG_OUTCOME_MISSING` and what `see` found.
   */
  close(dueBefore: Date): PairCounts {
    let pending = 0
    for (const { index, id, at, outcome } of this.#intents.values()) {
      if (outcome !== null) continue
      if (new Date(at) >= dueBefore) pending += 1
      else this.findings.add(new FederationError('LOG_OUTCOME_MISSING', { index, id }))
    }
    const [outcomes, unknown] = [this.#outcomes, this.#unknown]
    return { intents: this.#intents.size, outcomes, unknown, pending }
  }

  #intend({ id, at, provinces }: IntentLeaf, leafHash: string, index: number): void {
    // The same bytes twice are one intent: the first, which an outcome can cite.
    if (this.#intents.has(leafHash)) return
    this.#intents.set(leafHash, { index, id, at, provinces, outcome: null })
  }

  #conclude({ intent: cited, result, answers }: OutcomeLeaf, index: number): void {
    this.#outcomes += 1
    if (result === 'UNKNOWN') this.#unknown += 1
    const intent = this.#intents.get(cited)
    if (intent === undefined) {
      this.findings.add(new FederationError('LOG_INTENT_MISSING', { index, intent: cited }))
    } else if (intent.outcome !== null) {
      const { index: intentIndex, outcome: first } = intent
      this.findings.add(new FederationError('LOG_OUTCOME_REPEATED', { index, first, intentIndex }))
    } else {
      intent.outcome = index
    }
    for (const answer of answers) this.#answer(answer, intent, index)
  }

  /** A province that was not asked has not seen an intent either. */
  #answer(answer: ProvinceAnswer, intent: KnownIntent | undefined, index: number): void {
    const { province, state, live } = answer
    if (intent !== undefined && state !== 'NOT_ASKED' && !intent.provinces.includes(province)) {
      this.findings.add(new FederationError('LOG_PROVINCE_NOT_INTENDED', { index, province }))
    }
    for (const cited of live) {
      if (this.#intents.get(cited)?.provinces.includes(province) === true) continue
      const facts = { index, province, intent: cited }
      this.findings.add(new FederationError('LOG_LIVE_INTENT_MISSING', facts))
    }
  }
}
