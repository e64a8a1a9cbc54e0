/**
 * Organisation code (组织机构代码): eight characters and a check character. It lives on as
 * characters 9–17 of the 统一社会信用代码, and alone in older lists.
 * Source: GB 11714 (national rules of coding for the representation of organisations).
 */
import { FederationError } from './errors.ts'
import { canonicalCode, shown } from './typed-text.ts'

declare const brand: unique symbol
/** Nine characters without a hyphen that passed {@link parseOrgCode}. */
export type OrgCode = string & { readonly [brand]: 'OrgCode' }

const WEIGHTS = Uint8Array.of(3, 7, 9, 10, 5, 8, 4, 2)
const CHECKS = '0123456789X'
const HYPHENS = /[-‐‑‒–—−]/

/**
 * Parses `XXXXXXXXX` or the printed form `XXXXXXXX-X`; full-width forms, blanks, lower case too.
 *
 * @throws {FederationError} `ORG_CODE_MALFORMED`, `ORG_CODE_CHECK_FAILED` with the input.
 */
export function parseOrgCode(input: string): OrgCode {
  const code = withoutHyphen(canonicalCode(input))
  if (code.length !== 9 || !isBody(code)) {
    throw new FederationError('ORG_CODE_MALFORMED', { input: shown(input) })
  }
  if (!passesOrgCheck(code)) {
    throw new FederationError('ORG_CODE_CHECK_FAILED', { input: shown(input) })
  }
  return code as OrgCode
}

/** True for the canonical nine characters only: what {@link parseOrgCode} returns. */
export function isOrgCode(text: string): text is OrgCode {
  return text.length === 9 && isBody(text) && passesOrgCheck(text)
}

/** The form printed on certificates: `XXXXXXXX-X`. */
export function printOrgCode(code: OrgCode): string {
  return `${code.slice(0, 8)}-${code.slice(8)}`
}

/**
 * Check character of the eight characters that start at `from`: C9 = 11 − (Σ value·weight mod 11),
 * 10 written X and 11 written 0. Values: digits 0–9, letters 10–35.
 */
export function orgCheckCharacter(text: string, from = 0): string {
  let sum = 0
  for (let i = 0; i < 8; i++) sum += valueOf(text.charCodeAt(from + i)) * WEIGHTS[i]!
  return CHECKS[(11 - (sum % 11)) % 11]!
}

/** Whether the nine characters that start at `from` agree with their check character. */
export function passesOrgCheck(text: string, from = 0): boolean {
  return text[from + 8] === orgCheckCharacter(text, from)
}

/** `0`–`9` → 0–9, `A`–`Z` → 10–35. Unlike GB 32100, all 26 letters count. */
function valueOf(unit: number): number {
  return unit < 65 ? unit - 48 : unit - 55
}

function isBody(code: string): boolean {
  for (let i = 0; i < 8; i++) {
    const unit = code.charCodeAt(i)
    if (!((unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90))) return false
  }
  return true
}

function withoutHyphen(code: string): string {
  return code.length === 10 && HYPHENS.test(code[8]!) ? code.slice(0, 8) + code.slice(9) : code
}
