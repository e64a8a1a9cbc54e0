/** Shanghai's rows of one entity → the model's record. */
import type { SearchHit } from '../shared/contract.ts'
import { principalRoleOf } from '../../schemas/model/entity-type.ts'
import type { EntityKind } from '../../schemas/model/entity-type.ts'
import { unknownCode } from '../../schemas/model/coded.ts'
import type {
  Principal,
  Registration,
  RegistryRecord,
  Relocation,
} from '../../schemas/model/record.ts'
import { isUscc } from '../../schemas/model/uscc.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { INDUSTRY_EDITIONS, PRINCIPAL_ROLES, entityTypeOf, stateOf } from './codes.ts'
import {
  abnormalListingOf,
  branchOf,
  changeOf,
  dishonestDebtorListingOf,
  inspectionOf,
  penaltyOf,
  permitOf,
  seriousViolationListingOf,
} from './map-sections.ts'
import { UnknownCodes, authorityIn, dayOf, endOf, moneyOf, usccIn } from './map-values.ts'
import { textOf, textsOf } from './wire.ts'
import type { EntityRows, Row } from './wire.ts'

/** @throws {ValueError} a value that cannot be read, or the record of another code. */
export function recordOf({ base, lists, debtors }: EntityRows, asked: Uscc): RegistryRecord {
  const unknown = new UnknownCodes()
  if (textOf(base, 'uniscid') !== asked) throw new ValueError(base.uniscid, 'uniscid')
  return {
    uscc: asked,
    registrationNumber: textOf(base, 'regno'),
    name: textOf(base, 'entname'),
    formerNames: textsOf(base, 'historyname').flatMap((name) => name ?? []),
    registration: registrationOf(base, unknown),
    permits: lists.xzxk.map(permitOf),
    penalties: lists.xzcf.map((row) => penaltyOf(row, unknown)),
    abnormalListings: lists.jyyc.map((row) => abnormalListingOf(row, unknown)),
    seriousViolationListings: lists.yzwf.map(seriousViolationListingOf),
    dishonestDebtorListings: debtors.map(dishonestDebtorListingOf),
    inspections: lists.ccjc.map(inspectionOf),
    changes: lists.bgxx.map(changeOf),
    branches: lists.fzjg.map((row) => branchOf(row, unknown)),
    headOffice: headOfficeOf(base, unknown),
    unknownCodes: unknown.list(),
  }
}

/** A row of the search service, whose names carry the tags that highlight what was looked for. */
export function hitOf(row: Row): SearchHit {
  const code = textOf(row, 'uniscid')
  if (code !== null && !isUscc(code)) throw new ValueError(code, 'uniscid')
  const name = textOf(row, 'entname')?.replace(/<\/?(?:em|font)\b[^>]*>/gi, '')
  return { uscc: code, registrationNumber: textOf(row, 'regno'), name: name ?? null }
}

/** Null when the row says neither what the entity is nor in what state: it was never registered here. */
function registrationOf(base: Row, unknown: UnknownCodes): Registration | null {
  const [type, state] = [textOf(base, 'enttype'), textOf(base, 'regstate')]
  if (type === null && state === null) return null
  const entityType =
    type === null ? unknownCode<EntityKind>('') : entityTypeOf(type, textOf(base, 'enttype_cn'))
  const term = endOf(base, 'opto')
  return {
    entityType: unknown.checked('registration.entityType', entityType),
    state: unknown.checked(
      'registration.state',
      state === null ? unknownCode('') : stateOf(state, textOf(base, 'regstate_cn')),
    ),
    principal: principalOf(base, entityType.code, unknown),
    capital: moneyOf(base, 'regcap', 'regcapcur', 'registration.capital', unknown),
    establishedOn: dayOf(base, 'estdate'),
    approvedOn: dayOf(base, 'apprdate'),
    termFrom: dayOf(base, 'opfrom'),
    termTo: term.day,
    termOpenEnded: term.open,
    address: textOf(base, 'dom'),
    scope: textOf(base, 'opscope'),
    industry: industryOf(base, unknown),
    authority: authorityIn(base, 'regorg', 'regorg_cn'),
    movedOut: relocationOf(base, 'moveout'),
    movedIn: relocationOf(base, 'movein'),
  }
}

function principalOf(base: Row, kind: EntityKind, unknown: UnknownCodes): Principal | null {
  const name = textOf(base, 'lerep')
  if (name === null) return null
  const code = textOf(base, 'lereptype')
  const role = code === null ? undefined : PRINCIPAL_ROLES[code]
  if (code !== null && role === undefined) unknown.note('registration.principal.role', code)
  return { role: role ?? principalRoleOf(kind), name }
}

/** Letter and digits in two fields; some rows repeat the letter before the digits. */
function industryOf(base: Row, unknown: UnknownCodes): Registration['industry'] {
  const [letter, digits] = [textOf(base, 'industryphy'), textOf(base, 'industryco')]
  if (letter === null && digits === null) return null
  const code = digits !== null && /^\D/.test(digits) ? digits : (letter ?? '') + (digits ?? '')
  const year = textOf(base, 'industryver')
  if (year === null) return { code, edition: 'UNKNOWN' }
  const edition = INDUSTRY_EDITIONS[year]
  if (edition === undefined) unknown.note('registration.industry.edition', year)
  return { code, edition: edition ?? 'UNKNOWN' }
}

function relocationOf(base: Row, side: 'moveout' | 'movein'): Relocation | null {
  const authority = authorityIn(base, `${side}org`, `${side}org_cn`)
  const on = dayOf(base, `${side}date`)
  const fileHandedOverOn = dayOf(base, `${side}filedate`)
  if (authority === null && on === null && fileHandedOverOn === null) return null
  return { authority, on, fileHandedOverOn }
}

function headOfficeOf(base: Row, unknown: UnknownCodes): RegistryRecord['headOffice'] {
  const uscc = usccIn(base, 'headuniscid', 'headOffice.uscc', unknown)
  const name = textOf(base, 'headentname')
  return uscc === null && name === null ? null : { uscc, name }
}
