/**
 * After how long what is asked for a withheld purpose is shown to the company without anybody's
 * decision (保密期限). Null: never; somebody has to release it. No rule that sets a term was found, so
 * that none is set here: a deployment replaces the table. Whoever can shorten a term warns those who
 * are being investigated.
 */
export type ReleaseTerms = Readonly<Record<string, number | null>>

/** Years, by purpose. A purpose that is not named is never shown by term. */
export const RELEASE_TERMS_YEARS: ReleaseTerms = {
  ENFORCEMENT: null,
  LEAD_CHECK: null,
  ASSISTANCE: null,
  CRIMINAL_TRANSFER: null,
  AUDIT: null,
}

/** What was asked before this is shown; null: nothing. Calendar years, in UTC. */
export function shownBefore(purpose: string, terms: ReleaseTerms, now: Date): Date | null {
  const years = Object.hasOwn(terms, purpose) ? terms[purpose]! : null
  if (years === null) return null
  const before = new Date(now)
  before.setUTCFullYear(before.getUTCFullYear() - years)
  return before
}
