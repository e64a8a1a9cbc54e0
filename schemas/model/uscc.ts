/**
 * Unified Social Credit Code (统一社会信用代码): the key that joins every record in this system.
 * Source: GB 32100-2015. Eighteen characters: [1] registering department, [2] category, [3–8]
 * division of the first registering authority, [9–17] organisation code (GB 11714), [18] check.
 *
 * A code whose checks pass need not exist; only a registry's answer shows that it does.
 */
import { FederationError } from './errors.ts'
import { orgCheckCharacter, passesOrgCheck, type OrgCode } from './org-code.ts'
import { canonicalCode, shown } from './typed-text.ts'
import { CATEGORIES, DEPARTMENTS } from './uscc-departments.ts'

declare const brand: unique symbol
/** An 18-character code that passed {@link parseUscc}. A plain string is never a `Uscc`. */
export type Uscc = string & { readonly [brand]: 'Uscc' }

/** Which step refused a code. All three are codes of the error catalogue. */
export type UsccFailure = 'USCC_MALFORMED' | 'USCC_ORG_CHECK_FAILED' | 'USCC_CHECK_FAILED'

/** A character of the code with the standard's name for it; null where the table has none. */
export interface UsccPart {
  readonly code: string
  readonly name: string | null
}

/** What {@link inspectUscc} finds. Parts are null when the code is malformed, checks as well. */
export interface UsccInspection {
  /** As typed, at most 64 characters. */
  readonly input: string
  readonly uscc: Uscc | null
  readonly valid: boolean
  readonly failed: UsccFailure | null
  /** GB 11714 check of characters 9–17. */
  readonly organisationCheck: boolean | null
  /** GB 32100 check of the whole. */
  readonly mainCheck: boolean | null
  readonly department: UsccPart | null
  readonly category: UsccPart | null
  /** Six characters; see `divisionAt` for the name. */
  readonly division: string | null
  readonly organisationCode: string | null
}

/** The 31 characters of GB 32100: no I, O, S, V, Z. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = Uint8Array.from({ length: 17 }, (_, i) => 3 ** i % 31)

const NOT_IN_ALPHABET = 255
/** Value of each ASCII character; a table because the gateway and the sandbox do this all day. */
const VALUES = new Uint8Array(128).fill(NOT_IN_ALPHABET)
for (let i = 0; i < USCC_ALPHABET.length; i++) VALUES[USCC_ALPHABET.charCodeAt(i)] = i

/**
 * Parses a code as typed by a person: full-width forms, blanks and lower case are accepted.
 * The organisation code's check comes first, so that a slip in characters 9–17 is named as such.
 *
 * @throws {FederationError} `USCC_MALFORMED` wrong length or character; `USCC_ORG_CHECK_FAILED`,
 * `USCC_CHECK_FAILED` wrong check character of the organisation code, of the whole. Details: input.
 */
export function parseUscc(input: string): Uscc {
  if (failureOf(input) === null) return input as Uscc
  const code = canonicalCode(input)
  const failure = failureOf(code)
  if (failure !== null) throw new FederationError(failure, { input: shown(input) })
  return code as Uscc
}

/** True for the canonical 18 characters only: what {@link parseUscc} returns. */
export function isUscc(text: string): text is Uscc {
  return failureOf(text) === null
}

/** What is wrong with a canonical code, or null: malformed, then organisation check, then main check. */
export function failureOf(code: string): UsccFailure | null {
  const sum = weightedSum(code)
  if (sum < 0 || code.length !== 18) return 'USCC_MALFORMED'
  const check = VALUES[code.charCodeAt(17) & 127]!
  if (check === NOT_IN_ALPHABET || code.charCodeAt(17) > 127) return 'USCC_MALFORMED'
  if (!passesOrgCheck(code, 8)) return 'USCC_ORG_CHECK_FAILED'
  return (sum + check) % 31 === 0 ? null : 'USCC_CHECK_FAILED'
}

/** Both checks and all parts of a code, for people who look for the slip. Never throws. */
export function inspectUscc(input: string): UsccInspection {
  const code = canonicalCode(input)
  const failed = failureOf(code)
  return {
    input: shown(input),
    uscc: failed === null ? (code as Uscc) : null,
    valid: failed === null,
    failed,
    ...(failed === 'USCC_MALFORMED' ? NOTHING_TO_SEE : partsOf(code)),
  }
}

/**
 * Check character of the first seventeen: alphabet[(31 − Σ value·3^i) mod 31].
 *
 * @throws {FederationError} `USCC_MALFORMED` a character outside the alphabet, or fewer than 17.
 */
export function checkCharacter(first17: string): string {
  const sum = weightedSum(first17)
  if (sum < 0) throw new FederationError('USCC_MALFORMED', { input: shown(first17) })
  return USCC_ALPHABET[(31 - (sum % 31)) % 31]!
}

/**
 * Completes a code with both check characters. `first8`: department, category, six division digits;
 * `orgBody8`: the organisation code without its check. An organisation code may contain I, O, S, V
 * or Z (GB 11714 has all letters); such a one cannot stand in a credit code.
 *
 * @throws {FederationError} `USCC_MALFORMED` wrong length, or a character outside the alphabet.
 */
export function makeUscc(first8: string, orgBody8: string): Uscc {
  if (first8.length !== 8 || orgBody8.length !== 8) {
    throw new FederationError('USCC_MALFORMED', { input: shown(first8 + orgBody8) })
  }
  const first17 = first8 + orgBody8 + orgCheckCharacter(orgBody8)
  return (first17 + checkCharacter(first17)) as Uscc
}

/**
 * Printed form. Licences print the eighteen characters without gaps; `gap` sets off the standard's
 * four groups (department and category, division, organisation code, check) for reading aloud.
 */
export function printUscc(uscc: Uscc, gap = ''): string {
  if (gap === '') return uscc
  return [uscc.slice(0, 2), uscc.slice(2, 8), uscc.slice(8, 17), uscc.slice(17)].join(gap)
}

/** Characters 9–17: what older lists carry instead of the whole code. */
export function orgCodeOf(uscc: Uscc): OrgCode {
  return uscc.slice(8, 17) as string as OrgCode
}

/** Characters 3–8: where the entity was **first** registered (GB/T 2260), not where it is now. */
export function divisionOf(uscc: Uscc): string {
  return uscc.slice(2, 8)
}

const NOTHING_TO_SEE = {
  organisationCheck: null,
  mainCheck: null,
  department: null,
  category: null,
  division: null,
  organisationCode: null,
}

function partsOf(code: string): Omit<UsccInspection, 'input' | 'uscc' | 'valid' | 'failed'> {
  return {
    organisationCheck: passesOrgCheck(code, 8),
    mainCheck: code[17] === checkCharacter(code),
    department: { code: code[0]!, name: DEPARTMENTS[code[0]!] ?? null },
    category: { code: code[1]!, name: CATEGORIES[code.slice(0, 2)] ?? null },
    division: code.slice(2, 8),
    organisationCode: code.slice(8, 17),
  }
}

/** Σ value·weight of the first seventeen characters; −1 when one of them is not in the alphabet. */
function weightedSum(code: string): number {
  if (code.length < 17) return -1
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const unit = code.charCodeAt(i)
    const value = unit < 128 ? VALUES[unit]! : NOT_IN_ALPHABET
    if (value === NOT_IN_ALPHABET) return -1
    sum += value * WEIGHTS[i]!
  }
  return sum
}
