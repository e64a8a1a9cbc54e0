/**
 * Jiangsu's rows to the federation's record. Pure.
 * Columns: wire.ts; tables: codes.ts; what is published and what is assumed: README.md.
 */
import { principalRoleOf, type EntityKind } from '../../schemas/model/entity-type.ts'
import type {
  Principal,
  Registration,
  RegistryRecord,
  Relocation,
} from '../../schemas/model/record.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { entityKindOf, entityStateOf, principalRoleOfTitle } from './codes.ts'
import { mapSections } from './map-sections.ts'
import {
  authorityFrom,
  dayOf,
  endOf,
  flagOf,
  moneyOf,
  nameOf,
  UnknownCodes,
  usccOf,
} from './map-values.ts'
import { textOf, type BaseRow, type RecordRow } from './wire.ts'

/**
 * One entity: its base row and all of its record rows, in the registry's order.
 *
 * @throws {ValueError} a column that cannot be read.
 */
export function mapRecord(base: BaseRow, rows: readonly RecordRow[]): RegistryRecord {
  const unknown = new UnknownCodes()
  const registration = flagOf(base.REG_FLAG) === false ? null : mapRegistration(base, unknown)
  const marked = registration?.entityType.code === 'INDIVIDUAL_BUSINESS'
  return {
    ...identityOf(base, unknown),
    formerNames: namesOf(base.USED_NAMES),
    registration,
    ...mapSections(rows, marked ? 'MARK' : 'LIST', unknown),
    headOffice: mapHeadOffice(base, unknown),
    unknownCodes: unknown.list,
  }
}

export interface Identity {
  readonly uscc: Uscc | null
  readonly registrationNumber: string | null
  readonly name: string | null
}

/** The old column REG_NO holds either code; its length tells which. */
export function identityOf(
  row: Pick<BaseRow, 'UNI_SCID' | 'REG_NO' | 'CORP_NAME'>,
  unknown: UnknownCodes,
): Identity {
  const number = textOf(row.REG_NO)
  const inOldColumn = number?.length === 18
  const code = textOf(row.UNI_SCID) ?? (inOldColumn ? number : null)
  return {
    uscc: usccOf(code, 'uscc', unknown),
    registrationNumber: inOldColumn ? null : number,
    name: nameOf(row.CORP_NAME),
  }
}

function mapRegistration(base: BaseRow, unknown: UnknownCodes): Registration {
  const kind = entityKindOf(textOf(base.ECON_KIND), textOf(base.ZJ_ECON_KIND))
  const state = entityStateOf(textOf(base.CORP_STATUS_CODE), textOf(base.CORP_STATUS))
  const term = endOf(base.FARE_TERM_END)
  return {
    entityType: unknown.note('registration.entityType', kind),
    state: unknown.note('registration.state', state),
    principal: mapPrincipal(base, kind.code, unknown),
    capital: moneyOf(base.REG_CAPI, null, 'registration.capital', unknown),
    establishedOn: dayOf(base.START_DATE),
    approvedOn: dayOf(base.CHECK_DATE),
    termFrom: dayOf(base.FARE_TERM_START),
    termTo: term.day,
    termOpenEnded: term.open,
    address: textOf(base.ADDR),
    scope: textOf(base.FARE_SCOPE),
    industry: mapIndustry(base),
    authority: authorityFrom(base.BELONG_ORG_CODE, base.BELONG_ORG),
    movedOut: mapRelocation(base, 'OUT'),
    movedIn: mapRelocation(base, 'IN'),
  }
}

function mapPrincipal(base: BaseRow, kind: EntityKind, unknown: UnknownCodes): Principal | null {
  const name = textOf(base.OPER_MAN_NAME)
  if (name === null) return null
  const title = textOf(base.OPER_MAN_TITLE)
  const role = title === null ? null : principalRoleOfTitle(title)
  if (title !== null && role === null) unknown.add('registration.principal.role', title)
  return { role: role ?? principalRoleOf(kind), name }
}

function mapIndustry(base: BaseRow): Registration['industry'] {
  const code = textOf(base.TRADE_CODE)
  if (code === null) return null
  const edition = textOf(base.TRADE_EDITION) === '2017' ? 'GB/T 4754-2017' : 'UNKNOWN'
  return { code, edition }
}

function mapRelocation(base: BaseRow, way: 'OUT' | 'IN'): Relocation | null {
  if (flagOf(base[`MOVE_${way}_FLAG`]) !== true) return null
  return {
    authority: authorityFrom(base[`MOVE_${way}_ORG_CODE`], base[`MOVE_${way}_ORG`]),
    on: dayOf(base[`MOVE_${way}_DATE`]),
    fileHandedOverOn: dayOf(base[`MOVE_${way}_FILE_DATE`]),
  }
}

function mapHeadOffice(base: BaseRow, unknown: UnknownCodes): RegistryRecord['headOffice'] {
  if (flagOf(base.PARENT_FLAG) !== true) return null
  return {
    uscc: usccOf(base.PARENT_UNI_SCID, 'headOffice.uscc', unknown),
    name: nameOf(base.PARENT_CORP_NAME),
  }
}

function namesOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new ValueError(value, 'USED_NAMES')
  return value.flatMap((each) => nameOf(each) ?? [])
}
