/** What the search index holds of the synthetic entities: computed from who they are, not from whole records. */
import { PROVINCES, type Province } from '../../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../../schemas/model/record.ts'
import { identityOf, type Plan } from './identity.ts'
import { presenceOf } from './presence.ts'
import type { SearchRow } from './search-build.ts'
import { nameKnownTo } from './synthetic.ts'

/** One row for every entity that `province` knows, in no order. */
export function* syntheticRows(province: Province, plan: Plan): Generator<SearchRow> {
  for (const home of PROVINCES) {
    for (let index = 0; index < plan.entities; index++) {
      const presence = presenceOf({ home, index }, plan)
      if (home !== province && !presence.elsewhere.includes(province)) continue
      const who = identityOf({ home, index }, plan)
      const registered = home === province || presence.move !== null
      if (!registered) {
        yield rowNamed(who.uscc, [nameKnownTo(province, who)])
        continue
      }
      const names = who.formerName === null ? [who.name] : [who.name, who.formerName]
      const state = home === province && presence.move !== null ? 'MOVED_OUT' : who.state
      yield { ...rowNamed(who.uscc, names), principal: who.principal, state }
    }
  }
}

/** The row of a whole record, the `nth` of its code. */
export function rowOf(record: RegistryRecord, nth = 0): SearchRow {
  return {
    uscc: record.uscc,
    registrationNumber: record.registrationNumber,
    nth,
    names: record.name === null ? record.formerNames : [record.name, ...record.formerNames],
    principal: record.registration?.principal?.name ?? null,
    state: record.registration?.state.code ?? null,
  }
}

function rowNamed(uscc: string, names: readonly string[]): SearchRow {
  return { uscc, registrationNumber: null, nth: 0, names, principal: null, state: null }
}
