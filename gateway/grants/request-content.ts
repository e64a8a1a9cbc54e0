/** What an agency asks for, read strictly: everything here was typed by somebody else. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { CatalogueEntry } from '../access/catalogue.ts'
import type { Rules } from '../access/check-question.ts'
import type { RequestContent } from '../access/grant-request.ts'
import { GRANT_PURPOSES, purposeOf } from '../access/purposes.ts'
import type { RequestInput } from './desk.ts'

/** @throws {FederationError} `CATALOGUE_ENTRY_UNKNOWN`, `GRANT_REQUEST_INVALID` with the field. */
export function readContent(
  input: RequestInput,
  catalogue: readonly CatalogueEntry[],
  rules: Rules,
): RequestContent {
  const entry = catalogue.find(({ id }) => id === input.entry)
  if (entry === undefined) {
    throw new FederationError('CATALOGUE_ENTRY_UNKNOWN', { entry: input.entry.slice(0, 64) })
  }
  const { operations, purpose, legalBases } = input
  if (!isSet(operations) || !operations.every((each) => NAME.test(each)))
    throw invalid('operations')
  checkPurpose(purpose, legalBases, rules)
  const useScenario = readText(input.useScenario, 'useScenario')
  return { entry, operations, fields: fieldsOf(input), purpose, legalBases, useScenario }
}

/** As it was typed. @throws {FederationError} `GRANT_REQUEST_INVALID`: characters that no screen shows. */
export function readText(text: string, field: string): string {
  if (text.isWellFormed() && !UNSHOWN.test(text)) return text
  throw invalid(field)
}

/** Of a root field, as in a grant. */
const NAME = /^[a-z][A-Za-z0-9]{0,63}$/
/** Control and formatting characters: they turn lines over and colour terminals. Line ends stay. */
const UNSHOWN = /[^\P{C}\n\r\t]/u
const MOST_ITEMS = 64

function checkPurpose(purpose: string, legalBases: readonly string[], rules: Rules): void {
  const known = purposeOf(rules.purposes, purpose)
  const isOfGrants = (GRANT_PURPOSES as readonly string[]).includes(purpose)
  if (known === null || isOfGrants) throw invalid('purpose')
  const allowed = isSet(legalBases) && legalBases.every((each) => known.legalBases.includes(each))
  if (!allowed) throw invalid('legalBases')
}

/** Whether each belongs to the entry is looked at when the request is filed. */
function fieldsOf({ fields }: RequestInput): Readonly<Record<string, readonly string[]>> {
  const types = fields.map(({ type }) => type)
  if (!isSet(types) || !fields.every(({ names }) => isSet(names))) throw invalid('fields')
  return Object.fromEntries(fields.map(({ type, names }) => [type, names]))
}

function isSet(items: readonly string[]): boolean {
  return items.length <= MOST_ITEMS && new Set(items).size === items.length
}

function invalid(field: string): FederationError {
  return new FederationError('GRANT_REQUEST_INVALID', { field })
}
