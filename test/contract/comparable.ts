/**
 * Records as the contract compares them. A code that both sides know may be written differently by
 * each registry, so our word decides; one that nobody knows must come back as it was sent, whether
 * the registry writes it as code and text or as text alone.
 */
import type { EntityAnswer } from '../../adapters/shared/contract.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'

export function comparable(record: RegistryRecord): unknown {
  return fold({
    ...record,
    unknownCodes: [...new Set(record.unknownCodes.map(({ field }) => field))].sort(),
  })
}

/** The only record of an answer. Throws when there is another number of them, or an error. */
export function onlyRecord(answer: EntityAnswer | undefined): RegistryRecord {
  const [record, ...others] = recordsOf(answer)
  if (record === undefined || others.length > 0) throw new Error('not exactly one record')
  return record
}

export function recordsOf(answer: EntityAnswer | undefined): readonly RegistryRecord[] {
  if (answer === undefined) throw new Error('no answer at this place')
  if (answer instanceof FederationError) throw answer
  return answer
}

function fold(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fold)
  if (typeof value !== 'object' || value === null) return value
  if ('sourceCode' in value) return foldCoded(value as Record<string, unknown>)
  const parts = Object.entries(value).filter(([key]) => key !== 'exact')
  return Object.fromEntries(parts.map(([key, part]) => [key, fold(part)]))
}

function foldCoded({ code, known, sourceCode, sourceText }: Record<string, unknown>): unknown {
  return known ? { code, known } : { code, known, written: sourceText ?? sourceCode }
}
