/** Facts as leaves, with what belongs to a leaf and must not stand in it. */
import { randomBytes } from 'node:crypto'
import type { Province } from '../../schemas/model/province.ts'
import type { JsonValue } from '../federation-log/canonical-json.ts'
import { printLeaf } from '../federation-log/leaf.ts'
import type { Leaf } from '../federation-log/leaf-types.ts'
import { createQuickIntent, quickOutcome } from '../federation-log/quick-leaf.ts'
import { SALT_BYTES, digestsOf, printDisclosure } from '../federation-log/salted-digest.ts'
import { hashAsciiLeaf, hashLeaf } from '../federation-log/tree.ts'
import type { LogRow, SealedRow } from '../store/log-append.ts'
import { bitsOf } from './data-keys.ts'
import type { DataKeys } from './data-keys.ts'
import { sealDisclosures } from './sealed-disclosures.ts'
import type { SearchTerms, TermFact } from './search-terms.ts'

/** A leaf of each type before its digests are made. */
export type Unsealed<L extends Leaf = Leaf> = L extends Leaf ? Omit<L, '_sd' | 'v'> : never

/** What is found by, but is not in, the leaf of this type. */
export interface RowFacts {
  readonly agency: string | null
  readonly purpose: string | null
  /** One bit each. */
  readonly provinces: number | null
}

export interface Hidden {
  readonly disclosures: readonly string[]
  readonly terms: readonly TermFact[]
  /** Who may open them: one bit each. */
  readonly for: number
}

export interface RowMaker {
  make(leaf: Unsealed, hidden: Hidden, facts?: RowFacts): LogRow
}

export function createRowMaker(keys: DataKeys, terms: SearchTerms): RowMaker {
  function seal(hidden: Hidden, hash: Buffer): SealedRow | null {
    if (hidden.disclosures.length === 0) return null
    const key = keys.forProvinces(hidden.for)
    const { nonce, ciphertext } = sealDisclosures(hidden.disclosures, hash, key)
    return { nonce, ciphertext, key: key.row, terms: terms.printed(hidden.terms, hidden.for) }
  }

  return {
    make(unsealed, hidden, facts) {
      const row = rowOf(unsealed, digestsOf(hidden.disclosures), facts)
      row.sealed = seal(hidden, row.hash)
      return row
    },
  }
}

/** A leaf that hides nothing, or whose disclosures are sealed later. */
export function plainRow(unsealed: Unsealed, _sd: readonly string[] = []): LogRow {
  return rowOf(unsealed, _sd)
}

function rowOf(unsealed: Unsealed, _sd: readonly string[], facts?: RowFacts): MadeRow {
  const whole = { v: 1, ...unsealed, _sd } as Leaf
  const { leaf, hash } = printed(whole)
  const { agency, purpose, provinces } = facts ?? factsOf(unsealed)
  const { type } = whole
  const result = whole.type === 'OUTCOME' ? whole.result : null
  const atMs = Date.parse(whole.at)
  const link = linkOf(whole)
  return { leaf, hash, type, atMs, agency, purpose, provinces, result, link, sealed: null }
}

/** The seal is bound to the leaf's hash, so that it comes last. */
type MadeRow = Omit<LogRow, 'sealed'> & { sealed: SealedRow | null }

const quickIntent = createQuickIntent()

function printed(whole: Leaf): Pick<LogRow, 'leaf' | 'hash'> {
  const text = quickText(whole)
  if (text !== null) return { leaf: Buffer.from(text, 'latin1'), hash: hashAsciiLeaf(text) }
  const leaf = printLeaf(whole)
  return { leaf, hash: hashLeaf(leaf) }
}

function quickText(whole: Leaf): string | null {
  if (whole.type === 'INTENT') return quickIntent(whole)
  return whole.type === 'OUTCOME' ? quickOutcome(whole) : null
}

/** A disclosure with a salt of its own. */
export function disclose(name: string, value: JsonValue): string {
  return printDisclosure(nextSalt(), name, value)
}

/** Drawn many at a time: a call for each costs more than the digest. */
const SALTS_BYTES = 256 * SALT_BYTES
let salts = Buffer.alloc(0)

function nextSalt(): Buffer {
  if (salts.length === 0) salts = randomBytes(SALTS_BYTES)
  const salt = salts.subarray(0, SALT_BYTES)
  salts = salts.subarray(SALT_BYTES)
  return salt
}

function factsOf(leaf: Unsealed): RowFacts {
  const named = leaf as { readonly agency?: string | null; readonly purpose?: string | null }
  return {
    agency: named.agency ?? null,
    purpose: named.purpose ?? null,
    provinces: provincesOf(leaf as Leaf),
  }
}

function provincesOf(leaf: Leaf): number | null {
  if (leaf.type === 'INTENT') return bitsOf(leaf.provinces)
  const { province } = leaf as { readonly province?: Province | null }
  return province == null ? null : bitsOf([province])
}

function linkOf(leaf: Leaf): Buffer | null {
  if (leaf.type === 'OUTCOME') return Buffer.from(leaf.intent, 'base64url')
  return leaf.type === 'ERASURE' ? Buffer.from(leaf.target, 'base64url') : null
}
