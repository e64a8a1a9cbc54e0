/** One entity's row and its complete lists to a record of the model. */
import { principalRoleOf } from '../../schemas/model/entity-type.ts'
import type { EntityKind } from '../../schemas/model/entity-type.ts'
import type {
  Principal,
  RegistryRecord,
  Registration,
  Relocation,
} from '../../schemas/model/record.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { PRINCIPAL_ROLES, entityTypeOf, stateOf } from './codes.ts'
import {
  abnormalListingOf,
  branchOf,
  changeOf,
  debtorListingOf,
  inspectionOf,
  penaltyOf,
  permitOf,
  seriousListingOf,
} from './map-lists.ts'
import { UnknownCodes, authorityFrom, capitalFrom } from './map-values.ts'
import { asRow, dayOf, endOf, flagOf, textOf } from './wire-cells.ts'
import type { BaseRow, Cell, ListPart, Lists } from './wire.ts'

/**
 * `uscc` is the code that was asked for and that the row carries; the caller compared them.
 * `lists` are the row's lists, completed where they go over a page.
 *
 * @throws {ValueError} a cell that cannot be read: this record is unusable, others are not.
 */
export function recordOf(row: BaseRow, lists: Lists, uscc: Uscc): RegistryRecord {
  const unknown = new UnknownCodes()
  return {
    uscc,
    registrationNumber: textOf(row.REG_NO),
    name: textOf(row.COMP_NM),
    formerNames: formerNamesOf(row.FORMER_NMS),
    registration: registrationOf(row, unknown),
    permits: each(lists.permitList, permitOf, unknown),
    penalties: each(lists.punishList, penaltyOf, unknown),
    abnormalListings: each(lists.abnormalList, abnormalListingOf, unknown),
    seriousViolationListings: each(lists.seriousList, seriousListingOf, unknown),
    dishonestDebtorListings: each(lists.sxbzxrList, debtorListingOf, unknown),
    inspections: each(lists.checkList, inspectionOf, unknown),
    changes: each(lists.alterList, changeOf, unknown),
    branches: each(lists.branchList, branchOf, unknown),
    headOffice: headOfficeOf(row, unknown),
    unknownCodes: unknown.list,
  }
}

function each<R extends object, T>(
  part: ListPart<R>,
  map: (row: R, unknown: UnknownCodes) => T,
  unknown: UnknownCodes,
): T[] {
  return part.datas.map((row) => map(asRow<R>(row), unknown))
}

function formerNamesOf(names: BaseRow['FORMER_NMS']): string[] {
  if (names === null || names === undefined) return []
  if (!Array.isArray(names)) throw new ValueError(names, 'FORMER_NMS')
  return (names as Cell[]).flatMap((name) => textOf(name) ?? [])
}

/** Null where this registry only gathers decisions about the entity (`REG_FLG` 0). */
function registrationOf(row: BaseRow, unknown: UnknownCodes): Registration | null {
  if (textOf(row.REG_FLG) === null) throw new ValueError(row.REG_FLG, 'REG_FLG')
  if (!flagOf(row.REG_FLG)) return null
  const type = textOf(row.ENT_TYPE)
  const typeText = textOf(row.ENT_TYPE_NM)
  const entityType = type === null ? entityTypeOf(typeText ?? '') : entityTypeOf(type, typeText)
  const state = stateOf(textOf(row.OPT_STATE) ?? '', textOf(row.OPT_STATE_NM))
  unknown.note('registration.entityType', entityType)
  unknown.note('registration.state', state)
  const term = endOf(row.OPT_TO)
  return {
    entityType,
    state,
    principal: principalOf(row, entityType.code, unknown),
    capital: capitalFrom(row, unknown),
    establishedOn: dayOf(row.EST_DT),
    approvedOn: dayOf(row.APPR_DT),
    termFrom: dayOf(row.OPT_FROM),
    termTo: term.on,
    termOpenEnded: term.open,
    address: textOf(row.ADDR),
    scope: textOf(row.OPT_SCOP),
    industry: industryOf(row),
    authority: authorityFrom(row.REG_ORG_CD, row.REG_ORG_NM),
    movedOut: flagOf(row.MOVE_OUT_FLG) ? movedOutOf(row) : null,
    movedIn: flagOf(row.MOVE_IN_FLG) ? movedInOf(row) : null,
  }
}

/** The role is derived from the entity type where the registry does not say it. */
function principalOf(row: BaseRow, kind: EntityKind, unknown: UnknownCodes): Principal | null {
  const name = textOf(row.LEGAL_REPRE)
  if (name === null) return null
  const code = textOf(row.REPRE_KIND)
  if (code !== null && Object.hasOwn(PRINCIPAL_ROLES, code)) {
    return { role: PRINCIPAL_ROLES[code]!, name }
  }
  if (code !== null) unknown.add('registration.principal.role', code)
  return { role: principalRoleOf(kind), name }
}

const EDITION = 'GB/T 4754-2017'

function industryOf(row: BaseRow): Registration['industry'] {
  const code = textOf(row.INDUSTRY_CD)
  if (code === null) return null
  return { code, edition: textOf(row.INDUSTRY_STD) === EDITION ? EDITION : 'UNKNOWN' }
}

function movedOutOf(row: BaseRow): Relocation {
  return {
    authority: authorityFrom(row.MOVE_OUT_ORG_CD, row.MOVE_OUT_ORG_NM),
    on: dayOf(row.MOVE_OUT_DT),
    fileHandedOverOn: dayOf(row.MOVE_OUT_FILE_DT),
  }
}

function movedInOf(row: BaseRow): Relocation {
  return {
    authority: authorityFrom(row.MOVE_IN_ORG_CD, row.MOVE_IN_ORG_NM),
    on: dayOf(row.MOVE_IN_DT),
    fileHandedOverOn: dayOf(row.MOVE_IN_FILE_DT),
  }
}

function headOfficeOf(row: BaseRow, unknown: UnknownCodes): RegistryRecord['headOffice'] {
  if (!flagOf(row.HEAD_FLG)) return null
  const uscc = unknown.codeOf('headOffice.uscc', row.HEAD_UNI_SOCIAL_CRD_CD)
  return { uscc, name: textOf(row.HEAD_COMP_NM) }
}
