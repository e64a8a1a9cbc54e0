/**
 * Codes as people and registries type them: full-width forms from a Chinese keyboard, blanks
 * (also the invisible ones that come with a copied web page) and lower case.
 */

/** No code is longer than 20 characters; what is left is blanks. Anything longer is not a code. */
const LONGEST_TYPED = 256
const BLANKS = /[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+/g

/** Input as it may appear in an error: callers can send anything. */
export const LONGEST_SHOWN = 64

/** Full-width to half-width, blanks removed, upper case. Empty when the input is far too long to be a code. */
export function canonicalCode(typed: string): string {
  if (typed.length > LONGEST_TYPED) return ''
  return typed.normalize('NFKC').replace(BLANKS, '').toUpperCase()
}

/** The input cut for an error's details. */
export function shown(typed: string): string {
  return typed.length > LONGEST_SHOWN ? typed.slice(0, LONGEST_SHOWN) : typed
}
