/** A pretend registry's data from a list of records: for tests and small, given worlds. */
import type { Province } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { sortKeyOf } from '../contract.ts'
import type { SearchFilter } from '../contract.ts'
import type { RegistryData } from './registry-data.ts'

export function createMemoryData(
  province: Province,
  records: readonly RegistryRecord[],
): RegistryData {
  const rows = [...records].sort((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1))
  return {
    province,
    recordsOf: (uscc) => rows.filter((row) => row.uscc === uscc),
    recordsOfNumber: (number) => rows.filter((row) => row.registrationNumber === number),
    search(filter, offset, limit) {
      const found = rows.filter((row) => matchesFilter(row, filter))
      return { total: found.length, rows: found.slice(offset, offset + limit) }
    },
    close: () => undefined,
  }
}

/** Whether a record fits every given part of the filter. Former names count as names. */
export function matchesFilter(record: RegistryRecord, filter: SearchFilter): boolean {
  const names = [record.name, ...record.formerNames].flatMap((name) => name ?? [])
  if (filter.name !== undefined && !names.some((name) => contains(name, filter.name!))) return false
  const principal = record.registration?.principal?.name ?? ''
  if (filter.principal !== undefined && !contains(principal, filter.principal)) return false
  return filter.state === undefined || record.registration?.state.code === filter.state
}

function contains(text: string, part: string): boolean {
  return searchText(text).includes(searchText(part))
}

/** Text as it is compared: full-width forms and brackets folded (NFKC), blanks removed, lower case. */
export function searchText(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
}
