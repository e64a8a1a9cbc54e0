/**
 * What a leaf is found by without telling what it is about: HMAC under a key of the set of provinces it
 * names, made of their search keys, so that one term serves all of them. The gateway holds those keys;
 * who has the database alone sees which leaves are about the same thing, and not what.
 */
import { hkdfSync } from 'node:crypto'
import type { Province } from '../../schemas/model/province.ts'
import { createKeyedTextHash } from '../keyed-text-hash.ts'
import { ALL_PROVINCES, bitsOf, provincesIn } from './data-keys.ts'
import type { Recipients } from './data-keys.ts'

/** `SUBJECT`: a credit code. 被查询主体、经办人员、案件编号 */
export type TermKind = 'SUBJECT' | 'OFFICER' | 'CASE'

export interface SearchTerms {
  /** Array of bytea as text, of leaves that name these provinces; `provinces`: one bit each. */
  printed(facts: readonly TermFact[], provinces: number): string
  /** For the search among leaves that name any of these provinces. */
  of(kind: TermKind, value: string, provinces: readonly Province[]): readonly Buffer[]
}

export type TermFact = readonly [kind: TermKind, value: string]

const TERM_BYTES = 16

export function createSearchTerms(recipients: Recipients): SearchTerms {
  /** By set, one bit a province; the empty set has none. */
  const hashes = SETS.map((set) => createKeyedTextHash(keyOf(set, recipients)))

  /** Hexadecimal. */
  function termOf(kind: TermKind, value: string, set: number): string {
    return hashes[set]!(`${kind}\n${value}`).slice(0, 2 * TERM_BYTES)
  }

  return {
    printed: (facts, provinces) => {
      const terms = facts.map(([kind, value]) => `"\\\\x${termOf(kind, value, provinces)}"`)
      return `{${terms.join(',')}}`
    },
    of: (kind, value, provinces) => {
      const asked = bitsOf(provinces)
      const sets = SETS.filter((set) => (set & asked) !== 0)
      return sets.map((set) => Buffer.from(termOf(kind, value, set), 'hex'))
    },
  }
}

const SETS = Array.from({ length: ALL_PROVINCES + 1 }, (_, set) => set)

/** RFC 5869, from the keys of the set's provinces in the order of PROVINCES. */
function keyOf(set: number, recipients: Recipients): Buffer {
  const keys = Buffer.concat(provincesIn(set).map((province) => recipients[province].searchKey))
  return Buffer.from(hkdfSync('sha256', keys, '', `ydelta search terms ${set}`, 32))
}
