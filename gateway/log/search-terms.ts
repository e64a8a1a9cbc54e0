/**
 * What a leaf is found by without telling what it is about: HMAC under each named province's search
 * key. The gateway holds those keys; who has the database alone sees which leaves are about the same
 * thing, and not what.
 */
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { provincesIn } from './data-keys.ts'
import type { Recipients } from './data-keys.ts'
import { createKeyedTextHash } from './keyed-text-hash.ts'
import { TwoGenerations } from './two-generations.ts'

/** `SUBJECT`: a credit code. 被查询主体、经办人员、案件编号 */
export type TermKind = 'SUBJECT' | 'OFFICER' | 'CASE'

export interface SearchTerms {
  /** Array of bytea as text, under the keys of these provinces; `provinces`: one bit each. */
  printed(facts: readonly TermFact[], provinces: number): string
  /** For the search, under any of these provinces' keys. */
  of(kind: TermKind, value: string, provinces: readonly Province[]): readonly Buffer[]
}

export type TermFact = readonly [kind: TermKind, value: string]

const TERM_BYTES = 16
/** An officer and a case come again and again, and four HMACs each cost more than the leaf's hash. */
const LEAST_KEPT = 10_000

export function createSearchTerms(recipients: Recipients): SearchTerms {
  const kept = new TwoGenerations<string>(LEAST_KEPT)
  const hashes = new Map(
    PROVINCES.map((province) => [province, createKeyedTextHash(recipients[province].searchKey)]),
  )

  /** Hexadecimal. */
  function termOf(kind: TermKind, value: string, province: Province): string {
    return hashes.get(province)!(`${kind}\n${value}`).slice(0, 2 * TERM_BYTES)
  }

  function elements([kind, value]: TermFact, provinces: number): string {
    const key = `${provinces} ${kind} ${value}`
    const known = kept.get(key)
    if (known !== undefined) return known
    const terms = provincesIn(provinces).map((province) => {
      return `"\\\\x${termOf(kind, value, province)}"`
    })
    const joined = terms.join(',')
    kept.set(key, joined)
    return joined
  }

  return {
    printed: (facts, provinces) => {
      return `{${facts.map((fact) => elements(fact, provinces)).join(',')}}`
    },
    of: (kind, value, provinces) =>
      provinces.map((province) => Buffer.from(termOf(kind, value, province), 'hex')),
  }
}
