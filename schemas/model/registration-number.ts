/**
 * Registration number (注册号), fifteen digits, issued before the 统一社会信用代码 and still answered
 * by registries: six digits of the first registering authority, eight of sequence, one check digit.
 * Source: GS15-2006; the check is ISO 7064 MOD 11,10.
 */
import { FederationError } from './errors.ts'
import { canonicalCode, shown } from './typed-text.ts'

declare const brand: unique symbol
/** Fifteen digits that passed {@link parseRegistrationNumber}. */
export type RegistrationNumber = string & { readonly [brand]: 'RegistrationNumber' }

/** Domestic enterprise (内资), foreign-invested (外资), individual business (个体工商户). */
export type RegistrationKind = 'DOMESTIC' | 'FOREIGN_INVESTED' | 'INDIVIDUAL'

/**
 * @throws {FederationError} `REGISTRATION_NUMBER_MALFORMED`, `REGISTRATION_NUMBER_CHECK_FAILED`
 * with the input.
 */
export function parseRegistrationNumber(input: string): RegistrationNumber {
  const number = isDigits(input, 15) ? input : canonicalCode(input)
  if (!isDigits(number, 15)) {
    throw new FederationError('REGISTRATION_NUMBER_MALFORMED', { input: shown(input) })
  }
  if (number[14] !== registrationCheckDigit(number)) {
    throw new FederationError('REGISTRATION_NUMBER_CHECK_FAILED', { input: shown(input) })
  }
  return number as RegistrationNumber
}

/** True for the canonical fifteen digits only: what {@link parseRegistrationNumber} returns. */
export function isRegistrationNumber(text: string): text is RegistrationNumber {
  return isDigits(text, 15) && text[14] === registrationCheckDigit(text)
}

/**
 * Completes a number with its check digit.
 *
 * @throws {FederationError} `REGISTRATION_NUMBER_MALFORMED` when `first14` is not fourteen digits.
 */
export function makeRegistrationNumber(first14: string): RegistrationNumber {
  if (!isDigits(first14, 14)) {
    throw new FederationError('REGISTRATION_NUMBER_MALFORMED', { input: shown(first14) })
  }
  return (first14 + registrationCheckDigit(first14)) as RegistrationNumber
}

/**
 * Check digit of the first fourteen: p starts at 10; for each digit p = (p + d) mod 10, 0 counted as
 * 10, then p = 2p mod 11; the check is (11 − p) mod 10.
 */
export function registrationCheckDigit(first14: string): string {
  let p = 10
  for (let i = 0; i < 14; i++) {
    const sum = (p + first14.charCodeAt(i) - 48) % 10
    p = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return String((11 - p) % 10)
}

/** By the first digit of the sequence: 0–3 domestic, 4–5 foreign-invested, 6–9 individual business. */
export function registrationKindOf(number: RegistrationNumber): RegistrationKind {
  const digit = number[6]!
  if (digit <= '3') return 'DOMESTIC'
  return digit <= '5' ? 'FOREIGN_INVESTED' : 'INDIVIDUAL'
}

/** First six digits: the authority that registered first. 100000 is the national one. */
export function divisionOfRegistrationNumber(number: RegistrationNumber): string {
  return number.slice(0, 6)
}

function isDigits(text: string, length: number): boolean {
  if (text.length !== length) return false
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 48 || unit > 57) return false
  }
  return true
}
