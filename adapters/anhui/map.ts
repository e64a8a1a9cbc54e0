/** A base row of the Anhui registry and its records → the federation's record. Pure. */
import type { PrincipalRole } from '../../schemas/model/entity-type.ts'
import { principalRoleOf } from '../../schemas/model/entity-type.ts'
import type { EntityKind } from '../../schemas/model/entity-type.ts'
import type { Registration, RegistryRecord, Relocation } from '../../schemas/model/record.ts'
import { isUscc, parseUscc } from '../../schemas/model/uscc.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { codedOf, entityTypeOf, ROLES, stateOf } from './codes.ts'
import { mapRecords } from './map-records.ts'
import { authorityIn, dayOf, endOf, UnknownCodes, wanYuanOf } from './map-values.ts'
import { cellOf } from './wire.ts'
import type { EntityField, EntityRow } from './wire.ts'
import type { XmlElement } from './wire-xml.ts'

/**
 * `records` are all records of the entity, every page of them.
 *
 * @throws {ValueError} another code than the one asked, or a value that cannot be read.
 */
export function mapEntity(
  asked: Uscc,
  row: EntityRow,
  records: readonly XmlElement[],
): RegistryRecord {
  const code = cellOf(row.uniscid)
  if (code !== asked && (code === null || parsed(code) !== asked)) {
    throw new ValueError(code, 'uniscid')
  }
  const unknown = new UnknownCodes()
  const registration = registrationOf(row, unknown)
  const headOffice = headOfficeOf(row, unknown)
  const kind = registration?.entityType.code ?? 'UNKNOWN'
  return {
    uscc: asked,
    registrationNumber: cellOf(row.regno),
    name: cellOf(row.entname),
    registration,
    ...mapRecords(records, kind, unknown),
    headOffice,
    unknownCodes: unknown.found,
  }
}

function parsed(code: string): Uscc | null {
  try {
    return parseUscc(code)
  } catch {
    return null
  }
}

/** A row about an entity that was never registered here carries none of these. */
const REGISTERED: readonly EntityField[] = [
  ...([
    'enttype',
    'enttype_cn',
    'regstate',
    'dmms',
    'lerep',
    'regcap',
    'estdate',
    'apprdate',
  ] as const),
  ...([
    'opfrom',
    'opto',
    'dom',
    'opscope',
    'industryco',
    'regorg',
    'regorg_cn',
    'qcbz',
    'qrbz',
  ] as const),
]

function registrationOf(row: EntityRow, unknown: UnknownCodes): Registration | null {
  if (!REGISTERED.some((field) => cellOf(row[field]) !== null)) return null
  const type = codedOf(entityTypeOf, cellOf(row.enttype), cellOf(row.enttype_cn))
  const state = codedOf(stateOf, cellOf(row.regstate), cellOf(row.dmms))
  const term = endOf(cellOf(row.opto))
  return {
    entityType: unknown.seen('registration.entityType', type),
    state: unknown.seen('registration.state', state),
    principal: principalOf(row, type.code, unknown),
    capital: capitalOf(row, unknown),
    establishedOn: dayOf(cellOf(row.estdate)),
    approvedOn: dayOf(cellOf(row.apprdate)),
    termFrom: dayOf(cellOf(row.opfrom)),
    termTo: term.to,
    termOpenEnded: term.open,
    address: cellOf(row.dom),
    scope: cellOf(row.opscope),
    industry: industryOf(row),
    authority: authorityIn(cellOf(row.regorg), cellOf(row.regorg_cn)),
    movedOut: relocationOf(row.qcbz, row.qcjg, row.qcjg_cn, row.qcrq, row.qcdayjrq),
    movedIn: relocationOf(row.qrbz, row.qrjg, row.qrjg_cn, row.qrrq, row.qrdayjrq),
  }
}

function principalOf(
  row: EntityRow,
  kind: EntityKind,
  unknown: UnknownCodes,
): Registration['principal'] {
  const name = cellOf(row.lerep)
  return name === null ? null : { role: roleOf(cellOf(row.lereptype_cn), kind, unknown), name }
}

/** Where the registry does not say which role it is, the entity's type does. */
function roleOf(stated: string | null, kind: EntityKind, unknown: UnknownCodes): PrincipalRole {
  if (stated !== null && Object.hasOwn(ROLES, stated)) return ROLES[stated]!
  if (stated !== null) unknown.add('registration.principal.role', stated)
  return principalRoleOf(kind)
}

function capitalOf(row: EntityRow, unknown: UnknownCodes): Registration['capital'] {
  const cells = {
    amount: cellOf(row.regcap),
    currencyCode: cellOf(row.regcapcur),
    currencyText: cellOf(row.regcapcur_cn),
  }
  return wanYuanOf(cells, 'registration.capital', unknown)
}

function industryOf(row: EntityRow): Registration['industry'] {
  const code = cellOf(row.industryco)
  if (code === null) return null
  return { code, edition: cellOf(row.industryver) === '2017' ? 'GB/T 4754-2017' : 'UNKNOWN' }
}

function relocationOf(...cells: readonly unknown[]): Relocation | null {
  const [flag = null, code = null, name = null, on = null, handedOver = null] = cells.map(cellOf)
  if (flag !== '1' && code === null && name === null && on === null) return null
  const authority = authorityIn(code, name)
  return { authority, on: dayOf(on), fileHandedOverOn: dayOf(handedOver) }
}

function headOfficeOf(row: EntityRow, unknown: UnknownCodes): RegistryRecord['headOffice'] {
  const code = cellOf(row.zjguniscid)
  const name = cellOf(row.zjgentname)
  if (cellOf(row.fzjgbz) !== '1' && code === null && name === null) return null
  if (code !== null && !isUscc(code)) unknown.add('headOffice.uscc', code)
  return { uscc: code !== null && isUscc(code) ? code : null, name }
}
