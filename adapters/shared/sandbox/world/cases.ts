/** The hard cases, on purpose, in every world: written down one by one. List: docs/sandbox.md. */
import { provinceOfDivision } from '../../../../schemas/model/division.ts'
import type { Province } from '../../../../schemas/model/province.ts'
import { PUBLISHED_CODES } from '../../../../schemas/model/published-codes.ts'
import { EMPTY_RECORD, type RegistryRecord } from '../../../../schemas/model/record.ts'
import { divisionOf, parseUscc } from '../../../../schemas/model/uscc.ts'
import type { Case } from './cases/build.ts'
import { IDENTITIES } from './cases/identities.ts'
import { LISTINGS } from './cases/listings.ts'
import { RELOCATIONS } from './cases/relocations.ts'
import { SAMPLE, SAMPLE_BRANCH, SAMPLE_USCC } from './cases/sample.ts'

export type { Case }
export { SAMPLE_USCC }

export const CASES: readonly Case[] = [
  SAMPLE,
  SAMPLE_BRANCH,
  ...RELOCATIONS,
  ...IDENTITIES,
  ...LISTINGS,
]

/** What a province holds of the cases, and the published codes of its divisions, with their names alone. */
export function caseRecords(province: Province): readonly RegistryRecord[] {
  return [...CASES.flatMap((one) => one.held[province] ?? []), ...publishedIn(province)]
}

/** National codes (100000) belong to no province's divisions and are held by none. */
function publishedIn(province: Province): RegistryRecord[] {
  return PUBLISHED_CODES.flatMap(({ code, name }) => {
    const uscc = parseUscc(code)
    if (provinceOfDivision(divisionOf(uscc)) !== province) return []
    return [{ ...EMPTY_RECORD, uscc, name }]
  })
}
