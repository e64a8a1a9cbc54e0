/** What is to be released, read strictly. */
import type { ReleaseInput } from './desk.ts'
import { invalid } from './entry-filter.ts'

const MOST_INDEXES = 1_000
const MOST_REASON = 1_000
const CASE = /^[^\p{C}\p{Z}](?:[^\p{C}]{0,126}[^\p{C}\p{Z}])?$/u
/** Control and formatting characters turn lines over and colour terminals. Line ends stay. */
const UNSHOWN = /[^\P{C}\n\r\t]/u

export interface ReadRelease {
  /** Null: by indexes. */
  readonly caseNumber: string | null
  readonly indexes: readonly number[]
  readonly reason: string
}

/** @throws {FederationError} `AUDIT_ARGUMENT_INVALID` with the field. */
export function readRelease({ caseNumber, indexes, reason }: ReleaseInput): ReadRelease {
  const text = reason.trim()
  if (text === '' || text.length > MOST_REASON || UNSHOWN.test(text)) throw invalid('reason')
  if ((caseNumber === null) === (indexes === null)) throw invalid('caseNumber')
  if (caseNumber !== null && !CASE.test(caseNumber)) throw invalid('caseNumber')
  const given = indexes ?? []
  const isBad = (index: number): boolean => !Number.isSafeInteger(index) || index < 0
  if (indexes !== null && (given.length === 0 || given.length > MOST_INDEXES))
    throw invalid('indexes')
  if (given.some(isBad)) throw invalid('indexes')
  return { caseNumber, indexes: given, reason: text }
}
