/** A query for all that a registry can own, and what of its answer came from which registry. */
import { SECTIONS } from '../../schemas/model/record.ts'
import type { Section } from '../../schemas/model/record.ts'
import type { Province } from '../../schemas/model/province.ts'

export interface SourceRow {
  readonly province: Province
  readonly state: string
  readonly code: string | null
  readonly asOf: string | null
  readonly latencyMs: number | null
  readonly unknownCodes: readonly { readonly field: string }[] | null
}

interface Row {
  readonly source: { readonly province: Province }
}

export interface WholeEntity extends Readonly<Record<Section, readonly Row[] | null>> {
  readonly uscc: string
  readonly name: string | null
  readonly registrar: { readonly province: Province } | null
  readonly registrarState: string
  readonly registration: (Row & { readonly state: string }) | null
  readonly sources: readonly SourceRow[]
}

/** Without instants, so that two answers can be compared. */
const FROM = 'source { province registry } reportedBy authority { code name province }'
const MONEY = '{ fen currency }'

export const WHOLE = `
  uscc name formerNames registrar { code name province } registrarState
  registration { type state principal { role name } capital ${MONEY} establishedOn approvedOn address
    authority { code } source { province registry } }
  permits { number name content validFrom validTo validOpenEnded sourceId ${FROM} }
  penalties { documentNumber violation kinds content fine ${MONEY} decidedOn sourceId ${FROM} }
  abnormalListings { kind reason listedOn sourceId ${FROM} }
  seriousViolationListings { reason documentNumber listedOn sourceId ${FROM} }
  dishonestDebtorListings { caseNumber basisNumber duty performance sourceId ${FROM} }
  inspections { kind inspectedOn result sourceId ${FROM} }
  changes { item before after changedOn sourceId ${FROM} }
  branches { uscc name ${FROM} }
  sources { province state code asOf latencyMs unknownCodes { field } }`

/** Every row of every section that came through these registries, as it stands in the answer. */
export function rowsFrom(entity: WholeEntity, provinces: readonly Province[]) {
  return Object.fromEntries(
    SECTIONS.map((name) => [
      name,
      entity[name]?.filter(({ source }) => provinces.includes(source.province)) ?? null,
    ]),
  )
}

export function sourceOf({ sources }: WholeEntity, province: Province): SourceRow | undefined {
  return sources.find((row) => row.province === province)
}
