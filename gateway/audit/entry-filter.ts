/** What an auditor looks for, read strictly: everything here was typed by somebody. */
import { FederationError } from '../../schemas/model/errors.ts'
import { parseUscc } from '../../schemas/model/uscc.ts'
import type { LogFilter } from '../log/log-reader.ts'
import type { EntryFilter } from './desk.ts'

/** Visible text; what is looked up is compared as it stands. */
const TEXT = /^[^\p{C}]{1,128}$/u
/** RFC 3339 as people and programs write it; a day alone would be somebody's midnight. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/

/** @throws {FederationError} `AUDIT_ARGUMENT_INVALID` with the field; `USCC_…`. */
export function readFilter(given: EntryFilter): LogFilter {
  const { entity, province, result, type } = given
  return without({
    agency: textOf(given, 'agency'),
    officer: textOf(given, 'officer'),
    caseNumber: textOf(given, 'caseNumber'),
    purpose: textOf(given, 'purpose'),
    entity: entity == null ? undefined : parseUscc(entity),
    province: province ?? undefined,
    result: result ?? undefined,
    type: type ?? undefined,
    from: instantOf(given, 'from'),
    to: instantOf(given, 'to'),
  })
}

type Texts = 'agency' | 'officer' | 'caseNumber' | 'purpose'

function textOf(given: EntryFilter, field: Texts): string | undefined {
  const text = given[field]
  if (text == null) return undefined
  if (!TEXT.test(text)) throw invalid(field)
  return text
}

function instantOf(given: EntryFilter, field: 'from' | 'to'): Date | undefined {
  const text: unknown = given[field]
  if (text == null) return undefined
  const at = typeof text === 'string' && INSTANT.test(text) ? new Date(text) : null
  if (at === null || Number.isNaN(at.getTime())) throw invalid(field)
  return at
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

function without<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<T>
}

export function invalid(field: string): FederationError {
  return new FederationError('AUDIT_ARGUMENT_INVALID', { field })
}
